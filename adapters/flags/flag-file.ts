/**
 * Flags by writing flagd's file itself (LEAKOPS_FLAG_FILE). New content by a temporary file in the same folder and
 * rename, never a delete, always a newer mtime: flagd's watchers notice nothing else (facts/flagd.md).
 */
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  type FileHandle,
  open,
  readdir,
  realpath,
  rename,
  stat,
  unlink,
  utimes,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, wordsOf } from '../../src/failure.ts';
import type { Clock, Flags } from '../../src/ports.ts';
import type { FlagSource } from './editor.ts';
import { fileLimitBytes } from './flag-text.ts';
import { flagsOver } from './flags.ts';

export interface FlagFileOptions {
  path: string;
  ofrepUrl: string;
  clock: Clock;
}

export function flagFileFlags(options: FlagFileOptions): Flags {
  return flagsOver(flagFileSource(options.path), options);
}

export function flagFileSource(path: string): FlagSource {
  let swept = false;
  return {
    where: `the flag file ${basename(path)}`,
    read: (signal) => named(path, () => readText(path, signal)),
    write: (text, expected, signal) =>
      named(path, async () => {
        // Through a link to the file behind it: a rename would put a file in the link's place.
        const target = await realpath(path);
        if (!swept) await sweep(target);
        swept = true;
        return replace(target, text, expected, signal);
      }),
  };
}

async function readText(path: string, signal?: AbortSignal): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await regular(handle);
    if (size > fileLimitBytes)
      throw new Failure('flag-file-too-large', `the flag file has ${size} bytes, over ${fileLimitBytes}`, {
        retryable: false,
      });
    const bytes = await handle.readFile({ signal });
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } finally {
    await handle.close();
  }
}

async function regular(handle: FileHandle) {
  const stats = await handle.stat();
  if (!stats.isFile()) throw Object.assign(new Error('it is not a file'), { code: 'EISDIR' });
  return stats;
}

async function replace(
  path: string,
  text: string,
  expected: string,
  signal: AbortSignal,
): Promise<'sent' | 'changed'> {
  const old = await stat(path, { bigint: true });
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${process.pid}`);
  try {
    const handle = await open(temporary, 'w', Number(old.mode) & 0o777);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, Number(old.mode) & 0o7777).catch(() => {});
    await chown(temporary, Number(old.uid), Number(old.gid)).catch(() => {});
    // Another's edit since we read is not written over; what is left of the race is this one rename.
    if ((await readText(path)) !== expected) return 'changed';
    await makeNewer(temporary, (await stat(path, { bigint: true })).mtimeNs);
    signal.throwIfAborted();
    await rename(temporary, path);
    return 'sent';
  } finally {
    await unlink(temporary).catch(() => {});
  }
}

/** flagd's poll fires only for a newer mtime; steps grow until one shows, for file systems that round. */
async function makeNewer(path: string, thanNs: bigint): Promise<void> {
  for (const stepMs of [1, 1000, 2000]) {
    if ((await stat(path, { bigint: true })).mtimeNs > thanNs) return;
    const at = (Number(thanNs / 1_000_000n) + stepMs) / 1000;
    await utimes(path, at, at);
  }
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.leakops-`;
}

/** What a process that was killed in mid-write left behind. */
async function sweep(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names.filter((name) => name.startsWith(temporaryPrefix(path)));
  await Promise.all(left.map((name) => unlink(join(dirname(path), name)).catch(() => {})));
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(...wordsFor(error, path));
  }
}

function wordsFor(error: unknown, path: string): ConstructorParameters<typeof Failure> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const file = `LEAKOPS_FLAG_FILE ${path}`;
  if (code === 'ENOENT')
    return [
      'flag-file-missing',
      `${file} is not there`,
      { remedy: 'put it back, then restart flagd: after a second without its file flagd watches it no more' },
    ];
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return [
      'flag-file-denied',
      `${file} cannot be read and replaced (${code})`,
      { remedy: 'leakops must be allowed to write in the folder of the file, not only the file' },
    ];
  if (code === 'EBUSY' || code === 'EXDEV')
    return [
      'flag-file-mounted',
      `${file} cannot be replaced (${code})`,
      { remedy: 'mount the folder of the file, not the file alone' },
    ];
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return ['flag-file-malformed', `${file} is not UTF-8`, { remedy: 'write the flag file as UTF-8' }];
  return ['flag-file-failed', `${file}: ${wordsOf(error)}`, {}];
}
