/** The figures of many runs at once, as a table for the terminal and as a section of docs/benchmarks.md. */
import { type Machine, machineWords } from '../machine.ts';
import { markdown, type Table } from '../table.ts';
import type { Measured, ScaleOptions } from './play.ts';

export interface ScaleFigures {
  machine: Machine;
  options: ScaleOptions;
  measured: Measured[];
}

const lagBoundMs = 250;
const memoryBoundBytes = 400e6;
const acknowledgedBoundMs = 100;

const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** What is aimed at, for the most runs that were measured. */
function aimTable(measured: readonly Measured[]): Table {
  const most = measured.reduce((a, b) => (b.runs > a.runs ? b : a));
  const row = (name: string, figure: number, bound: number, unit: string) => [
    `${name}, ${most.runs} runs`,
    `${ms(figure)} ${unit}`,
    `${bound} ${unit}`,
    figure < bound ? 'met' : 'missed',
  ];
  return {
    head: ['aim', 'measured', 'bound', ''],
    rows: [
      row('tick lag p99', most.growing.lagMs.p99, lagBoundMs, 'ms'),
      row('resident, the most', most.growing.rssBytes / 1e6, memoryBoundBytes / 1e6, 'MB'),
      row('a command acknowledged, p99', most.acceptedMs.p99, acknowledgedBoundMs, 'ms'),
      row('and answered, p99', most.answeredMs.p99, acknowledgedBoundMs, 'ms'),
    ],
  };
}

function growthTable(measured: readonly Measured[]): Table {
  const row = (name: string, figure: (one: Measured) => string) => [name, ...measured.map(figure)];
  return {
    head: ['runs at once', ...measured.map(({ runs }) => String(runs))],
    rows: [
      row('ticks', ({ growing }) => String(growing.ticks)),
      row('tick lag p50, ms', ({ growing }) => ms(growing.lagMs.p50)),
      row('tick lag p99, ms', ({ growing }) => ms(growing.lagMs.p99)),
      row('tick lag, the worst, ms', ({ growing }) => ms(growing.lagMs.max)),
      row('resident before the first run, MB', ({ idleRssBytes }) => megabytes(idleRssBytes)),
      row('resident, the most, MB', ({ growing }) => megabytes(growing.rssBytes)),
      row('of one core', ({ growing }) => `${(growing.cpuShare * 100).toFixed(0)} %`),
      row('commands', ({ acceptedMs }) => String(acceptedMs.count)),
      row('acknowledged p50, ms', ({ acceptedMs }) => ms(acceptedMs.p50)),
      row('acknowledged p99, ms', ({ acceptedMs }) => ms(acceptedMs.p99)),
      row('answered p50, ms', ({ answeredMs }) => ms(answeredMs.p50)),
      row('answered p99, ms', ({ answeredMs }) => ms(answeredMs.p99)),
      row('`GET /api/runs`, ms', ({ listMs }) => ms(listMs)),
      row('`history`, ms', ({ historyMs }) => ms(historyMs)),
      row('all stopped in one breath: the last answer, s', ({ stopAnsweredMs }) =>
        (stopAnsweredMs.max / 1000).toFixed(1),
      ),
    ],
  };
}

export function forTerminal({ measured }: ScaleFigures): string {
  return `${markdown(aimTable(measured))}\n\n${markdown(growthTable(measured))}`;
}

export function forDocument({ machine, options, measured }: ScaleFigures): string {
  const { growSeconds, pollMs, commandsPerSecond, endedRuns } = options;
  return `## Scale

Written by \`npm run bench:scale -- --write\`, figures and words: change them in \`test/bench/scale/report.ts\`.

- \`npm run bench:scale\`: all of this section, about ${Math.ceil((measured.length * (growSeconds + 50)) / 60)} minutes; needs nothing but this repository. It leaves nothing behind.
- \`-- --runs 10,100,1000\`, \`-- --seconds 180\`, \`-- --poll 5000\` (ms), \`-- --commands 10\` (a second), \`-- --ended 1000\` (runs in the database before): more or less of it. \`-- --json\`: JSON instead of tables.

The figures below are of one run on ${machineWords(machine)}. What else runs on the machine, and on its disk, slows it down.

### Aims
${markdown(aimTable(measured))}

### How both grow
${markdown(growthTable(measured))}

What is measured: one process with that many worlds. A bot holds one world (one run a world), so that each world has a desk and commands of its own; the process, the SQLite database on a real file (with ${endedRuns} ended runs in it), the web chat and the HTTP server are shared by all. Target, flag and load of a world are in memory and cost next to nothing; desk, runner, decisions, talker, cards, posts, store and HTTP are the real ones. All runs are started in one breath by \`/leak start gradual 300 25\`, and all grow for ${growSeconds} s on the real clock, with a poll of ${pollMs / 1000} s, a new reading at each, renewals of the lease every 30 s, and a page open that is sent every message and every change of every run.

- *Tick*: each look of each run (target, what is served, flag file, load). Its *lag*: the instant at which it ran less the one at which it was due.
- *Acknowledged*: from another process, \`POST /api/say\` to its 202. *Answered*: to the answer on the event stream. ${commandsPerSecond} commands a second, over all worlds in turn: mostly looks, some orders that are saved first.
- *Resident*: the most while all grow. The disk's own time, for what must be on it before anything else is done, is in the lags and in no core's share.`;
}
