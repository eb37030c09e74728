/** Debian's packages, where this is a Debian and the user may install. */
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { command, onPath } from './command.ts';

/** Installs what of it is missing. null: all there; else in words why not. */
export async function debianPackages(
  names: readonly string[],
  say: (line: string) => void,
): Promise<string | null> {
  if (onPath('apt-get') === null) return 'this is no Debian: apt-get is missing';
  const missing: string[] = [];
  for (const name of names) {
    const status = await command('dpkg', ['-s', name]).catch(() => '');
    if (!status.includes('install ok installed')) missing.push(name);
  }
  if (missing.length === 0) return null;
  if (process.getuid?.() !== 0) return `apt-get install ${missing.join(' ')} needs root`;
  say(`installing ${missing.join(', ')} from Debian`);
  try {
    await aptGet('-qq', 'update');
    await aptGet('-qq', '-y', '--no-install-recommends', 'install', ...missing);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One at a time, whichever suite asks: apt-get waits for some of its locks and fails over others. */
export async function aptGet(...args: string[]): Promise<string> {
  const lock = join(cacheFolder('locks'), 'apt-get');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  return command('flock', [lock, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args], { env });
}
