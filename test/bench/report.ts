/** The figures as a table for the terminal and as a section of docs/benchmarks.md. */
import { type Machine, machineWords } from './machine.ts';
import { type Reaction, type Step, steps, watches } from './reaction.ts';
import { type Loaded, type StartUp, type Target, targets } from './start-up.ts';
import { markdown, padded, type Table } from './table.ts';

export interface Figures {
  machine: Machine;
  /** null: not measured. */
  reaction: Reaction | null;
  startUp: StartUp | null;
}

/** What is aimed at: one figure, a bound, and how far from it. */
export interface Aim {
  name: string;
  figure: number;
  below: number;
  unit: 'ms' | 'MB';
}

const aims = { seenOffMs: 100, startMs: 1_500, idleBytes: 240e6 };
const namedPackages = 8;

const stepNames: Record<Step, string> = {
  readableToDecided: 'reading readable → trip decided',
  decidedToWritten: 'trip decided → written',
  decidedToSeenOff: 'trip decided → seen off',
  readableToSeenOff: 'reading readable → seen off',
};
const targetNames: Record<Target, string> = {
  sandbox: 'its own sandbox',
  kubernetes: 'a sandbox elsewhere, as a cluster',
};

const rounded = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes: number | null) => (bytes === null ? 'unknown' : rounded(bytes / 1e6));
const ratio = (value: number, of: number) => `${(value / of).toFixed(value / of < 10 ? 1 : 0)} ×`;

export function aimsOf({ reaction, startUp }: Figures): Aim[] {
  const seenOff =
    reaction === null
      ? []
      : [
          {
            name: 'write + verify p99, fsnotify',
            figure: reaction.milliseconds.fsnotify.decidedToSeenOff.p99,
            below: aims.seenOffMs,
            unit: 'ms' as const,
          },
        ];
  if (startUp === null) return seenOff;
  const starts = targets.flatMap((target): Aim[] => [
    {
      name: `start, ${targetNames[target]}`,
      figure: startUp.bot[target].startMs,
      below: aims.startMs,
      unit: 'ms',
    },
    {
      name: `idle, ${targetNames[target]}`,
      figure: startUp.bot[target].memory.residentBytes / 1e6,
      below: aims.idleBytes / 1e6,
      unit: 'MB',
    },
  ]);
  return [...seenOff, ...starts];
}

function aimTable(figures: Figures): Table {
  return {
    head: ['aim', 'measured', 'bound', 'of the bound', ''],
    rows: aimsOf(figures).map(({ name, figure, below, unit }) => [
      name,
      `${rounded(figure)} ${unit}`,
      `${below} ${unit}`,
      `${Math.round((figure / below) * 100)} %`,
      figure <= below ? 'met' : 'missed',
    ]),
  };
}

function reactionTable({ milliseconds: { fsnotify, poll } }: Reaction): Table {
  return {
    head: ['ms', ...watches.flatMap((watch) => [`${watch} p50`, 'p99']), 'poll / fsnotify, p50'],
    rows: steps.map((step) => [
      stepNames[step],
      ...watches.flatMap((watch) => {
        const { p50, p99 } = { fsnotify, poll }[watch][step];
        return [rounded(p50), rounded(p99)];
      }),
      ratio(poll[step].p50, fsnotify[step].p50),
    ]),
  };
}

function startTable({ node, bot }: StartUp): Table {
  const row = (name: string, startMs: number, slowest: string, memory: StartUp['node']['memory']) => [
    name,
    rounded(startMs),
    slowest,
    ratio(startMs, node.startMs),
    megabytes(memory.residentBytes),
    megabytes(memory.anonymousBytes),
    ratio(memory.residentBytes, node.memory.residentBytes),
  ];
  return {
    head: ['', 'start, ms', 'slowest', '/ Node', 'resident, MB', 'of it anonymous', '/ Node'],
    rows: [
      row('Node alone', node.startMs, '', node.memory),
      ...targets.map((target) => {
        const { startMs, slowestStartMs, memory } = bot[target];
        return row(`bot, ${targetNames[target]}`, startMs, rounded(slowestStartMs), memory);
      }),
    ],
  };
}

/** Of chat platforms, none of which is set up here. */
const ofPlatforms = ['@slack/bolt', 'discord.js'];

function loadedTable({ bot }: StartUp): Table {
  const total = (list: readonly Loaded[], of: 'files' | 'bytes') =>
    list.reduce((sum, one) => sum + one[of], 0);
  const largest = bot.kubernetes.loaded.slice(0, namedPackages).map(({ name }) => name);
  const names = [...new Set([...largest, ...ofPlatforms])];
  const cells = (list: readonly Loaded[]) => [String(total(list, 'files')), megabytes(total(list, 'bytes'))];
  const row = (name: string, wanted: (one: Loaded) => boolean) => [
    name,
    ...targets.flatMap((target) => cells(bot[target].loaded.filter(wanted))),
  ];
  return {
    head: ['loaded', ...targets.flatMap((target) => [`${targetNames[target]}: files`, 'MB'])],
    rows: [
      ...names.map((name) => row(name, (one) => one.name === name)),
      row('others', (one) => !names.includes(one.name)),
      row('all', () => true),
    ],
  };
}

export function forTerminal(figures: Figures): string {
  const { reaction, startUp } = figures;
  return [
    machineWords(figures.machine),
    ...(reaction === null
      ? []
      : [`${reaction.trips} trips each, poll ${reaction.pollMs} ms\n${padded(reactionTable(reaction))}`]),
    ...(startUp === null
      ? []
      : [`${startUp.starts} starts each, idle for ${startUp.idleSeconds} s\n${padded(startTable(startUp))}`]),
    ...(startUp === null ? [] : [padded(loadedTable(startUp))]),
    padded(aimTable(figures)),
  ].join('\n\n');
}

/** The section "reaction and start" of docs/benchmarks.md. */
export function forDocument(figures: Figures & { reaction: Reaction; startUp: StartUp }): string {
  const { machine, reaction, startUp } = figures;
  return `## Reaction and start

Written by \`npm run bench -- --write\`, figures and words: change them in \`test/bench/report.ts\`.

- \`npm run bench\`: all of this section, about seven minutes, on loopback; needs nothing but this repository. It leaves nothing behind.
- \`-- --trips 50\`, \`-- --poll 1000\` (ms), \`-- --starts 11\`, \`-- --idle 30\` (s): more of it. \`-- --only reaction\` or \`-- --only start\`: a part of it.
- \`-- --json\`: JSON on stdout instead of tables. Progress goes to stderr.

The figures below are of one run on ${machineWords(machine)}. What else runs on the machine slows it down: a load well over 0 before the run is in the figures too. Compare with figures of your own machine only, and start times with those of Node alone.

### Aims
${markdown(aimTable(figures))}

### Reaction
What is measured: ${reaction.trips} trips with each of flagd's two ways to watch its file, in turns within one run. Each trip is a run of its own, \`start gradual 300 25\`: flag armed in two steps, load on, growth, trip on the threshold, flag off, undo. The stand-alone sandbox (\`npm run sandbox\`) plays the demo in another process on the real clock; the real runner, SQLite store, web chat and adapters run in the bench's own process, so that each instant is noted where it happens. Not in it: the HTTP server and page. Preflight is done once for each sandbox, and the watch after a run (rule 9 of the safety rules) is not sat out.

- *Reading readable*: the instant from which the sandbox's metrics API answers with the reading that is over the threshold, known to a few ms.
- *Trip decided*: the step of the runner that asks for the flag to be off. Bounded by the poll, here ${reaction.pollMs} ms (the bot's default is 5 s: \`LEAKOPS_POLL\`), and the time that one look takes.
- *Written*: flagd-ui gives back what was sent to it.
- *Seen off*: OFREP has answered that the flag is off, by the number of this write. Written and seen off are both counted from the decision; they are found out side by side.

${markdown(reactionTable(reaction))}

p99 is by nearest rank: with fewer than a hundred trips it is the slowest one.

What it means: with fsnotify the way from decision to seen off is a handful of requests on loopback. With poll it is flagd's own look at the file once a second that takes the time, whoever writes it. With fsnotify nearly all of the reaction is the wait for the next poll of the readings, and before that comes their age at the source: to react faster, lower \`LEAKOPS_POLL\`, or have the source read more often.

### Start and memory
What is measured: \`node main.ts\` from the start of the process to the first 200 of \`/healthz\`, median of ${startUp.starts}, with a new database each time, files already in the system's cache; resident memory ${startUp.idleSeconds} s after that, with nothing to do. Once with its own sandbox (the default), once with a target of its own kind, \`LEAKOPS_TARGET=kubernetes\`, which the stand-alone sandbox plays: there the client of the Kubernetes API is loaded, and asked, before anything is served. Node alone (a timer and nothing else) is the floor.

${markdown(startTable(startUp))}

What is loaded to serve, by package, the largest first (\`leakops\` is this repository; what Node has inside does not count):

${markdown(loadedTable(startUp))}

What it means: starting is reading, compiling and linking these files, and little else; memory is Node, these files' code, and what they build when they are loaded. The Kubernetes client is by far the largest, so that it is loaded at its first call; the picture library is loaded at the first picture. Slack and Discord are not set up here: of what speaks to them (\`@slack/bolt\`, \`discord.js\`) nothing is loaded.
`;
}
