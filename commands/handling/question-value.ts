/**
 * What the buttons of a question carry: when it was asked (real clock), about which run, and the whole command, so
 * that it is understood after a restart of the bot. Short, since some chats have room for 100 characters.
 */
import type { RunId } from '../../src/run/run.ts';

export interface Asked {
  askedAt: number;
  run: RunId | null;
  /** Without `/leak`. */
  command: string;
}

const form = /^([0-9a-z]{1,10}) (-|run-[1-9][0-9]{0,14}) (\S.*)$/s;

export function questionValue(asked: Asked): string {
  return `${Math.floor(asked.askedAt).toString(36)} ${asked.run ?? '-'} ${asked.command}`;
}

/** null: not a value of a question. */
export function readQuestionValue(value: string): Asked | null {
  const [, askedAt, run, command] = form.exec(value) ?? [];
  if (askedAt === undefined || run === undefined || command === undefined) return null;
  return { askedAt: Number.parseInt(askedAt, 36), run: run === '-' ? null : (run as RunId), command };
}

/** The run that a button's value begins with; null: it names none. */
export function runNamed(value: string): RunId | null {
  const name = /^run-[1-9][0-9]{0,14}(?= |$)/.exec(value)?.[0];
  return name === undefined ? null : (name as RunId);
}
