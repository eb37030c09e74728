/** The one file that flagd and flagd-ui share, on a volume of their pod. */
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface FlagFileOnDisk {
  readonly path: string;
  /** Throws when there is none. */
  read(): string;
  /** As flagd-ui 3.0: temporary file and rename. */
  replace(text: string): void;
  /** As flagd-ui 2.2: truncates and writes, so that a reader may see an empty file, or half of one. */
  writeInPlace(text: string): Promise<void>;
  remove(): void;
}

/** A file system counts modification times in steps of some milliseconds; a poll compares them. */
const mtimeStepMs = 5;
/** How long half of the file stands there when it is written in place, in real time. */
const halfWrittenMs = 3;

export function flagFileOnDisk(path: string): FlagFileOnDisk {
  const temporaryPath = `${path}.tmp`;

  const mtimeMs = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;

  /** New content always has a newer time, also on a clock so fast that two writes fall into one step. */
  const stampAfter = (file: string, earlierMs: number | null): void => {
    if (earlierMs === null || (mtimeMs(file) ?? 0) > earlierMs) return;
    const laterSeconds = (earlierMs + mtimeStepMs) / 1000;
    utimesSync(file, laterSeconds, laterSeconds);
  };

  return {
    path,
    read: () => readFileSync(path, 'utf8'),
    replace(text) {
      writeFileSync(temporaryPath, text);
      stampAfter(temporaryPath, mtimeMs(path));
      renameSync(temporaryPath, path);
    },
    async writeInPlace(text) {
      const half = Math.floor(text.length / 2);
      writeFileSync(path, text.slice(0, half));
      const halfWrittenAtMs = mtimeMs(path);
      await wait(halfWrittenMs);
      writeFileSync(path, text.slice(half), { flag: 'a' });
      stampAfter(path, halfWrittenAtMs);
    },
    remove: () => rmSync(path, { force: true }),
  };
}
