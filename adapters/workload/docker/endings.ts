/**
 * How a container's processes ended. The engine's own record of the last end is lost when the next process starts, and
 * a restart by hand sets its count to 0; so what it told as it happened is remembered, and asked for where it was missed.
 */
import type { Termination } from '../../../src/ports.ts';
import type { Container } from './container.ts';
import type { ContainerEvent } from './engine-events.ts';

export interface Endings {
  /** Once or again. */
  record(event: ContainerEvent): void;
  /** The end to show; null: none, or the last one is not judged yet. */
  shown(container: Container, dated: (sourceAt: number) => number, now: number): Termination | null;
  /** The end whose events must be asked for before it can be judged, on the engine's clock, ms; null: none. */
  unjudged(container: Container): number | null;
  /** All that the engine knows of that end has been recorded. */
  judge(container: Container): void;
}

/** All that belongs to an end is told within so long of it, on the engine's clock. */
export const eventsBeforeMs = 15_000;
export const eventsAfterMs = 2_000;
/** A child process that was killed long before is not what ended the container. */
const oomBeforeMs = 10_000;
/** The engine notes an end mostly just before it tells of it (measured: 45 ms), at times just after (53 ms). */
const toldBeforeMs = 300;
const toldAfterMs = 4_000;
/** An end that nobody has been shown, because another came right after it, is shown for so long after it… */
const hiddenMs = 60_000;
/** …and for so long after it was first shown, since who asks may be anybody. */
const shownMs = 10_000;
const keptEvents = 200;
const keptEnds = 50;

/** 255 is the engine's own way to write an exit that nobody saw. */
const unseenExit = 255;

/** `sourceAt`: on the engine's clock, whole ms. */
interface End {
  id: string;
  sourceAt: number;
  key: string;
  reason: string;
  exitCode: number;
}

export function endings(): Endings {
  const events = new Map<string, ContainerEvent[]>();
  /** By key. */
  const judged = new Map<string, End>();
  /** By key: when it was first shown, on the bot's clock, ms. */
  const shownAt = new Map<string, number>();
  const of = (id: string) => events.get(id) ?? [];

  function keep(end: End): End {
    judged.set(end.key, end);
    const [oldest] = judged.size > keptEnds ? judged.keys() : [];
    if (oldest !== undefined) {
      judged.delete(oldest);
      shownAt.delete(oldest);
    }
    return end;
  }

  /**
   * The end that this `die` told of. It may have been noted before that; and the engine dates an end anew when a
   * container is restarted by hand while it waits for its restart.
   */
  function endBy(id: string, die: ContainerEvent): End | null {
    return [...judged.values()].find((end) => end.id === id && dieOf(of(id), end.sourceAt) === die) ?? null;
  }

  /** The last end where it can be told; what the engine shows of it counts only until the next process runs. */
  function known(container: Container, sourceAt: number): End | null {
    const { id, up } = container;
    const die = dieOf(of(id), sourceAt);
    const before = judged.get(keyOf(id, sourceAt)) ?? (die === null ? null : endBy(id, die));
    if (before !== null) return before;
    const killed = (!up && container.oomKilled) || oomOf(of(id), die?.sourceAt ?? sourceAt);
    const exitCode = (up ? die?.exitCode : container.exitCode) ?? 137;
    return killed && exitCode !== 0 ? keep(endOf(id, sourceAt, 'OOMKilled', exitCode)) : null;
  }

  /** The newest kill that the last end has hidden: nobody else would tell of it. */
  function hiddenKill({ id }: Container, last: End, sourceNow: number, now: number): End | null {
    const told = of(id);
    const lastDie = dieOf(told, last.sourceAt);
    const kill = told.findLast(
      (one) =>
        one.action === 'die' &&
        one !== lastDie &&
        one.sourceAt < last.sourceAt &&
        sourceNow - one.sourceAt < hiddenMs &&
        one.exitCode !== 0 &&
        oomOf(told, one.sourceAt),
    );
    if (kill === undefined) return null;
    const noted = endBy(id, kill);
    const end =
      noted?.reason === 'OOMKilled' ? noted : endOf(id, kill.sourceAt, 'OOMKilled', kill.exitCode ?? 137);
    return now - (shownAt.get(end.key) ?? now) < shownMs ? end : null;
  }

  return {
    record(event) {
      const told = of(event.id);
      if (told.some((one) => one.action === event.action && one.sourceAt === event.sourceAt)) return;
      // What is asked for afterwards comes in late.
      const all = [...told, event].sort((a, b) => a.sourceAt - b.sourceAt).slice(-keptEvents);
      events.set(event.id, all);
    },

    shown(container, dated, now) {
      const sourceAt = container.sourceFinishedAt;
      const last = sourceAt === null ? null : known(container, sourceAt);
      if (last === null) return null;
      const sourceNow = last.sourceAt + (now - dated(last.sourceAt));
      const end = last.reason === 'OOMKilled' ? last : (hiddenKill(container, last, sourceNow, now) ?? last);
      const { key, reason, exitCode } = keep(end);
      shownAt.set(key, shownAt.get(key) ?? now);
      return { key, reason, exitCode, finishedAt: dated(end.sourceAt) };
    },

    unjudged(container) {
      const sourceAt = container.sourceFinishedAt;
      return sourceAt === null || known(container, sourceAt) !== null ? null : sourceAt;
    },

    judge(container) {
      const { id, up, sourceFinishedAt: sourceAt } = container;
      if (sourceAt === null || known(container, sourceAt) !== null) return;
      const exitCode = up ? (dieOf(of(id), sourceAt)?.exitCode ?? null) : container.exitCode;
      const reason = exitCode === null ? 'Unknown' : exitCode === 0 ? 'Completed' : 'Error';
      keep(endOf(id, sourceAt, reason, exitCode ?? unseenExit));
    },
  };
}

function endOf(id: string, sourceAt: number, reason: string, exitCode: number): End {
  return { id, sourceAt: Math.floor(sourceAt), key: keyOf(id, sourceAt), reason, exitCode };
}

/** Of what the engine keeps of an end, so that a bot that is started again knows it by the same key. */
function keyOf(id: string, sourceAt: number): string {
  return `${id.slice(0, 12)}@${Math.floor(sourceAt)}`;
}

/** The `die` that tells of the end at `sourceAt`: the nearest. */
function dieOf(told: readonly ContainerEvent[], sourceAt: number): ContainerEvent | null {
  const near = told.filter(
    ({ action, sourceAt: at }) =>
      action === 'die' && at > sourceAt - toldBeforeMs && at < sourceAt + toldAfterMs,
  );
  const distance = (event: ContainerEvent) => Math.abs(event.sourceAt - sourceAt);
  return near.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Whether the kernel was told to have killed for memory, between the start of that process and that of the next. */
function oomOf(told: readonly ContainerEvent[], endedAt: number): boolean {
  const starts = told.filter(({ action }) => action === 'start').map(({ sourceAt }) => sourceAt);
  const began = starts.findLast((at) => at < endedAt) ?? Number.NEGATIVE_INFINITY;
  const next = starts.find((at) => at > endedAt) ?? Number.POSITIVE_INFINITY;
  return told.some(
    ({ action, sourceAt }) =>
      action === 'oom' &&
      sourceAt > Math.max(began, endedAt - oomBeforeMs) &&
      sourceAt < Math.min(next, endedAt + eventsAfterMs),
  );
}
