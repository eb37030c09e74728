/** A copy of the tree that may be broken: the working tree never is. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mutant, patched } from './mutant.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const copied = ['src', 'commands', 'adapters', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];

export interface TreeCopy {
  folder: string;
  /** Puts the bug in; what it answers takes it out again. Throws a RangeError where the text is not there. */
  infect(mutant: Mutant): () => void;
  remove(): void;
}

export function copyTree(): TreeCopy {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-mutants-'));
  const isNeeded = (path: string) => !path.includes(`${sep}traces`);
  for (const path of copied)
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: isNeeded });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    infect({ name, patches }) {
      const sound = new Map(
        patches.map(({ file }) => [join(folder, file), readFileSync(join(folder, file), 'utf8')]),
      );
      for (const patch of patches) {
        const path = join(folder, patch.file);
        writeFileSync(path, patched(name, patch, readFileSync(path, 'utf8')));
      }
      return () => {
        for (const [path, text] of sound) writeFileSync(path, text);
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
