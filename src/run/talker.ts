/**
 * Says what the run has to say: the root card (edited in place, latest wins), then the posts of the outbox in order,
 * each once a key. Chat may be slow or down: nobody waits for it but this.
 */
import { wordsOf } from '../failure.ts';
import type { Chat, Clock, Said } from '../ports.ts';
import { card } from '../voice/card.ts';
import type { Observation } from './observation.ts';
import type { Run } from './run.ts';
import type { Log } from './runner.ts';

export interface TalkerParts {
  run: () => Run;
  chat: Chat;
  clock: Clock;
  publicUrl: string | null;
  log: Pick<Log, 'warn'>;
  tell: (observation: Observation) => void;
  /** Resolves when what is to be said is on the disk, or cannot be brought there: no word is said twice. */
  stored: () => Promise<void>;
  signal: AbortSignal;
}

export interface Talker {
  /** Something may have changed. Never waits, never throws. */
  wake(): void;
  /** Resolves when all is said, or the signal aborts. */
  drained(): Promise<void>;
}

/** Between two edits of the card without a change of state (facts/chat-ux.md, 4). */
const editEveryMs = 15_000;
const longestRetryMs = 30_000;
/** With nothing new of the run, its card is looked at for what time alone changes. */
const lookEveryMs = 10_000;

export function createTalker(parts: TalkerParts): Talker {
  const { chat, clock, signal } = parts;
  let talking: Promise<void> | null = null;
  let more = false;
  let shown: Said | null = null;
  let editedAt = Number.NEGATIVE_INFINITY;
  let looked = { mono: Number.NEGATIVE_INFINITY, turns: '' };

  function cardIsDue(): Said | null {
    const now = clock.now();
    // Drawing a card is dear, and numbers that tick are no reason to.
    const turns = turnsOf(parts.run());
    const mono = clock.monotonic();
    if (shown !== null && turns === looked.turns && mono - looked.mono < lookEveryMs) return null;
    const next = card(parts.run(), now, { publicUrl: parts.publicUrl });
    const due = shown === null || isDue(shown, next, now - editedAt);
    if (!due) looked = { mono, turns };
    return due ? next : null;
  }

  async function sayOne(): Promise<boolean> {
    const run = parts.run();
    const place = { channel: run.channel, thread: run.thread, to: null, replyTo: null, way: null };
    if (run.thread === null) {
      const said = card(run, clock.now(), { publicUrl: parts.publicUrl });
      await parts.stored();
      const cardPosted = await chat.post(place, said, `${run.id}/card`, 'now');
      [shown, editedAt] = [said, clock.now()];
      parts.tell({ cardPosted });
      return true;
    }
    const next = cardIsDue();
    if (next !== null) {
      await chat.edit({ ...place, thread: null }, run.thread, next, 'now');
      [shown, editedAt] = [next, clock.now()];
      return true;
    }
    const post = run.outbox[0];
    if (post === undefined) return false;
    await parts.stored();
    await chat.post(place, post.said, `${run.id}/${post.key}`, 'now');
    parts.tell({ posted: post.key });
    return true;
  }

  async function talk(): Promise<void> {
    let retryMs = 1_000;
    while (!signal.aborted) {
      try {
        more = false;
        const said = await sayOne();
        retryMs = 1_000;
        // What came up while the last word was said is looked at, not lost.
        if (!said && !more) break;
      } catch (error) {
        parts.log.warn({ run: parts.run().id, why: wordsOf(error) }, 'chat does not take a message');
        await clock.sleep(retryMs, signal);
        retryMs = Math.min(longestRetryMs, retryMs * 2);
      }
    }
    talking = null;
  }

  return {
    wake() {
      more = true;
      talking ??= talk();
    },
    async drained() {
      while (!signal.aborted) {
        this.wake();
        await talking;
        if (parts.run().outbox.length === 0 && cardIsDue() === null) return;
      }
    },
  };
}

function isDue(shown: Said, next: Said, sinceEditMs: number): boolean {
  if (same(shown, next)) return false;
  const turned = shown.level !== next.level || headline(shown) !== headline(next);
  return turned || !sameActions(shown, next) || sinceEditMs >= editEveryMs;
}

/** What may change more of a card than its numbers. */
function turnsOf(run: Run): string {
  return [run.state, run.readings.length, run.events.length, run.recovery, run.restart?.done].join();
}

function headline(said: Said): string {
  // Numbers tick; a change of words is a change of state.
  return (said.lines[0] ?? '').replace(/[\d.,]+/g, '#');
}

function sameActions(a: Said, b: Said): boolean {
  return a.actions.map((action) => action.id).join() === b.actions.map((action) => action.id).join();
}

function same(a: Said, b: Said): boolean {
  return a.level === b.level && a.lines.join('\n') === b.lines.join('\n') && sameActions(a, b);
}
