/** A verb and its values as a command that is understood the same: for copying, and for what a button carries. */

import { exampleOf } from '../../src/grammar/example-of.ts';
import type { Option, OptionValue, OptionValues } from '../../src/grammar/option.ts';
import type { VerbGrammar } from '../../src/grammar/verb-grammar.ts';
import { typedDuration } from './duration.ts';
import { title } from './read-option.ts';

export function written(verb: Pick<VerbGrammar, 'name' | 'options'>, values: OptionValues): string {
  // A form may leave out a number that has another behind it: in its place stands what it means to leave it out.
  const isGiven = ({ keyword, name }: Option) => keyword === null && values[name] !== undefined;
  const lastPlace = verb.options.findLastIndex(isGiven);
  const parts = verb.options.flatMap((option, place) => {
    const usual = option.type === 'integer' && place < lastPlace ? exampleOf(option, values) : undefined;
    const value = values[option.name] ?? usual;
    if (value === undefined) return [];
    const keyword = option.keyword === null ? [] : [option.keyword];
    return option.type === 'switch' ? keyword : [...keyword, writtenValue(option, value)];
  });
  return [verb.name, ...parts].join(' ');
}

function writtenValue(option: Option, value: OptionValue): string {
  return option.type === 'duration' ? typedDuration(Number(value)) : String(value);
}

/** `/leak start <scenario> [flagValue] [users] [for 30m] …`, as help shows it. */
export function usage(verb: Pick<VerbGrammar, 'name' | 'options'>): string {
  const parts = verb.options.map((option) => {
    const inner = [option.keyword, placeholder(option)].filter((part) => part !== null).join(' ');
    return option.required ? inner : `[${inner.replace(/^<(.*)>$/, '$1')}]`;
  });
  return ['/leak', verb.name, ...parts].join(' ');
}

function placeholder(option: Option): string | null {
  if (option.type === 'switch') return null;
  if (option.type === 'duration')
    return option.keyword === null ? `<${title(option)}>` : typedDuration(option.exampleMs);
  if (option.type === 'integer') {
    const number = option.keyword === null ? option.name : String(option.example);
    const inner = [number, ...option.words].join('|');
    return option.keyword === null ? `<${inner}>` : inner;
  }
  return `<${option.name}>`;
}
