/** `npm run simulate`: whole runs on a virtual clock, with faults at random places; see CONTRIBUTING.md. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { writeSection } from '../bench/document.ts';
import { found } from './found.ts';
import { type Player, player } from './play.ts';
import { playSeeds } from './play-seeds.ts';
import { forDocument, forTerminal } from './report.ts';
import { scheduleOf } from './schedule.ts';
import { shrunk } from './shrink.ts';
import { story } from './story.ts';

const usage = `npm run simulate -- [--runs 2000] [--seed 1] [--from 0] [--workers ${availableParallelism()}] [--write]
npm run simulate -- --seed 123456 --story
--first stops at the first failure, of the schedules in found.ts to begin with`;
/** More stories than this say the same. */
const storiesTold = 3;

function wholeNumber(name: string, text: string, from: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from) return number;
  throw new RangeError(`--${name} ${text}: a whole number from ${from} is needed\n${usage}`);
}

function readOptions() {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      runs: { ...text, default: '2000' },
      seed: { ...text, default: '1' },
      from: { ...text, default: '0' },
      workers: { ...text, default: String(availableParallelism()) },
      story: { type: 'boolean', default: false },
      first: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  return {
    runs: wholeNumber('runs', values.runs, 1),
    seed: wholeNumber('seed', values.seed, 0),
    from: wholeNumber('from', values.from, 0),
    workers: wholeNumber('workers', values.workers, 1),
    story: values.story,
    first: values.first,
    write: values.write,
  };
}

/** The whole story of a seed, and, where it fails, the short one. Answers whether it fails. */
async function tell(seed: number, play: Player): Promise<boolean> {
  const schedule = scheduleOf(seed);
  const { wrong, outcome, events } = await play(schedule, true);
  console.log(
    `seed ${seed}: ${outcome}\n${story(schedule, wrong)}\n  what the run tells:\n${events.join('\n')}`,
  );
  if (wrong.length > 0) await tellShort(seed, play);
  return wrong.length > 0;
}

async function tellShort(seed: number, play: Player): Promise<void> {
  const short = await shrunk(scheduleOf(seed), play);
  const { wrong } = await play(short);
  console.log(`seed ${seed}, made short:\n${story(short, wrong)}`);
  console.log(`  for found.ts: ${JSON.stringify(short)}`);
  console.log(`  the whole of it: npm run simulate -- --seed ${seed} --story\n`);
}

/** Of schedules that failed once: the first that does again, in words; null: none does. */
async function failsFound(play: Player): Promise<string | null> {
  for (const [name, schedule] of Object.entries(found)) {
    const [wrong] = (await play(schedule)).wrong;
    if (wrong !== undefined) return `"${name}": ${wrong.split('\n')[0]}`;
  }
  return null;
}

async function simulate(): Promise<boolean> {
  const { runs, seed, from, workers, write, ...options } = readOptions();
  if (options.story) return !(await tell(seed + from, player()));
  if (options.first) {
    const words = await failsFound(player());
    if (words !== null) console.log(`FAILED ${words}`);
    if (words !== null) return false;
  }
  const startedAt = performance.now();
  let saidAt = startedAt;
  const tally = await playSeeds({
    from: seed + from,
    runs: Math.max(0, runs - from),
    workers,
    until: options.first ? 'failure' : 'end',
    progress({ runs: done, failures }) {
      if (performance.now() - saidAt < 10_000) return;
      saidAt = performance.now();
      console.error(`${done} of ${runs - from} runs, ${failures.length} failed`);
    },
  });
  const figures = { tally, seconds: (performance.now() - startedAt) / 1000, workers, seed, from };
  console.log(forTerminal(figures));
  for (const failure of options.first ? [] : tally.failures.slice(0, storiesTold))
    await tellShort(failure.seed, player());
  if (write && tally.failures.length === 0) writeSection('simulation', forDocument(figures));
  return tally.failures.length === 0;
}

try {
  process.exitCode = (await simulate()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
