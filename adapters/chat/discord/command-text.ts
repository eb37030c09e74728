/** What was chosen in `/leak …` as the text of the grammar: from here on it is a command like any other. */
import { exampleOf } from '../../../src/grammar/example-of.ts';
import type { Option } from '../../../src/grammar/option.ts';
import { optionName, type Verb } from './command-definition.ts';

export type Chosen = { readonly [optionName: string]: string | number | boolean };

/**
 * @param subcommand as Discord names it; null: `/leak` of an older registration, without one
 * @param chosen by Discord's names; what the grammar does not know is handed on for it to refuse
 */
export function textOf(verbs: readonly Verb[], subcommand: string | null, chosen: Chosen): string {
  const verb = verbs.find(({ name }) => name === subcommand);
  const options = verb?.options ?? [];
  const given = new Map(Object.entries(chosen).map(([name, value]) => [name, String(value).trim()]));
  const wordOf = (option: Option) => given.get(optionName(option)) ?? '';
  // Positional numbers are told apart by their place: one that was left out before another stands as what it means.
  const lastPlace = options.findLastIndex((option) => option.keyword === null && wordOf(option) !== '');
  const beside = Object.fromEntries(options.map((option) => [option.name, wordOf(option)]));
  const words = options.flatMap((option, place) => {
    const word = wordOf(option);
    given.delete(optionName(option));
    if (option.type === 'switch') return word === 'true' ? [option.keyword] : [];
    if (word !== '') return option.keyword === null ? [word] : [option.keyword, word];
    return option.type === 'integer' && place < lastPlace ? [String(exampleOf(option, beside))] : [];
  });
  return [subcommand ?? '', ...words, ...[...given].flat()].join(' ').trim();
}
