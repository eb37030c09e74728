/** `npm run bench`: reaction, start and memory, as docs/benchmarks.md describes. */
import { parseArgs } from 'node:util';
import { writeSection } from './document.ts';
import { thisMachine } from './machine.ts';
import { measureReaction } from './reaction.ts';
import { type Figures, forDocument, forTerminal } from './report.ts';
import { measureStartUp } from './start-up.ts';

const usage = `npm run bench -- [--trips 30] [--poll 500] [--starts 7] [--idle 10]
  [--only reaction|start] [--json] [--write]`;

function wholeNumber(name: string, text: string, from: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from) return number;
  throw new RangeError(`--${name} ${text}: a whole number from ${from} is needed\n${usage}`);
}

function readOptions() {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      trips: { ...text, default: '30' },
      poll: { ...text, default: '500' },
      starts: { ...text, default: '7' },
      idle: { ...text, default: '10' },
      only: text,
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const { only, json, write } = values;
  if (only !== undefined && only !== 'reaction' && only !== 'start') {
    throw new RangeError(`--only ${only}: reaction or start is needed\n${usage}`);
  }
  if (write && only !== undefined)
    throw new RangeError(`--write needs all figures, without --only\n${usage}`);
  return {
    trips: wholeNumber('trips', values.trips, 1),
    pollMs: wholeNumber('poll', values.poll, 100),
    starts: wholeNumber('starts', values.starts, 1),
    idleSeconds: wholeNumber('idle', values.idle, 0),
    only,
    json,
    write,
  };
}

async function bench(): Promise<void> {
  const options = readOptions();
  const say = (line: string) => console.error(line);
  const machine = thisMachine();
  // Start first: what the games leave in the bench's own process is not in its way.
  const startUp = options.only === 'reaction' ? null : await measureStartUp(options, say);
  const reaction = options.only === 'start' ? null : await measureReaction(options, say);
  const figures: Figures = { machine, reaction, startUp };
  console.log(options.json ? JSON.stringify(figures, null, 2) : forTerminal(figures));
  if (options.write && reaction !== null && startUp !== null) {
    writeSection('reaction and start', forDocument({ machine, reaction, startUp }));
    say('docs/benchmarks.md: reaction and start written');
  }
}

// At exit children are ended and folders removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  await bench();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
