/** Text → a verb with its values, or a refusal that says what to type instead. Pure; never throws. */

import type { OptionValues } from '../../src/grammar/option.ts';
import type { VerbGrammar } from '../../src/grammar/verb-grammar.ts';
import { nearestWord } from '../../src/nearest-word.ts';
import { otherWords } from './other-words.ts';
import { quoted } from './read-option.ts';
import { type ReadOptions, readOptions } from './read-options.ts';
import { words } from './tokens.ts';
import { written } from './written.ts';

export type Understood<V extends VerbGrammar> =
  | {
      ok: true;
      verb: V;
      values: OptionValues;
      confirmed: boolean;
      /** Words too many, let go. */
      spare: readonly string[];
    }
  | {
      ok: false;
      /** How the refusal begins; null: the problem is a sentence of its own. */
      refusal: string | null;
      problem: string;
      /** What is allowed, where the problem has no room for it. */
      known: string | null;
      /** A command that would be understood, without `/leak`. Never carried out by itself. */
      suggestion: string;
      /** The suggestion is probably what was meant, not merely a way to say it. */
      close: boolean;
    };

/** How many mistakes of one command are mended for the suggestion. */
const mendings = 8;

/** @param mayRaise whether this person may give what only operators may: else it is not suggested */
export function understand<V extends VerbGrammar>(
  text: string,
  verbs: readonly V[],
  mayRaise: boolean,
): Understood<V> {
  const all = words(text);
  const confirmed = all.length > 1 && all.at(-1)?.toLowerCase() === 'confirm';
  const given = confirmed ? all.slice(0, -1) : all;
  const name = given[0]?.toLowerCase() ?? 'help';
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined) {
    const known = verbs.filter((each) => mayRaise || !each.operatorsOnly).map((each) => each.name);
    const problem = `No verb ${quoted(given[0] ?? '')}`;
    const other = otherWords.get(name);
    if (other !== undefined) {
      return { ok: false, refusal: null, problem, known: null, suggestion: other, close: true };
    }
    const close = nearestWord(name, known);
    const meant = verbs.find((each) => each.name === close);
    const suggestion = meant === undefined ? 'help' : (mended(meant, given.slice(1)) ?? meant.examples[0]);
    return { ok: false, refusal: null, problem, known: null, suggestion, close: meant !== undefined };
  }
  const read = readOptions(verb.options, given.slice(1));
  if (read.ok) return { ok: true, verb, values: read.values, confirmed, spare: [] };
  const safer = saferPart(verb, given.slice(1));
  if (safer !== null) return { ok: true, verb, confirmed, ...safer };
  const better = read.command ?? (read.repaired === null ? null : mended(verb, read.repaired));
  const suggestion = better ?? verb.examples[0];
  return {
    ok: false,
    refusal: verb.refusal,
    problem: read.problem,
    known: read.known,
    suggestion,
    close: read.close && better !== null,
  };
}

/** What makes safer, with the words behind it let go; null: it does not begin with that. */
function saferPart(
  verb: VerbGrammar,
  given: readonly string[],
): { values: OptionValues; spare: readonly string[] } | null {
  const { safer } = verb;
  if (safer === undefined || !safer.every((word, index) => given[index]?.toLowerCase() === word)) return null;
  const read = readOptions(verb.options, safer);
  return read.ok ? { values: read.values, spare: given.slice(safer.length) } : null;
}

/** The command with every mistake mended; null: some mistake has no obvious remedy. */
function mended(verb: VerbGrammar, given: readonly string[]): string | null {
  let read: ReadOptions = readOptions(verb.options, given);
  for (let tries = 0; !read.ok && read.repaired !== null && tries < mendings; tries++) {
    if (read.command !== null) return read.command;
    read = readOptions(verb.options, read.repaired);
  }
  return read.ok ? written(verb, read.values) : null;
}
