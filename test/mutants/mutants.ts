/** `npm run mutants`: deliberate bugs in the safety core, each of which must be caught; see CONTRIBUTING.md. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { flagMutants } from './flag-mutants.ts';
import { type Hunted, hunt } from './hunt.ts';
import type { Mutant } from './mutant.ts';
import { runMutants } from './run-mutants.ts';
import { safetyMutants } from './safety-mutants.ts';
import { seenMutants } from './seen-mutants.ts';
import { copyTree, type TreeCopy } from './tree-copy.ts';

const usage = `npm run mutants -- [--only "part of a name"] [--workers ${availableParallelism()}]`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  const workers = /^\d{1,2}$/.test(values.workers) ? Number(values.workers) : 0;
  if (workers < 1)
    throw new RangeError(`--workers ${values.workers}: a whole number from 1 is needed\n${usage}`);
  const all = [...flagMutants, ...runMutants, ...seenMutants, ...safetyMutants];
  const mutants = all.filter(({ name }) => values.only === undefined || name.includes(values.only));
  if (mutants.length === 0) throw new RangeError(`--only ${values.only}: no mutant has this in its name`);
  return { mutants, workers: Math.min(workers, mutants.length) };
}

/** Each worker has a tree of its own. */
async function huntAll(mutants: readonly Mutant[], workers: number): Promise<Hunted[]> {
  const trees: TreeCopy[] = Array.from({ length: workers }, copyTree);
  process.once('exit', () => trees.map((tree) => tree.remove()));
  // A text that is not there any more is told before anything takes its time.
  for (const mutant of mutants) trees[0]!.infect(mutant)();
  const left = [...mutants];
  const hunted: Hunted[] = [];
  await Promise.all(
    trees.map(async (tree) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const found = await hunt(next, tree);
        hunted.push(found);
        console.log(inWords(found));
      }
    }),
  );
  return hunted;
}

function inWords({ mutant, caughtBy, seconds }: Hunted): string {
  const time = `${seconds.toFixed(1)} s`.padStart(7);
  if (caughtBy === null)
    return `SURVIVED ${time}  ${mutant.name} (${mutant.patches.map(({ file }) => file).join(', ')})\n                  ${mutant.breaks}`;
  return `caught   ${time}  ${mutant.name}: ${caughtBy}`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  const { mutants, workers } = readOptions();
  const hunted = await huntAll(mutants, workers);
  const survived = hunted.filter(({ caughtBy }) => caughtBy === null).length;
  console.log(`${hunted.length - survived} caught, ${survived} survived`);
  process.exitCode = survived === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
