/** `npm run bench:peers`: leakops beside its rivals on the same leak, as docs/benchmarks.md describes. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from '../document.ts';
import { thisMachine } from '../machine.ts';
import { measure } from './measure.ts';
import { forDocument, forTerminal } from './section.ts';
import { rivalNames } from './setups.ts';

const usage = `npm run bench:peers -- [--only prometheus|chaostoolkit|leakops] [--quick] [--cache FOLDER]
  [--json] [--write]`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      cache: { type: 'string', default: join(homedir(), '.cache', 'leakops-bench') },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const only = rivalNames.find((name) => name === values.only) ?? null;
  if (values.only !== undefined && only === null)
    throw new RangeError(`--only ${values.only}: ${rivalNames.join(', ')} are known\n${usage}`);
  if (values.write && (only !== null || values.quick))
    throw new RangeError(`--write needs all figures, without --only and --quick\n${usage}`);
  return { ...values, only };
}

// Each child and each folder has its own end at exit.
process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
try {
  const { cache, only, quick, json, write } = readOptions();
  const machine = thisMachine();
  const say = (line: string) => console.error(line);
  const measured = await measure({ cacheFolder: cache, only, quick }, say);
  console.log(json ? JSON.stringify({ machine, ...measured }, null, 2) : forTerminal(measured));
  if (measured.played.length === 0) throw new Error('nothing was measured');
  if (write) {
    writeSection('peers', forDocument(measured, machine));
    say('docs/benchmarks.md: peers written');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
