/** Is a bug found? By the simulation first, then by the tests that are named for it. */
import type { Mutant } from './mutant.ts';
import { runChild } from './run-child.ts';
import type { TreeCopy } from './tree-copy.ts';

export interface Hunted {
  mutant: Mutant;
  /** What caught it, in words; null: it survived. */
  caughtBy: string | null;
  seconds: number;
}

/** Seeds of the simulation: most bugs show in the first few. */
const runs = 300;
const limitMs = 100_000;

/** Rejects with words where the bug keeps the program from running at all: that is no test of anything. */
export async function hunt(mutant: Mutant, tree: TreeCopy): Promise<Hunted> {
  const startedAt = performance.now();
  const heal = tree.infect(mutant);
  try {
    const caughtBy = (await bySimulation(mutant, tree)) ?? (await byTests(mutant, tree));
    return { mutant, caughtBy, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    heal();
  }
}

async function bySimulation({ name }: Mutant, { folder }: TreeCopy): Promise<string | null> {
  const args = [
    'test/simulate/simulate.ts',
    '--first',
    '--runs',
    String(runs),
    '--seed',
    '1',
    '--workers',
    '1',
  ];
  const { code, said } = await runChild(args, folder, limitMs);
  if (code === 0) return null;
  const failed = /^FAILED (.*)$/m.exec(said)?.[1];
  if (code === 1 && failed !== undefined) return `simulation, ${failed.slice(0, 110)}`;
  if (code === null) return 'simulation, which hangs';
  throw new Error(`mutant "${name}": the simulation does not run with it:\n${said.slice(-800)}`);
}

async function byTests({ tests }: Mutant, { folder }: TreeCopy): Promise<string | null> {
  if (tests.length === 0) return null;
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...tests, '--bail', '1'];
  const { code, said } = await runChild(args, folder, limitMs);
  if (code === 0) return null;
  const failed = /^\s*FAIL\s+(.*)$/m.exec(said)?.[1];
  if (failed === undefined) throw new Error(`the tests ${tests.join(', ')} do not run:\n${said.slice(-800)}`);
  return failed.slice(0, 130);
}
