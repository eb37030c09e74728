/** What Discord suggests while somebody types an option: nothing here binds anybody, the grammar reads it again. */
import { parseDuration, writtenDuration } from '../../../src/duration.ts';
import { exampleOf } from '../../../src/grammar/example-of.ts';
import type { DurationOption, IntegerOption, Option } from '../../../src/grammar/option.ts';
import { nearestWord } from '../../../src/nearest-word.ts';
import type { Run } from '../../../src/run/run.ts';
import { cut } from '../../../src/voice/typed.ts';
import { choiceOf, optionName, type Verb } from './command-definition.ts';
import type { Chosen } from './command-text.ts';

/** Discord's limits. */
const mostChoices = 25;
const longest = 100;
const minuteMs = 60_000;

export interface Suggestion {
  name: string;
  value: string | number;
}

export interface Typing {
  subcommand: string | null;
  /** The option that is being typed, by Discord's name, and what stands there so far. */
  focused: string;
  typed: string;
  /** The others, as far as they are filled in. */
  chosen: Chosen;
}

/** @param runs newest first */
export function suggestionsFor(
  verbs: readonly Verb[],
  { subcommand, focused, typed, chosen }: Typing,
  runs: () => readonly Run[],
): Suggestion[] {
  const options = verbs.find(({ name }) => name === subcommand)?.options ?? [];
  const option = options.find((each) => optionName(each) === focused);
  if (option === undefined) return [];
  const beside = Object.fromEntries(options.map((each) => [each.name, chosen[optionName(each)] ?? '']));
  const word = typed.trim().toLowerCase();
  const all = suggestionsOf(option, word, beside, runs);
  const names = new Set<string>();
  return all
    .map(({ name, value }) => ({
      name: cut(name, longest),
      value: typeof value === 'number' ? value : value.slice(0, longest),
    }))
    .filter(({ name }) => !names.has(name) && names.add(name))
    .slice(0, mostChoices);
}

function suggestionsOf(
  option: Option,
  word: string,
  beside: { [name: string]: string | number | boolean },
  runs: () => readonly Run[],
): Suggestion[] {
  switch (option.type) {
    case 'integer':
      return numbers(option, word, textsOnly(beside));
    case 'duration':
      return durations(option, word).map((ms) => ({ name: writtenTime(ms), value: writtenTime(ms) }));
    case 'choice': {
      const matching = option.choices.filter(({ value }) => value.includes(word));
      return (matching.length > 0 ? matching : option.choices).map(choiceOf);
    }
    case 'run':
      return runNames(word, runs());
    case 'switch':
      return [];
  }
}

/** What is typed, where it is a number in the range; else what is usual. */
function numbers(option: IntegerOption, word: string, beside: { [name: string]: string }): Suggestion[] {
  const { min, max, words } = option;
  const isWithin = (value: number) => Number.isInteger(value) && value >= min && value <= max;
  const asked = /^\d{1,9}$/.test(word) ? Number(word) : Number.NaN;
  const usual = [exampleOf(option, beside), ...(option.exampleBeside?.examples.values() ?? [])];
  const tenfold = [asked, asked * 10, asked * 100].filter(isWithin);
  const near = /^\d+$/.test(word) ? [...tenfold, ...usual.filter((each) => `${each}`.startsWith(word))] : [];
  const matching = words.filter((each) => each.startsWith(word) || nearestWord(word, [each]) !== null);
  const shown = word === '' ? usual : near;
  const all: (string | number)[] = [...(word === '' ? words : matching), ...shown.filter(isWithin)];
  const some = all.length > 0 ? all : [...words, ...usual.filter(isWithin)];
  // An option that takes words too is a text to Discord.
  return some.map((value) => ({
    name: String(value),
    value: words.length > 0 ? String(value) : value,
  }));
}

const usualMinutes = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240];

/** `20` is taken for minutes and for hours; nothing outside the range is offered. */
function durations({ minMs, maxMs, exampleMs }: DurationOption, word: string): number[] {
  const isWithin = (ms: number | null) => ms !== null && ms >= minMs && ms <= maxMs;
  const usual = [exampleMs, ...usualMinutes.map((minutes) => minutes * minuteMs)].filter(isWithin);
  const asked = [word, `${word}m`, `${word}h`].map((text) => parseDuration(text));
  const read = asked.filter((ms) => ms !== null).filter(isWithin);
  const begun = usual.filter((ms) => word !== '' && writtenTime(ms).startsWith(word));
  return read.length + begun.length > 0 ? [...read, ...begun] : usual;
}

function writtenTime(ms: number): string {
  return writtenDuration(Math.floor(ms / 1_000) * 1_000);
}

function runNames(word: string, runs: readonly Run[]): Suggestion[] {
  const matching = runs.filter(({ id }) => id.includes(word));
  return [
    ...('last'.startsWith(word) ? [{ name: 'last: the one that ended last', value: 'last' }] : []),
    ...matching.map((run) => ({
      name: `${run.id}: ${run.scenario}, ${run.state === 'ended' ? run.outcome : run.state}, ${run.owner.name}`,
      value: run.id,
    })),
  ];
}

function textsOnly(values: { [name: string]: string | number | boolean }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
