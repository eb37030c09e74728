/** The image of leaky/: one static binary, as a tar that an engine imports. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { command } from '../command.ts';

const source = fileURLToPath(new URL('leaky', import.meta.url));

/** Path of the tar; built where the cache has none of this source. */
export async function leakyTar(say: (line: string) => void): Promise<string> {
  const text = ['main.go', 'go.mod'].map((name) => readFileSync(join(source, name), 'utf8')).join('\n');
  const folder = join(cacheFolder('docker'), createHash('sha256').update(text).digest('hex').slice(0, 16));
  const tar = join(folder, 'leaky.tar');
  if (existsSync(tar)) return tar;
  say('building leaky with Go');
  mkdirSync(folder, { recursive: true });
  const binary = join(folder, 'leaky');
  const env = { CGO_ENABLED: '0', GOFLAGS: '-trimpath', GOTOOLCHAIN: 'local' };
  await command('go', ['build', '-ldflags=-s -w', '-o', binary, '.'], { cwd: source, env });
  await command('tar', ['-cf', `${tar}.new`, '-C', folder, 'leaky']);
  renameSync(`${tar}.new`, tar);
  return tar;
}
