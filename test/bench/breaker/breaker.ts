/** `npm run bench:breaker`: the breaker on every recorded run, beside its rivals, as docs/benchmarks.md describes. */
import { parseArgs } from 'node:util';
import { writeSection } from '../document.ts';
import { thisMachine } from '../machine.ts';
import { allCases } from './cases.ts';
import { signalSetNames } from './play.ts';
import { playAll } from './play-all.ts';
import { forDocument, forTerminal } from './report.ts';

const usage = 'npm run bench:breaker -- [--phases 5] [--json] [--write]';
const mostPhases = 5;

function readOptions() {
  const { values } = parseArgs({
    options: {
      phases: { type: 'string', default: String(mostPhases) },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const phases = /^[1-5]$/.test(values.phases) ? Number(values.phases) : null;
  if (phases === null) {
    throw new RangeError(
      `--phases ${values.phases}: a whole number from 1 to ${mostPhases} is needed\n${usage}`,
    );
  }
  if (values.write && phases !== mostPhases) throw new RangeError(`--write needs all phases\n${usage}`);
  return { phases, json: values.json, write: values.write };
}

async function bench(): Promise<void> {
  const { phases, json, write } = readOptions();
  const say = (line: string) => console.error(line);
  const machine = thisMachine();
  const cases = allCases();
  const startedAt = performance.now();
  const played = await playAll(cases, { signals: [...signalSetNames], phases }, say);
  const figures = { machine, seconds: (performance.now() - startedAt) / 1000, cases, played };
  if (json) console.log(JSON.stringify(played));
  else console.log(forTerminal(figures));
  if (write) {
    writeSection('breaker', forDocument(figures));
    say('docs/benchmarks.md: breaker written');
  }
}

process.stdout.on('error', () => {});
try {
  await bench();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
