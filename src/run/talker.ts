/**
 * Says what a run has to say, in lanes that do not wait for one another: its card, its words, its progress. Chat may
 * be slow or down: nobody waits for it but this.
 */
import type { Chat } from '../ports.ts';
import type { Run } from './run.ts';
import { announceLane, othersOf } from './talk/announce-lane.ts';
import { createAway } from './talk/away.ts';
import { cardLane } from './talk/card-lane.ts';
import { createLane, type Lane, type LaneParts } from './talk/lane.ts';
import { progressLane } from './talk/progress-lane.ts';
import type { TalkParts } from './talk/talk-parts.ts';
import { wordsLane } from './talk/words-lane.ts';

export interface TalkerParts extends Omit<TalkParts, 'chat' | 'away'> {
  /** All that are set up: the run's own, without which its words wait, and those that announce it. */
  chats: readonly Chat[];
}

export interface Talker {
  /** Something may have changed. Never waits, never throws. */
  wake(): void;
  /** Resolves when all is said, or the signal aborts. */
  drained(): Promise<void>;
}

const goldenRatio = (Math.sqrt(5) - 1) / 2;

export function createTalker(parts: TalkerParts): Talker {
  const { id, chat: name } = parts.run();
  const chat = parts.chats.find((each) => each.name === name);
  const spread = (Number(id.slice('run-'.length)) * goldenRatio) % 1;
  const lane = (name: string, on: Chat, next: LaneParts['next']): Lane =>
    createLane({ name, run: id, clock: on.clock, spread, log: parts.log, signal: parts.signal, next });
  const lanes = othersOf(parts.chats, parts.run()).map((home) => {
    return lane(
      `announcement on ${home.name}`,
      home,
      announceLane({ ...parts, chat: home, away: createAway(home.clock) }),
    );
  });
  if (chat === undefined) {
    const why = `${id} belongs to ${name}, which is not set up: its words wait`;
    parts.log.warn({ run: id, why }, 'a run cannot be heard');
  } else {
    const own: TalkParts = { ...parts, chat, away: createAway(chat.clock) };
    lanes.push(lane('words', chat, wordsLane(own)));
    lanes.push(lane('card', chat, cardLane(own)));
    lanes.push(lane('progress', chat, progressLane(own)));
  }
  const wake = () => {
    for (const each of lanes) each.wake();
  };
  return {
    wake,
    async drained() {
      // What one lane has said may be what another waited for.
      for (let before: Run | null = null; before !== parts.run() && !parts.signal.aborted; ) {
        before = parts.run();
        await Promise.all(lanes.map((each) => each.idle()));
      }
    },
  };
}

/** Something of it is not said yet, or not shown as it ended. */
export function owesWords(run: Run): boolean {
  const announcing = Object.values(run.announced).includes('open');
  return run.outbox.length > 0 || run.reach.card === 'open' || announcing;
}
