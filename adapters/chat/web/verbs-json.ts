/** The grammar as the page's box completes it: nothing here binds anybody, what is sent is read again by the bot. */
import { writtenDuration } from '../../../src/duration.ts';
import type { Option } from '../../../src/grammar/option.ts';
import type { VerbGrammar } from '../../../src/grammar/verb-grammar.ts';

interface OptionJson {
  name: string;
  type: Option['type'];
  /** Stands before the value, or alone; null: the value stands in its place. */
  keyword: string | null;
  required: boolean;
  description: string;
  /** What may be typed, as people write it; null: the values say. */
  range: string | null;
  values: { value: string; description: string }[];
  /** A number that is usual beside the value of another option: `{option: 'scenario', values: {gradual: '300'}}`. */
  usual: { option: string; values: Record<string, string> } | null;
}

export interface VerbJson {
  name: string;
  summary: string;
  /** Whole commands without `/leak`. */
  examples: readonly string[];
  options: OptionJson[];
}

const usualMinutes = [5, 10, 15, 30, 45, 60, 120];

export function verbJson({ name, summary, examples, options }: VerbGrammar): VerbJson {
  return { name, summary, examples, options: options.map(optionJson) };
}

function optionJson(option: Option): OptionJson {
  const { name, type, keyword, required, description } = option;
  return { name, type, keyword, required, description, range: null, usual: null, ...valuesOf(option) };
}

function valuesOf(option: Option): Pick<OptionJson, 'values'> & Partial<OptionJson> {
  switch (option.type) {
    case 'choice':
      return { values: option.choices.map(({ value, description }) => ({ value, description })) };
    case 'integer': {
      const { min, max, words, example, exampleBeside } = option;
      const usual = exampleBeside && {
        option: exampleBeside.option,
        values: Object.fromEntries([...exampleBeside.examples].map(([beside, n]) => [beside, String(n)])),
      };
      const values = [...words, ...(usual === undefined ? [String(example)] : [])];
      return { values: values.map(plain), range: `${min}–${max}`, usual: usual ?? null };
    }
    case 'duration': {
      const { minMs, maxMs, exampleMs } = option;
      const times = [exampleMs, ...usualMinutes.map((minutes) => minutes * 60_000)];
      const within = [...new Set(times)].filter((ms) => ms >= minMs && ms <= maxMs);
      return {
        values: within.map((ms) => plain(writtenDuration(ms))),
        range: `${writtenDuration(minMs)}–${writtenDuration(maxMs)}`,
      };
    }
    case 'run':
    case 'switch':
      return { values: [] };
  }
}

function plain(value: string) {
  return { value, description: '' };
}
