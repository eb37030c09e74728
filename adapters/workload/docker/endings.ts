/**
 * How a container's processes ended. The engine's own record of the last end is lost when the next process starts, and
 * a restart by hand sets its count to 0; so what it told as it happened is remembered, and asked for where it was missed.
 */
import type { Termination } from '../../../src/ports.ts';
import type { Container } from './container.ts';
import type { ContainerEvent } from './engine-events.ts';

export interface Endings {
  /** False: known already. */
  record(event: ContainerEvent): boolean;
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
/** The engine notes an end before it tells of it, and both in parts of a second that are rounded. */
const roundedMs = 50;
/** A kill goes before an end that followed it within two of the longest polls: it would else be seen by nobody. */
const killShownMs = 60_000;
const keptEvents = 200;
const keptEnds = 50;

/** 255 is the engine's own way to write an exit that nobody saw. */
const unseenExit = 255;

type End = Omit<Termination, 'finishedAt'> & { sourceAt: number };

export function endings(): Endings {
  const events = new Map<string, ContainerEvent[]>();
  /** By key. */
  const judged = new Map<string, End>();
  /** Keys of ends that were shown by the engine's record of them, by their `die`. */
  const keyOfDie = new Map<ContainerEvent, string>();
  const of = (id: string) => events.get(id) ?? [];

  function keep(container: Container, end: End): void {
    judged.set(end.key, end);
    if (judged.size > keptEnds) judged.delete(judged.keys().next().value ?? end.key);
    const die = dieOf(of(container.id), end.sourceAt);
    if (die !== null) keyOfDie.set(die, end.key);
  }

  /** The last end where it can be told; what the engine shows of it counts only until the next process runs. */
  function known(container: Container, sourceAt: number): End | null {
    const key = keyOf(container.id, sourceAt);
    const before = judged.get(key);
    if (before !== undefined) return before;
    const die = dieOf(of(container.id), sourceAt);
    const killed = (!container.up && container.oomKilled) || oomOf(of(container.id), sourceAt);
    const exitCode = container.up ? (die?.exitCode ?? (killed ? 137 : null)) : container.exitCode;
    if (!killed || exitCode === 0) return null;
    const end = { key, sourceAt, exitCode: exitCode ?? 137, reason: 'OOMKilled' };
    keep(container, end);
    return end;
  }

  /** The newest kill that an end of the last minute has hidden; none that came after what was inspected. */
  function hiddenKill(container: Container, last: End, sourceNow: number): End | null {
    const told = of(container.id);
    const kill = told.findLast(
      ({ action, sourceAt, exitCode }) =>
        action === 'die' &&
        sourceAt < last.sourceAt - roundedMs &&
        sourceNow - sourceAt < killShownMs &&
        exitCode !== 0 &&
        oomOf(told, sourceAt),
    );
    if (kill === undefined) return null;
    const key = keyOfDie.get(kill) ?? keyOf(container.id, kill.sourceAt);
    return { key, sourceAt: kill.sourceAt, exitCode: kill.exitCode ?? 137, reason: 'OOMKilled' };
  }

  return {
    record(event) {
      const told = of(event.id);
      if (told.some((one) => one.action === event.action && one.sourceAt === event.sourceAt)) return false;
      // What is asked for afterwards comes in late.
      const all = [...told, event].sort((a, b) => a.sourceAt - b.sourceAt).slice(-keptEvents);
      events.set(event.id, all);
      return true;
    },

    shown(container, dated, now) {
      const sourceAt = container.sourceFinishedAt;
      if (sourceAt === null) return null;
      const last = known(container, sourceAt);
      if (last === null) return null;
      const sourceNow = sourceAt + (now - dated(sourceAt));
      const end = last.reason === 'OOMKilled' ? last : (hiddenKill(container, last, sourceNow) ?? last);
      const { key, reason, exitCode } = end;
      return { key, reason, exitCode, finishedAt: dated(end.sourceAt) };
    },

    unjudged(container) {
      const sourceAt = container.sourceFinishedAt;
      return sourceAt === null || known(container, sourceAt) !== null ? null : sourceAt;
    },

    judge(container) {
      const sourceAt = container.sourceFinishedAt;
      if (sourceAt === null || known(container, sourceAt) !== null) return;
      const die = dieOf(of(container.id), sourceAt);
      const exitCode = container.up ? (die?.exitCode ?? null) : container.exitCode;
      const reason = exitCode === null ? 'Unknown' : exitCode === 0 ? 'Completed' : 'Error';
      const key = keyOf(container.id, sourceAt);
      keep(container, { key, sourceAt, reason, exitCode: exitCode ?? unseenExit });
    },
  };
}

/** Of what the engine keeps of an end, so that a bot that is started again knows it by the same key. */
function keyOf(id: string, sourceAt: number): string {
  return `${id.slice(0, 12)}@${Math.floor(sourceAt)}`;
}

/** The `die` of the end at `sourceAt`: it follows the end, and the next process begins after it. */
function dieOf(told: readonly ContainerEvent[], sourceAt: number): ContainerEvent | null {
  const first = told.find(({ action, sourceAt: at }) => action === 'die' && at >= sourceAt - roundedMs);
  return first !== undefined && first.sourceAt < sourceAt + eventsAfterMs * 2 ? first : null;
}

/** Whether the kernel was told to have killed for memory, between the start of that process and that of the next. */
function oomOf(told: readonly ContainerEvent[], endedAt: number): boolean {
  const starts = told.filter(({ action }) => action === 'start').map(({ sourceAt }) => sourceAt);
  const began = starts.findLast((at) => at < endedAt - roundedMs) ?? Number.NEGATIVE_INFINITY;
  const next = starts.find((at) => at > endedAt) ?? Number.POSITIVE_INFINITY;
  return told.some(
    ({ action, sourceAt }) =>
      action === 'oom' &&
      sourceAt > Math.max(began, endedAt - oomBeforeMs) &&
      sourceAt < Math.min(next, endedAt + eventsAfterMs),
  );
}
