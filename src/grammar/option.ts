/**
 * What a verb takes, as data: text is parsed by it, help is written from it, and a chat with typed commands can
 * register it. Positional options (`keyword: null`) come first and in their order; the others stand behind a keyword.
 */

interface Named {
  name: string;
  /** For people, at most 100 characters. */
  description: string;
  required: boolean;
}

/** A whole number without sign, point or leading zero; or one of `words` in its place. */
export interface IntegerOption extends Named {
  type: 'integer';
  keyword: string | null;
  min: number;
  max: number;
  words: readonly string[];
  /** In suggestions, where what was typed gives no hint or is over the range. */
  example: number;
  /** The example beside the value of another option: a scenario has numbers of its own. */
  exampleBeside?: { option: string; examples: ReadonlyMap<OptionValue, number> };
  /** Words that mean another command; it is suggested, never carried out. */
  meant?: { words: readonly string[]; command: string };
  /** The word that a 0 probably meant; it is suggested, never taken. */
  zeroWord: string | null;
}

/** `90s`, `30m`, `1h30m`; its value is in milliseconds. */
export interface DurationOption extends Named {
  type: 'duration';
  keyword: string | null;
  minMs: number;
  maxMs: number;
  /** The setting that makes `maxMs` what it is; absent: none does. */
  limitedBy?: string;
  exampleMs: number;
}

interface ChoiceOption extends Named {
  type: 'choice';
  keyword: null;
  choices: readonly { value: string; description: string }[];
  /** In suggestions, where what was typed gives no hint. */
  example: string;
}

/** `42`, `run-42` or `last`; its value is `run-42` or `last`. */
interface RunOption extends Named {
  type: 'run';
  keyword: null;
}

/** Given or not: one word, or several in a row. Its value is `true`. */
interface SwitchOption extends Named {
  type: 'switch';
  keyword: string;
  required: false;
}

export type Option = IntegerOption | DurationOption | ChoiceOption | RunOption | SwitchOption;

/** Numbers, milliseconds, words, `run-42`, `true`. Absent: not given. */
export type OptionValue = number | string | true;
export type OptionValues = { readonly [name: string]: OptionValue };

type ValueOf<O extends Option> = O extends IntegerOption
  ? number | O['words'][number]
  : O extends DurationOption
    ? number
    : O extends ChoiceOption
      ? O['choices'][number]['value']
      : O extends SwitchOption
        ? true
        : string;

/** The values of a list of options, typed by it. */
export type Values<Os extends readonly Option[]> = {
  readonly [O in Os[number] as O['name']]: O['required'] extends true ? ValueOf<O> : ValueOf<O> | undefined;
};
