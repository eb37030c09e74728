/** One act of a person that the bot must answer: a command, a press, a form, a word being typed. */
import type { Json } from '../json.ts';

export const interactionType = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;

export type Interaction = {
  id: string;
  token: string;
  type: (typeof interactionType)[keyof typeof interactionType];
  by: string;
  channel: string;
  /** The name of the command with its subcommand, or the custom id. */
  name: string;
  /** The message the button stands on, if any. */
  message: string | null;
  /** Discord's date: the token lives 15 minutes from here. */
  createdAt: number;
  /** Real time in ms: the first answer must come within 3 s of here. */
  sentAt: number;
  /** Made already too late to be answered (an act with `late`). */
  late: boolean;
  acknowledgedAfterMs: number | null;
  callback: number | null;
  /** The message that `@original` means; null when there is none. */
  original: string | null;
  /** Answered by a deferral that waits for its message. */
  pending: boolean;
  choices: { name: string; value: string | number }[] | null;
  modal: Json | null;
  /** Of autocomplete: the type of the option that is being typed; else 0. */
  focusedType: number;
  /** Whom to tell that it was acknowledged. */
  settled: () => void;
};

export const answerWithinMs = 3000;
export const tokenLifeMs = 15 * 60_000;
