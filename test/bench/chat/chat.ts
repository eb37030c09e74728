/** `npm run bench:chat`: how fast the bot acknowledges, and how much it asks of Slack, as docs/benchmarks.md describes. */
import { parseArgs } from 'node:util';
import { writeSection } from '../document.ts';
import { thisMachine } from '../machine.ts';
import type { Measured, WayIn } from './figures.ts';
import { measure } from './play.ts';
import { forDocument, forTerminal } from './report.ts';

const usage = `npm run bench:chat -- [--runs 100] [--seconds 60] [--poll 5000] [--commands 5] [--only socket|http]
  [--json] [--write]`;
const ways: readonly WayIn[] = ['socket', 'http'];

function wholeNumber(name: string, text: string, from: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from) return number;
  throw new RangeError(`--${name} ${text}: a whole number from ${from} is needed\n${usage}`);
}

async function bench(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      runs: { ...text, default: '100' },
      seconds: { ...text, default: '60' },
      poll: { ...text, default: '5000' },
      commands: { ...text, default: '5' },
      only: text,
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const wanted = ways.filter((way) => values.only === undefined || way === values.only);
  if (wanted.length === 0) throw new RangeError(`--only ${values.only}: socket or http is needed\n${usage}`);
  if (values.write && wanted.length < ways.length)
    throw new RangeError(`--write needs both ways in, without --only\n${usage}`);
  const options = {
    runs: wholeNumber('runs', values.runs, 1),
    seconds: wholeNumber('seconds', values.seconds, 1),
    pollMs: wholeNumber('poll', values.poll, 1_000),
    perSecond: wholeNumber('commands', values.commands, 1),
  };
  const machine = thisMachine();
  const measured: Measured[] = [];
  for (const way of wanted) {
    console.error(`${way}: ${options.runs} runs, seven parts of ${options.seconds} s`);
    measured.push(await measure(way, options));
  }
  const figures = { machine, options, measured };
  console.log(values.json ? JSON.stringify(figures, null, 2) : forTerminal(figures));
  if (values.write) {
    writeSection('chat', forDocument(figures));
    console.error('docs/benchmarks.md written');
  }
}

try {
  await bench();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
