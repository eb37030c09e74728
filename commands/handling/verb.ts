/** What a verb is: its grammar, and what it would do in a scene. It looks and decides; the bot carries out. */

import type { Option, OptionValues, Values } from '../../src/grammar/option.ts';
import type { VerbGrammar } from '../../src/grammar/verb-grammar.ts';
import type { Person, Said } from '../../src/ports.ts';
import type { Desk } from '../../src/run/desk.ts';
import type { Run, RunId } from '../../src/run/run.ts';
import type { Question } from '../../src/voice/answer-question.ts';
import type { Settings } from './settings.ts';

/** Where and by whom a command is given, and what it can look at. */
export interface Scene {
  desk: Desk;
  settings: Settings;
  /** The bot's clock, ms. */
  now: number;
  chat: Run['chat'];
  channel: string;
  thread: string | null;
  user: Person;
  /** As typed, tidied, without `/leak` and `confirm`: what the card shows. */
  typed: string;
  /** The same written anew: what an answer gives to copy. */
  command: string;
  /** The run that a button names; null: rule 30 finds it. */
  named: RunId | null;
}

/** What raises the risk or touches something new. */
interface Risk {
  /** The run that it is about, carried by the question's buttons; null: none. */
  run: RunId | null;
  /** Rule 28: not done when it arrives more than 60 s after it was given. */
  lateMatters: boolean;
  /** Asked before it is done, unless it was confirmed; null: it needs no confirmation. */
  question: Question | null;
}

export type Step =
  /** Nothing changes; the answer says why and what to do. `command`: what to type instead; null: nothing like it. */
  | { kind: 'refused'; said: Said; command: string | null }
  /**
   * `risk` null: it reads, or makes safer: never asked, never too late, for everyone, and harmless if done twice.
   * `act` acts before it first waits; `say` shows what comes before the answer, in its place.
   */
  | { kind: 'act'; risk: Risk | null; act: (say: (said: Said) => void) => Said | Promise<Said> };

export interface Verb extends VerbGrammar {
  plan(values: OptionValues, scene: Scene): Step;
}

interface VerbDefinition<Os extends readonly Option[]> extends VerbGrammar {
  options: Os;
  plan(values: Values<Os>, scene: Scene): Step;
}

/** Ties the values that `plan` gets to the options that the grammar reads. */
export function defineVerb<const Os extends readonly Option[]>(definition: VerbDefinition<Os>): Verb {
  // The grammar reads exactly these options, so the values have their types.
  return { ...definition, plan: (values, scene) => definition.plan(values as Values<Os>, scene) };
}

export function refused(said: Said, command: string | null = null): Step {
  return { kind: 'refused', said, command };
}

/** A step that reads or makes safer. */
export function freely(act: (say: (said: Said) => void) => Said | Promise<Said>): Step {
  return { kind: 'act', risk: null, act };
}
