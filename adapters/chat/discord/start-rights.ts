/** Before a run starts in a channel: what the bot lacks there is named, and a run that could not be shown is refused. */
import type { Heard, Pressed, Said } from '../../../src/ports.ts';
import { answer } from '../../../src/voice/answer.ts';
import { refusal } from '../../../src/voice/answer-refusal.ts';
import { missingRights, namesOf } from './rights.ts';

/** Whether a command would start a run: a dry one is answered privately only. */
export function startsRun(given: Pick<Heard, 'text'> | Pick<Pressed, 'action'>): boolean {
  if ('action' in given) return given.action === 'again' || given.action === 'value';
  return /^\s*start\b/i.test(given.text) && !/\sdry(\s|$)/i.test(given.text);
}

export type StartRights =
  | { kind: 'enough' }
  /** It starts, with less; `said` says so. */
  | { kind: 'less'; said: Said }
  | { kind: 'refused'; said: Said };

/** @param command what to type again, without `/leak` */
export function startRights(permissions: bigint, command: string): StartRights {
  const missing = missingRights(permissions);
  if (missing.length === 0) return { kind: 'enough' };
  const way = 'Allow it under Edit Channel › Permissions, for the bot’s role';
  if (missing.some(({ isNeeded }) => isNeeded)) {
    const what = `Not started: the bot lacks ${namesOf(missing)} in this channel`;
    return { kind: 'refused', said: refusal({ what, more: way, command }) };
  }
  const purposes = missing.map(({ name, purpose }) => `${name}: ${purpose}`);
  return {
    kind: 'less',
    said: answer(
      [`The bot lacks ${namesOf(missing)} in this channel. The run goes on without.`, ...purposes, way],
      {
        level: 'warning',
      },
    ),
  };
}
