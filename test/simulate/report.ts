/** What a simulation came to: for the terminal, and for docs/benchmarks.md. */
import { chatActs } from './acts/chat-acts.ts';
import { handActs } from './acts/hand-acts.ts';
import { orderActs } from './acts/order-acts.ts';
import { wireActs } from './acts/wire-acts.ts';
import { worldActs } from './acts/world-acts.ts';
import { calls } from './faults.ts';
import type { Tally } from './tally.ts';

export interface Simulated {
  tally: Tally;
  seconds: number;
  workers: number;
  seed: number;
  from: number;
}

const thousands = (count: number) => count.toLocaleString('en-US');

/** Each kind with how often it happened: proof that it did. */
export function kindsOf({ faults, crashes }: Tally): { kind: string; count: number }[] {
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (faults[name] ?? 0), 0);
  const met = (how: string) => sum(calls.map((call) => `${call}: ${how}`));
  const clocks = ['flagd clock', 'bot clock', 'source clock'];
  const others = Object.keys(worldActs).filter((name) => !clocks.includes(name));
  return [
    { kind: 'deaths of the bot', count: crashes },
    { kind: '… just before a call or save', count: met('dies before') },
    { kind: '… just after one', count: met('dies after') },
    { kind: 'requests lost, saves failed', count: met('lost') },
    { kind: 'answers lost', count: met('answer lost') },
    { kind: 'requests that arrived twice', count: met('again') },
    { kind: 'late writes and answers', count: met('late') },
    { kind: 'old or empty readings', count: met('old') + met('none') },
    { kind: 'wires switched: fails, hangs, well again', count: sum(Object.keys(wireActs)) },
    { kind: 'power cuts: what was not synced is gone', count: sum(['power fails']) },
    { kind: 'clocks set', count: sum(clocks) },
    { kind: 'target and readings: kills, steps, pods, gaps', count: sum(others) },
    { kind: 'chat: throttled, unanswered, refused, deleted', count: sum(Object.keys(chatActs)) },
    { kind: 'orders in chat: in time, late, twice', count: sum(Object.keys(orderActs)) },
    { kind: 'other hands: edits, second writers, load', count: sum(Object.keys(handActs)) },
  ];
}

export function forTerminal({ tally, seconds, workers }: Simulated): string {
  const { runs, failures } = tally;
  const kinds = kindsOf(tally).map(({ kind, count }) => `  ${thousands(count).padStart(11)}  ${kind}`);
  const outcomes = Object.entries(tally.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} ${thousands(count)}`);
  return [
    `${thousands(runs)} runs, ${days(tally)} of their time, in ${seconds.toFixed(0)} s on ${workers} workers ` +
      `(${((seconds * workers * 1000) / Math.max(1, runs)).toFixed(1)} ms a run)`,
    `${thousands(tally.checks)} checks, ${failures.length} runs failed`,
    ...kinds,
    `  outcomes: ${outcomes.join(', ')}`,
    ...failures.slice(0, 20).map(({ seed, words }) => `FAILED seed ${seed}: ${words.split('\n')[0]}`),
  ].join('\n');
}

function days({ virtualMs }: Tally): string {
  return `${thousands(Math.round(virtualMs / 3_600_000))} hours`;
}

export function forDocument({ tally, seconds, workers, seed, from }: Simulated): string {
  const rows = kindsOf(tally).map(({ kind, count }) => `| ${kind} | ${thousands(count)} |`);
  const outcomes = Object.entries(tally.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} ${thousands(count)}`);
  return `## Simulation
\`npm run simulate -- --runs ${from + tally.runs} --seed ${seed} --write\`: whole runs (commands, desk, runner, decide, talker) on a virtual clock, on fakes of the ports. Faults come at random places; after each step and at each virtual second the promises and rules are checked against what is served, stored and posted.

| | |
|---|---|
| runs | ${thousands(tally.runs)} |
| of their own time | ${days(tally)} |
| took, on ${workers} workers | ${seconds.toFixed(0)} s |
| checks | ${thousands(tally.checks)} |
| runs that broke a promise or rule | ${tally.failures.length} |
${rows.join('\n')}

How the runs ended: ${outcomes.join(', ')}.`;
}
