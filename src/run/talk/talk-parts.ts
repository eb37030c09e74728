/** What all lanes of a run's talk have. */
import type { Chat, Clock, Place } from '../../ports.ts';
import type { Observation } from '../observation.ts';
import type { Run } from '../run.ts';
import type { Log } from '../runner.ts';

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
    case 'owner':
      return chat.elsewhere(run.owner, run.channel);
    case 'nowhere':
      return null;
  }
}

/** The channel is gone: the owner is told instead, where that can be. */
export function loseChannel({ run, chat, log, tell }: TalkParts): void {
  const { id, owner, channel, reach } = run();
  const ownerReachable = reach.words !== 'owner' && chat.elsewhere(owner, channel) !== null;
  tell({ gone: { what: 'channel', ownerReachable } });
  if (!ownerReachable && reach.words !== 'nowhere')
    log.warn({ run: id, channel }, 'a run is not heard any more');
}
