/** The design's rule of imports, as a function that names what breaks it. */
import { type Import, inFolder } from './tree.ts';

/** Any port may use these. */
const sharedAdapters = ['adapters/http', 'adapters/picture', 'adapters/clock'];
/** Packages that do no I/O: all that src and commands may use. */
const purePackages = ['zod'];

/** Why `file` may not have this import; null: it may. */
export function whyForbidden(file: string, { from, path }: Import): string | null {
  if (inFolder(file, 'test')) return null;
  if (path === null) return packageForbidden(file, from);
  if (inFolder(path, 'test')) return 'nothing outside test imports test';
  if (path === 'main.ts') return inFolder(file, 'bin') ? null : 'nothing imports main.ts';
  if (isMain(file)) return null;
  if (isMain(path)) return 'nothing imports a part of main.ts';
  if (inFolder(path, 'src') || path === 'src') return null;
  if (inFolder(file, 'src')) return 'src imports only src';
  if (inFolder(file, 'commands')) return inFolder(path, 'commands') ? null : 'commands import only src';
  if (inFolder(file, 'adapters')) return adapterForbidden(file, path);
  // Further entries beside main.ts may put adapters together, as the sandbox alone does.
  return inFolder(path, 'commands') ? 'only main.ts imports everything' : null;
}

/** `main/` holds what main.ts is made of. */
function isMain(path: string): boolean {
  return path === 'main.ts' || inFolder(path, 'main');
}

function packageForbidden(file: string, from: string): string | null {
  if (!inFolder(file, 'src') && !inFolder(file, 'commands')) return null;
  const name = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? '');
  return purePackages.includes(name) ? null : 'src and commands know no SDK and no I/O';
}

function adapterForbidden(file: string, path: string): string | null {
  if (!inFolder(path, 'adapters')) return 'adapters import only src';
  const own = portOf(file);
  const other = portOf(path);
  return own === other || sharedAdapters.includes(other) ? null : 'no adapter imports another port’s folder';
}

/** `adapters/flags/queue.ts` → `adapters/flags`; `adapters/log.ts` and `adapters/log/redact.ts` → `adapters/log`. */
function portOf(path: string): string {
  return path.split('/').slice(0, 2).join('/').replace(/\.ts$/, '');
}
