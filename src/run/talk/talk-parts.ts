/** What all lanes of a run's talk have. */
import { ChatFailure } from '../../chat-failure.ts';
import type { Chat, Clock, Place } from '../../ports.ts';
import type { Observation } from '../observation.ts';
import type { Run } from '../run.ts';
import type { Log } from '../runner.ts';
import type { Away } from './away.ts';

export interface TalkParts {
  run: () => Run;
  chat: Chat;
  /** The bot's: what is drawn is as of its now. */
  clock: Clock;
  publicUrl: string | null;
  log: Pick<Log, 'warn'>;
  tell: (observation: Observation) => void;
  /** Resolves when what is to be said is on the disk, or cannot be brought there: no word is said twice. */
  stored: () => Promise<void>;
  signal: AbortSignal;
  away: Away;
}

export function inChannel(channel: string, thread: string | null): Place {
  return { channel, thread, to: null, replyTo: null, way: null };
}

/** Where the words of a run go now; null: nowhere. */
export function placeOfWords(run: Run, chat: Chat): Place | null {
  switch (run.reach.words) {
    case 'thread':
      return inChannel(run.channel, run.thread);
    case 'channel':
      return inChannel(run.channel, null);
    case 'elsewhere':
      return chat.elsewhere(run.owner, run.reach.lost.at(-1) ?? run.channel);
    case 'nowhere':
      return null;
  }
}

/** The channel is gone: words go where the owner hears them else, where that is not gone too. */
export function loseChannel({ run, chat, log, tell }: TalkParts, channel: string, error: unknown): void {
  const remedy = error instanceof ChatFailure ? error.remedy : null;
  const { id, owner, reach } = run();
  if (reach.words === 'nowhere' || reach.lost.includes(channel)) return;
  const next = chat.elsewhere(owner, channel)?.channel;
  const isNew = next !== undefined && ![...reach.lost, channel].includes(next);
  if (!isNew) log.warn({ run: id, channel }, 'a run is not heard any more');
  tell({ gone: { what: 'channel', channel, next: isNew, remedy } });
}
