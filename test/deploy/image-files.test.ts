/** What the program needs, by its imports, is let into the image by .dockerignore. */
import { expect, test } from 'vitest';
import { importsOf, textOfFile } from '../structure/tree.ts';

/** Lines `!name`: folders and files at the top. */
const allowed = [...textOfFile('.dockerignore').matchAll(/^!(.+)$/gm)].map((line) => line[1] ?? '');
const isAllowed = (path: string) => allowed.some((one) => path === one || path.startsWith(`${one}/`));

/** Of this tree, whatever it imports included. */
function needed(entries: readonly string[]): Set<string> {
  const found = new Set(entries);
  for (const path of found) {
    if (!/\.(ts|js)$/.test(path)) continue;
    for (const { path: imported } of importsOf(path, textOfFile(path)))
      if (imported !== null) found.add(imported);
  }
  return found;
}

test('all that the commands of the image import is in it', () => {
  const files = needed([
    'main.ts',
    'deploy/health.js',
    'adapters/sandbox/alone.ts',
    'adapters/replay/replay.ts',
  ]);
  expect(files.size).toBeGreaterThan(300);
  expect([...files].filter((path) => !isAllowed(path))).toEqual([]);
  expect(['test/structure/tree.ts', 'docs/reference.md', 'data/leakops.db'].filter(isAllowed)).toEqual([]);
});
