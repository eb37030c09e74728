import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flagFileOnDisk } from '../../../adapters/sandbox/flag-file.ts';
import { type WatchKind, watchFlagFile } from '../../../adapters/sandbox/flag-watcher.ts';
import { eventually } from '../../eventually.ts';
import { manualClock } from './manual-clock.ts';

function started(kind: WatchKind) {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-watch-'));
  const path = join(folder, 'flags.json');
  const clock = manualClock();
  const over = new AbortController();
  const seen: string[] = [];
  writeFileSync(path, 'first');
  watchFlagFile({ path, clock, kind, onContent: (text) => seen.push(text), signal: over.signal });
  onTestFinished(() => {
    over.abort();
    rmSync(folder, { recursive: true });
  });
  return { path, clock, seen, file: flagFileOnDisk(path), over };
}

describe('poll', () => {
  it('begins with what is there and sees a change within a second, not before', async () => {
    const { clock, seen, file } = started('poll');
    expect(seen).toEqual(['first']);
    await clock.advance(300);
    file.replace('second');
    await clock.advance(600);
    expect(seen).toEqual(['first']);
    await clock.advance(200);
    expect(seen).toEqual(['first', 'second']);
    await clock.advance(5000);
    expect(seen).toHaveLength(2);
  });

  it('sees each of two quick writes that a look falls between', async () => {
    const { clock, seen, file } = started('poll');
    for (const text of ['a', 'b', 'c', 'd']) {
      file.replace(text);
      await clock.advance(1000);
    }
    expect(seen).toEqual(['first', 'a', 'b', 'c', 'd']);
  });

  it('never notices a file with an older time, until it is written anew', async () => {
    const { path, clock, seen } = started('poll');
    writeFileSync(`${path}.backup`, 'restored');
    utimesSync(`${path}.backup`, 1_600_000_000, 1_600_000_000);
    renameSync(`${path}.backup`, path);
    await clock.advance(10_000);
    expect(seen).toEqual(['first']);
    writeFileSync(path, 'written');
    await clock.advance(1000);
    expect(seen).toEqual(['first', 'written']);
  });

  it('loses the watch for good when the file is gone for seconds', async () => {
    const { clock, seen, file } = started('poll');
    file.remove();
    await clock.advance(2500);
    file.replace('back');
    await clock.advance(10_000);
    expect(seen).toEqual(['first']);
  });

  it('keeps it when the file is back at once', async () => {
    const { clock, seen, file } = started('poll');
    await clock.advance(900);
    file.remove();
    await clock.advance(200);
    file.replace('back');
    await clock.advance(2000);
    expect(seen).toEqual(['first', 'back']);
  });

  it('ends with its signal', async () => {
    const { clock, seen, file, over } = started('poll');
    over.abort();
    file.replace('late');
    await clock.advance(5000);
    expect(seen).toEqual(['first']);
  });
});

describe('fsnotify', () => {
  it('sees a rename at once, without the clock', async () => {
    const { seen, file } = started('fsnotify');
    file.replace('second');
    await eventually(() => expect(seen.at(-1)).toBe('second'));
  });

  it('notices a file with an older time too', async () => {
    const { path, seen } = started('fsnotify');
    writeFileSync(`${path}.backup`, 'restored');
    utimesSync(`${path}.backup`, 1_600_000_000, 1_600_000_000);
    renameSync(`${path}.backup`, path);
    await eventually(() => expect(seen.at(-1)).toBe('restored'));
  });

  it('can read half of a file that is written in place, and then the whole', async () => {
    const { seen, file } = started('fsnotify');
    await file.writeInPlace('0123456789');
    await eventually(() => expect(seen.at(-1)).toBe('0123456789'));
    expect(seen).toContain('01234');
  });

  it('loses the watch for good when the file is gone for more than a second', async () => {
    const { clock, seen, file } = started('fsnotify');
    file.remove();
    await eventually(() => expect(clock.sleeping()).toBe(1));
    await clock.advance(1100);
    file.replace('back');
    await wait(50);
    expect(seen).toEqual(['first']);
  });

  it('keeps it when the file is back within the second', async () => {
    const { clock, seen, file } = started('fsnotify');
    file.remove();
    await eventually(() => expect(clock.sleeping()).toBe(1));
    await clock.advance(600);
    file.replace('back');
    await eventually(() => expect(seen.at(-1)).toBe('back'));
    await clock.advance(5000);
    file.replace('again');
    await eventually(() => expect(seen.at(-1)).toBe('again'));
  });
});
