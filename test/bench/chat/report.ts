/** The figures of the bot in Slack, as tables for the terminal and as a section of docs/benchmarks.md. */
import { type Machine, machineWords } from '../machine.ts';
import { markdown, type Table } from '../table.ts';
import type { Acknowledged, Calls, Measured, WayIn } from './figures.ts';
import type { ChatOptions } from './play.ts';

export interface ChatFigures {
  machine: Machine;
  options: ChatOptions;
  measured: Measured[];
}

const acknowledgedBoundMs = 100;
const wayNames: Record<WayIn, string> = { socket: 'Socket Mode', http: 'HTTP' };

const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const aMinute = ({ posts, edits, runMinutes }: Calls) => (posts + edits) / runMinutes;

function situations({ runs }: ChatOptions, one: Measured): [string, Acknowledged][] {
  return [
    ['idle', one.idle],
    [`${runs} runs grow`, one.growing],
    [`${runs} runs grow, Slack answers 429`, one.throttled],
  ];
}

function acknowledgedTable({ options, measured }: ChatFigures): Table {
  return {
    head: [
      'acknowledged, ms',
      'count',
      'p50',
      'p99',
      'the worst',
      'too late',
      `p99 < ${acknowledgedBoundMs} ms`,
    ],
    rows: measured.flatMap((one) =>
      situations(options, one).map(([name, { ms: took, late }]) => [
        `${wayNames[one.way]}, ${name}`,
        String(took.count),
        ms(took.p50),
        ms(took.p99),
        ms(took.max),
        String(late),
        took.p99 < acknowledgedBoundMs && late === 0 ? 'met' : 'missed',
      ]),
    ),
  };
}

function callsTable({ measured }: ChatFigures): Table {
  const row = (name: string, calls: Calls, behind: string) => [
    name,
    aMinute(calls).toFixed(1),
    (calls.posts / calls.runMinutes).toFixed(1),
    (calls.edits / calls.runMinutes).toFixed(1),
    (calls.refused / calls.runMinutes).toFixed(1),
    behind,
  ];
  return {
    head: ['calls a run-minute', 'all', 'posts', 'edits', 'refused (429)', 'readings not said at the end'],
    rows: measured.flatMap(({ way, asked }) =>
      asked.flatMap(({ runs, leakops, naive }) => {
        const where = `${runs} ${runs === 1 ? 'run' : 'runs'}, ${wayNames[way]}`;
        return [
          row(`${where}: leakops`, leakops, ''),
          row(`${where}: each reading posted`, naive, String(naive.behind)),
        ];
      }),
    ),
  };
}

export function forTerminal(figures: ChatFigures): string {
  return `${markdown(acknowledgedTable(figures))}\n\n${markdown(callsTable(figures))}`;
}

export function forDocument(figures: ChatFigures): string {
  const { machine, options, measured } = figures;
  const { runs, pollMs, seconds, perSecond } = options;
  const minutes = Math.ceil((measured.length * (7 * seconds + 30)) / 60);
  return `## Chat

Written by \`npm run bench:chat -- --write\`, figures and words: change them in \`test/bench/chat/report.ts\`.

- \`npm run bench:chat\`: all of this section, about ${minutes} minutes; needs nothing but this repository. It leaves nothing behind.
- \`-- --runs 100\`, \`-- --seconds 60\` (each part), \`-- --poll 5000\` (ms), \`-- --commands 5\` (a second): more or less of it. \`-- --only socket\` or \`-- --only http\`: one way in. \`-- --json\`: JSON instead of tables.

The figures below are of one run on ${machineWords(machine)}. What else runs on the machine slows it down.

### Acknowledged
${markdown(acknowledgedTable(figures))}

What is measured: from Slack's sending of a command, a mention, a button or an opened home to the bot's acknowledgement, of which Slack waits for three seconds. Slack is the stand-in of the tests, in another process than the bot, on loopback: what the network adds is not in it. ${perSecond} a second, in all channels in turn. *Idle*: nothing else to do. *${runs} runs grow*: that many worlds in one process, each with its card, its thread and its posts, a poll of ${pollMs / 1000} s, as in the section Scale. *Slack answers 429*: to every call of the Web API and every response_url, with \`Retry-After: 5\`; commands are acted on all the same.

### Calls
${markdown(callsTable(figures))}

What is measured: \`chat.postMessage\` and \`chat.update\` in ${seconds} s in which all runs grow and nobody gives a command, ${seconds} s after the last of them began to. Beside it, told of the same readings of the same runs, a bot that posts each of them with \`WebClient\` as it comes, in a workspace of its own. Both workspaces count Slack's documented limits: a post a second in a channel, 50 edits a minute and some hundred posts a minute in all. *Refused*: of those calls, for that. With one run a card is edited as often as it has something new to say, at most every 15 s; with many the edits that can wait share what the workspace allows, and those that tell of a trip or a stop go first.`;
}
