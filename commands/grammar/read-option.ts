/** One word read as the value of one option, or why not and what was probably meant. */

import { exampleOf } from '../../src/grammar/example-of.ts';
import type {
  DurationOption,
  IntegerOption,
  Option,
  OptionValue,
  OptionValues,
} from '../../src/grammar/option.ts';
import { nearestWord } from '../../src/nearest-word.ts';
import { typed } from '../../src/voice/typed.ts';
import { parseDuration, typedDuration } from './duration.ts';

export type ReadOption =
  | { ok: true; value: OptionValue }
  /**
   * `known`: what is allowed, where it is a list too long for the first sentence. `repaired`: a word that would have
   * been understood in its place; `close`: it is what was probably meant. `command`: another command that was.
   */
  | {
      ok: false;
      problem: string;
      known: string | null;
      repaired: string | null;
      close: boolean;
      command?: string;
    };

const wholeNumber = /^(?:0|[1-9][0-9]*)$/;
const runName = /^(?:run-)?([1-9][0-9]{0,14})$/i;

/** @param beside the values read so far */
export function readOption(option: Option, word: string, beside: OptionValues): ReadOption {
  if (option.type === 'integer') return readInteger(option, word, exampleOf(option, beside));
  if (option.type === 'duration') return readDuration(option, word);
  if (option.type === 'choice') {
    const names = option.choices.map((choice) => choice.value);
    if (names.includes(word.toLowerCase())) return { ok: true, value: word.toLowerCase() };
    const close = nearestWord(word, names);
    const problem = `no ${option.name} ${quoted(word)}`;
    return { ok: false, problem, known: names.join(', '), repaired: close, close: true };
  }
  if (option.type === 'run') {
    if (word.toLowerCase() === 'last') return { ok: true, value: 'last' };
    const number = runName.exec(word)?.[1];
    if (number !== undefined) return { ok: true, value: `run-${number}` };
    const problem = `no run ${quoted(word)}, a run is 42, run-42 or last`;
    return { ok: false, problem, known: null, repaired: 'last', close: false };
  }
  return { ok: true, value: true };
}

function readInteger(option: IntegerOption, word: string, example: number): ReadOption {
  const lower = word.toLowerCase();
  if (option.words.includes(lower)) return { ok: true, value: lower };
  const isNumber = wholeNumber.test(word);
  if (isNumber && Number(word) >= option.min && Number(word) <= option.max) {
    return { ok: true, value: Number(word) };
  }
  if (option.meant?.words.includes(lower) === true) {
    return { ...unread(option, word, String(example), true), command: option.meant.command };
  }
  const closeWord = nearestWord(word, option.words);
  if (closeWord !== null) return unread(option, word, closeWord, true);
  if (isNumber && Number(word) === 0 && option.zeroWord !== null)
    return unread(option, word, option.zeroWord, true);
  return unread(option, word, String(intended(option, word, example)), false);
}

function unread(
  option: IntegerOption,
  word: string,
  repaired: string,
  close: boolean,
): Extract<ReadOption, { ok: false }> {
  const kind = wholeNumber.test(word) ? 'must be' : 'must be a whole number';
  const problem = `${title(option)} ${quoted(word)}, ${kind} ${rangeOf(option)}`;
  return { ok: false, problem, known: null, repaired, close };
}

/**
 * The number that somebody who typed `25users`, `1e3`, `+5` or `300.5` may have meant. Over the range it is the
 * example: the highest that is allowed is also the most dangerous.
 */
function intended(option: IntegerOption, word: string, example: number): number {
  const plain = word.normalize('NFKC');
  const number = Number.isFinite(Number(plain)) ? Number(plain) : Number.parseInt(plain, 10);
  if (!Number.isFinite(number) || Math.floor(number) > option.max) return example;
  return Math.max(option.min, Math.floor(number));
}

function readDuration(option: DurationOption, word: string): ReadOption {
  const ms = parseDuration(word);
  if (ms !== null && ms >= option.minMs && ms <= option.maxMs) return { ok: true, value: ms };
  const inRange = (value: number) => Math.min(option.maxMs, Math.max(option.minMs, value));
  const probable = ms ?? (wholeNumber.test(word) ? Number(word) * 60_000 : option.exampleMs);
  const kind = ms === null ? 'must be a time like 90s, 30m or 1h30m,' : 'must be';
  const limit =
    ms !== null && ms > option.maxMs && option.limitedBy !== undefined ? ` (${option.limitedBy})` : '';
  const problem = `${title(option)} ${quoted(word)}, ${kind} ${rangeOf(option)}${limit}`;
  return { ok: false, problem, known: null, repaired: typedDuration(inRange(probable)), close: false };
}

/** How an option is called in an answer: `flag value`, `users`, `ramp`. */
export function title(option: Option): string {
  return option.keyword ?? option.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `1–10000 or off`, `1m–4h`; empty where an option has no range. */
export function rangeOf(option: Option): string {
  if (option.type === 'integer') {
    const allowed = [`${option.min}–${option.max}`, ...option.words];
    return allowed.length === 1 ? allowed.join() : `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`;
  }
  if (option.type === 'duration') return `${typedDuration(option.minMs)}–${typedDuration(option.maxMs)}`;
  return '';
}

/** A word of somebody's, harmless and cut to what an answer has room for; numbers stand without quotes. */
export function quoted(word: string): string {
  return wholeNumber.test(word) ? typed(word, 20) : `"${typed(word, 20)}"`;
}
