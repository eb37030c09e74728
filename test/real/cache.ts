/** Where what is built and downloaded for these tests stays, outside of the repository. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder of this name, made where it is missing; `XDG_CACHE_HOME` is honoured. */
export function cacheFolder(name: string): string {
  const { XDG_CACHE_HOME } = process.env;
  const folder = join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'leakops', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
