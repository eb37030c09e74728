import fs, { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { flagFileOnDisk } from '../../../adapters/sandbox/flag-file.ts';
import { watchFlagFile } from '../../../adapters/sandbox/flag-watcher.ts';
import { eventually } from '../../eventually.ts';
import { manualClock } from './manual-clock.ts';

it('a system that has no watches left is looked at instead', async () => {
  const watch = vi.spyOn(fs, 'watch').mockImplementation(() => {
    throw new Error('EMFILE: too many open files, watch');
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    watch.mockRestore();
    syncBuiltinESMExports();
  });
  const folder = mkdtempSync(join(tmpdir(), 'leakops-watch-'));
  const path = join(folder, 'flags.json');
  const over = new AbortController();
  onTestFinished(() => {
    over.abort();
    rmSync(folder, { recursive: true });
  });
  const seen: string[] = [];
  writeFileSync(path, 'first');
  const onContent = (text: string) => void seen.push(text);
  watchFlagFile({ path, clock: manualClock(), kind: 'fsnotify', onContent, signal: over.signal });
  flagFileOnDisk(path).replace('second');
  await eventually(() => expect(seen).toEqual(['first', 'second']));
  expect(watch).toHaveBeenCalled();
});
