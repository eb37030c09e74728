/**
 * How flagd notices that its file has changed (facts/flagd.md): `fsnotify` at once, `poll` by a look at the
 * modification time once a second, which fires only when it is newer. A file that is gone for more than about a
 * second has lost its watch for good, with both.
 */
import { readFileSync, type Stats, statSync, watch as watchFolder } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '../../src/ports.ts';
import { every, waitUntil } from './wait-until.ts';

export type WatchKind = 'poll' | 'fsnotify';

const pollEveryMs = 1000;
const goneForGoodMs = 1000;
/** In real time: where the system cannot tell. */
const lookEveryMs = 10;
/** A poll that finds the file gone has missed it for half a poll already, on average. */
const goneForGoodAfterPollMs = goneForGoodMs - pollEveryMs / 2;

export interface WatcherOptions {
  path: string;
  clock: Clock;
  kind: WatchKind;
  /** Gets each new content, whatever it is. */
  onContent: (text: string) => void;
  signal: AbortSignal;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/**
 * Calls `onEvent` soon after the file has changed, come or gone, as the system tells it; where the system has no
 * watches left to give, by looking.
 */
function onFileEvent(path: string, signal: AbortSignal, onEvent: () => void): void {
  try {
    const folder = watchFolder(dirname(path), (_event, name) => {
      if (!signal.aborted && (name === null || name === basename(path))) onEvent();
    });
    folder.on('error', () => folder.close());
    signal.addEventListener('abort', () => folder.close());
  } catch {
    const signature = () => {
      const stat = statOrNull(path);
      return stat === null ? 'gone' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    };
    let seen = signature();
    const timer = setInterval(() => {
      const now = signature();
      if (now === seen) return;
      seen = now;
      onEvent();
    }, lookEveryMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}

/** Begins with the content as it is; ends with the signal. */
export function watchFlagFile(options: WatcherOptions): void {
  const { path, clock, kind, onContent, signal } = options;
  const lost = new AbortController();
  const over = AbortSignal.any([signal, lost.signal]);
  let gone = false;
  const mtimeMs = () => statOrNull(path)?.mtimeMs ?? null;

  const missed = async (patienceMs: number): Promise<void> => {
    if (gone) return;
    gone = true;
    await waitUntil(clock, clock.monotonic() + patienceMs, over);
    if (gone && mtimeMs() === null) lost.abort();
    gone = false;
  };

  const deliver = (): void => {
    const text = readOrNull(path);
    if (text !== null) onContent(text);
  };

  const poll = (): void => {
    let latestMs = mtimeMs() ?? 0;
    void every(clock, pollEveryMs, over, () => {
      const seenMs = mtimeMs();
      if (seenMs === null) return void missed(goneForGoodAfterPollMs);
      gone = false;
      if (seenMs <= latestMs) return;
      latestMs = seenMs;
      deliver();
    });
  };

  const notify = (): void => {
    onFileEvent(path, over, () => {
      if (mtimeMs() === null) return void missed(goneForGoodMs);
      gone = false;
      deliver();
    });
  };

  deliver();
  if (kind === 'poll') poll();
  else notify();
}
