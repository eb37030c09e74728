/**
 * One lane of talk: what is to be said next, one thing at a time, again while chat says "later". Lanes do not wait for
 * one another, and a lane that waits is woken by something urgent that it has not tried yet.
 */
import { ChatFailure, type ChatTrouble, troubleOf } from '../../chat-failure.ts';
import { wordsOf } from '../../failure.ts';
import type { Clock, Urgency } from '../../ports.ts';
import type { Log } from '../runner.ts';

export interface Task {
  urgency: Urgency;
  /** What there is to say: where that is another thing now, it is tried though chat said to wait, once. */
  about: string;
  /** May reject with anything; a ChatFailure says what it means. */
  say(): Promise<void>;
  /** Chat did not take it, and will not: what is to be said is another thing now. */
  lost(trouble: Exclude<ChatTrouble, 'later'>, error: unknown): void;
  /** Chat may take it later. */
  waits?(error: unknown): void;
}

export interface LaneParts {
  name: string;
  run: string;
  /** The chat's: its pauses are on it, whatever clock the bot is on. */
  clock: Clock;
  /** 0–1, another for each run: runs that wait for one chat do not come back in one breath. */
  spread: number;
  log: Pick<Log, 'warn'>;
  signal: AbortSignal;
  /** null: nothing is to be said now. */
  next(): Task | null;
}

export interface Lane {
  /** Something may have changed. Never waits, never throws. */
  wake(): void;
  /** Resolves when there is nothing to be said just now, or the signal aborts. */
  idle(): Promise<void>;
}

const firstRetryMs = 1_000;
const longestRetryMs = 30_000;
/** Whatever a platform says. */
const shortestRetryMs = 100;

export function createLane(parts: LaneParts): Lane {
  const { clock, signal, log } = parts;
  let talking: Promise<void> | null = null;
  let more = false;
  let resting: { task: Task | null; end: AbortController } | null = null;
  let tries = 0;
  /** What was said last, while nothing else was looked at. */
  let saidAbout: string | null = null;

  async function talk(): Promise<void> {
    // Not in the step that wakes it: drawing a card is dear, and a decision waits for no talk.
    await null;
    while (!signal.aborted) {
      more = false;
      let task: Task | null = null;
      try {
        task = parts.next();
        // What came up while the last word was said is looked at, not lost.
        if (task === null && !more) break;
        // Said, and to be said all the same: nobody took note of it.
        if (task !== null && task.about === saidAbout) throw new Error('what was said is still to be said');
        await task?.say();
        tries = 0;
        saidAbout = task?.about ?? null;
      } catch (error) {
        if (signal.aborted) break;
        await failed(task, error);
      }
    }
    saidAbout = null;
    talking = null;
  }

  async function failed(task: Task | null, error: unknown): Promise<void> {
    tries += 1;
    saidAbout = null;
    const trouble = troubleOf(error);
    const code = error instanceof ChatFailure ? error.code : null;
    // What can wait and is told to is no trouble. An outage is one line, and one more now and then.
    const isPaced =
      task?.urgency === 'when-quiet' && error instanceof ChatFailure && error.retryAfterMs !== null;
    if ((tries === 1 && !isPaced) || tries % 10 === 0 || trouble !== 'later') {
      const facts = { run: parts.run, lane: parts.name, code, tries, why: wordsOf(error) };
      log.warn(facts, trouble === 'later' ? 'chat does not take a message' : 'a message was given up');
    }
    try {
      if (trouble !== 'later') task?.lost(trouble, error);
      else task?.waits?.(error);
    } catch (fault) {
      // Of ours: nobody waits for a lane who would hear of it, and the process would end with it.
      log.warn(
        { run: parts.run, lane: parts.name, why: wordsOf(fault) },
        'talk met an error of leakops itself',
      );
    }
    // Two in a row that were lost: nothing is hurried that fails.
    if (trouble === 'later' || tries > 1) await rest(waitMs(error), task);
  }

  function waitMs(error: unknown): number {
    const said = error instanceof ChatFailure ? error.retryAfterMs : null;
    if (said !== null && Number.isFinite(said)) return Math.max(shortestRetryMs, said);
    const backoff = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(tries - 1, 10));
    return backoff * (0.75 + ((parts.spread + tries * 0.382) % 1) / 4);
  }

  async function rest(ms: number, task: Task | null): Promise<void> {
    const end = new AbortController();
    const stop = () => end.abort();
    signal.addEventListener('abort', stop);
    resting = { task, end };
    await clock.sleep(ms, end.signal);
    resting = null;
    signal.removeEventListener('abort', stop);
  }

  /** Urgent, and not what chat has just been asked to take. */
  function isNews(tried: Task | null): boolean {
    try {
      const next = parts.next();
      if (next === null || tried === null || next.urgency === 'when-quiet') return false;
      return tried.urgency === 'when-quiet' || next.about !== tried.about;
    } catch {
      return false;
    }
  }

  return {
    wake() {
      more = true;
      if (resting !== null && isNews(resting.task)) resting.end.abort();
      talking ??= talk();
    },
    async idle() {
      this.wake();
      await talking;
    },
  };
}
