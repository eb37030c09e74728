/** `npm run bench:scale`: many runs at once in one process, as docs/benchmarks.md describes. */
import { parseArgs } from 'node:util';
import { writeSection } from '../document.ts';
import { thisMachine } from '../machine.ts';
import { type Measured, measure } from './play.ts';
import { forDocument, forTerminal } from './report.ts';

const usage = `npm run bench:scale -- [--runs 10,100,1000] [--seconds 180] [--poll 5000] [--commands 10] [--ended 1000]
  [--json] [--write]`;

function wholeNumber(name: string, text: string, from: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from) return number;
  throw new RangeError(`--${name} ${text}: a whole number from ${from} is needed\n${usage}`);
}

async function bench(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      runs: { ...text, default: '10,100,1000' },
      seconds: { ...text, default: '180' },
      poll: { ...text, default: '5000' },
      commands: { ...text, default: '10' },
      ended: { ...text, default: '1000' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const counts = values.runs.split(',').map((one) => wholeNumber('runs', one, 1));
  const options = {
    growSeconds: wholeNumber('seconds', values.seconds, 1),
    pollMs: wholeNumber('poll', values.poll, 1_000),
    commandsPerSecond: wholeNumber('commands', values.commands, 1),
    endedRuns: wholeNumber('ended', values.ended, 0),
  };
  const machine = thisMachine();
  const measured: Measured[] = [];
  for (const runs of counts) {
    console.error(`${runs} runs, ${options.growSeconds} s`);
    measured.push(await measure(runs, options));
  }
  const figures = { machine, options, measured };
  console.log(values.json ? JSON.stringify(figures, null, 2) : forTerminal(figures));
  if (values.write) {
    writeSection('scale', forDocument(figures));
    console.error('docs/benchmarks.md written');
  }
}

try {
  await bench();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
