/** The words after a verb read as its options: positional ones first, then keywords in any order, each once. */

import { exampleOf } from '../../src/grammar/example-of.ts';
import type { Option, OptionValue, OptionValues } from '../../src/grammar/option.ts';
import { nearestWord } from '../../src/nearest-word.ts';
import { typedDuration } from './duration.ts';
import { quoted, rangeOf, readOption, title } from './read-option.ts';

export type ReadOptions =
  | { ok: true; values: OptionValues }
  /**
   * `repaired`: the words as they would have been understood, one mistake mended; null: no idea. `command`: another
   * command that was probably meant.
   */
  | {
      ok: false;
      problem: string;
      known: string | null;
      repaired: string[] | null;
      close: boolean;
      command: string | null;
    };

interface Found {
  option: Option;
  /** How many words its keyword has. */
  length: number;
}

export function readOptions(options: readonly Option[], words: readonly string[]): ReadOptions {
  const values: { [name: string]: OptionValue } = {};
  const positional = options.filter((option) => option.keyword === null);
  let afterKeyword: Option | null = null;
  let at = 0;

  const mend = (deleted: number, ...inserted: string[]) => words.toSpliced(at, deleted, ...inserted);
  const failed = (
    problem: string,
    repaired: string[] | null,
    more: { close?: boolean; known?: string | null; command?: string } = {},
  ): ReadOptions => ({
    ok: false,
    problem,
    known: more.known ?? null,
    repaired,
    close: more.close ?? false,
    command: more.command ?? null,
  });

  while (at < words.length) {
    const word = words[at] ?? '';
    const found = keywordAt(options, words, at);
    if (found !== null) {
      const { option, length } = found;
      const taken = option.type === 'switch' ? length : length + 1;
      if (values[option.name] !== undefined) {
        return failed(`${title(option)} is given twice`, mend(Math.min(taken, words.length - at)));
      }
      const value = words[at + length];
      const forgotten = value === undefined || keywordAt(options, words, at + length) !== null;
      if (option.type !== 'switch' && forgotten) {
        return failed(`${title(option)} needs ${needOf(option)}`, mend(length, ...wordsOf(option)));
      }
      const read = readOption(option, value ?? '', values);
      if (!read.ok) {
        const repaired =
          read.repaired === null ? null : mend(taken, ...words.slice(at, at + length), read.repaired);
        return failed(read.problem, repaired, read);
      }
      values[option.name] = read.value;
      afterKeyword = option;
      at += taken;
      continue;
    }
    const next = positional.find((option) => values[option.name] === undefined);
    if (next?.type === 'choice' && next.required && looksLikeNumber(word)) {
      const problem = `${title(next)} is missing before ${quoted(word)}`;
      return failed(problem, mend(0, next.example), { known: needOf(next) });
    }
    if (next !== undefined && afterKeyword === null && (next.required || looksLike(next, word))) {
      const read = readOption(next, word, values);
      if (!read.ok) {
        return failed(read.problem, read.repaired === null ? null : mend(1, read.repaired), read);
      }
      values[next.name] = read.value;
      at += 1;
      continue;
    }
    if (next !== undefined && afterKeyword !== null && looksLike(next, word)) {
      const place = words.findIndex((_, index) => keywordAt(options, words, index) !== null);
      const repaired = [...words.slice(0, place), word, ...words.slice(place, at), ...words.slice(at + 1)];
      return failed(
        `${title(next)} ${quoted(word)} must stand before ${quoted(title(afterKeyword))}`,
        repaired,
      );
    }
    return unknownWord();
  }
  const missing = options.find((option) => option.required && values[option.name] === undefined);
  if (missing !== undefined) {
    const choices = missing.type === 'choice' ? needOf(missing) : null;
    const need = choices === null ? `: ${needOf(missing)}` : '';
    return failed(`${title(missing)} is missing${need}`, [...words, ...wordsOf(missing)], {
      known: choices,
    });
  }
  return { ok: true, values };

  function unknownWord(): ReadOptions {
    const word = words[at] ?? '';
    const half = options.find((option) => option.keyword?.split(' ')[0] === word.toLowerCase());
    if (half !== undefined) {
      const rest = words
        .slice(at)
        .findIndex((each) => !half.keyword?.split(' ').includes(each.toLowerCase()));
      const length = rest === -1 ? words.length - at : rest;
      return failed(`${quoted(word)} alone says nothing, it is ${quoted(title(half))}`, mend(length));
    }
    if (looksLikeNumber(word)) {
      const numbers = positional.filter((option) => option.type === 'integer').map(title);
      const room = numbers.length === 0 ? 'no number is taken here' : `the numbers are ${numbers.join(', ')}`;
      return failed(`${quoted(word)} is one too many, ${room}`, mend(1));
    }
    const keywords = options.flatMap((option) => option.keyword?.split(' ').slice(0, 1) ?? []);
    const optionalWords = positional.flatMap((option) => (option.type === 'choice' ? option.choices : []));
    const close = nearestWord(word, [...keywords, ...optionalWords.map((choice) => choice.value)]);
    return failed(`${quoted(word)} is not understood`, close === null ? mend(1) : mend(1, close), {
      close: close !== null,
      known: keywords.length === 0 ? null : keywords.join(', '),
    });
  }
}

function keywordAt(options: readonly Option[], words: readonly string[], at: number): Found | null {
  for (const option of options) {
    const keyword = option.keyword?.split(' ') ?? [];
    if (keyword.length > 0 && keyword.every((part, index) => words[at + index]?.toLowerCase() === part)) {
      return { option, length: keyword.length };
    }
  }
  return null;
}

/** Whether a word was meant for an optional place, or is a misspelt keyword. */
function looksLike(option: Option, word: string): boolean {
  return option.type === 'integer' || option.type === 'duration' ? looksLikeNumber(word) : true;
}

function looksLikeNumber(word: string): boolean {
  return /^[\p{P}\p{S}]*\p{N}/u.test(word);
}

function needOf(option: Option): string {
  if (option.type === 'choice') return option.choices.map((choice) => choice.value).join(', ');
  if (option.type === 'integer')
    return `${option.min === 0 ? 'a number' : 'a whole number'} ${rangeOf(option)}`;
  if (option.type === 'duration') return `a time like 90s, 30m or 1h30m, ${rangeOf(option)}`;
  return 'a run, 42, run-42 or last';
}

/** An option as it could have been typed. */
function wordsOf(option: Option): string[] {
  const keyword = option.keyword === null ? [] : [option.keyword];
  if (option.type === 'choice') return [option.example];
  if (option.type === 'integer') return [...keyword, String(exampleOf(option, {}))];
  if (option.type === 'duration') return [...keyword, typedDuration(option.exampleMs)];
  return option.type === 'run' ? ['last'] : keyword;
}
