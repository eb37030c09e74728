/** The breaker's figures as tables for the terminal and as a section of docs/benchmarks.md. */
import { type Machine, machineWords } from '../machine.ts';
import { markdown, padded, type Table } from '../table.ts';
import { type Aim, aimsOf, type SummaryOf } from './aims.ts';
import type { Case } from './cases.ts';
import { type LeftOut, leaveOneOut } from './left-out.ts';
import { type Played, type Policy, policies, type SignalSet, signalSetNames, sourceNames } from './play.ts';
import { type Summary, select, summarize } from './summary.ts';

export interface Figures {
  machine: Machine;
  seconds: number;
  cases: Case[];
  played: Played[];
}

const policyNames: Record<Policy, string> = {
  threshold: 'over 80 %',
  predict_linear: 'predict_linear',
  'predict_linear, silent': 'predict_linear, silent for 5 min',
  'leakops off': 'leakops `off`',
  'leakops on': 'leakops `on` (default)',
  'leakops cautious': 'leakops `cautious`',
};
const signalWords: Record<SignalSet, string> = {
  'working set': 'the working set alone (metrics-server)',
  '+ rss': 'working set and rss',
  all: 'working set, rss, peak, goroutines and orders',
};
/** Rivals look at the working set only: one table has them. */
const oursOnly = (policy: Policy) => policy.startsWith('leakops');

/** An order comes about every 3 s at 18 a minute. */
const soonSeconds = 10;

const tenth = (value: number) => value.toFixed(1).replace(/\.0$/, '');
const share = (value: number | null) => (value === null ? 'none' : `${Math.round(value * 100)} %`);

function figuresOf({ cases, played }: Figures) {
  const byName = new Map(cases.map((one) => [one.name, one]));
  const of: SummaryOf = (policy, source, signals) =>
    summarize(select(played, policy, source, signals), byName);
  const counted = cases.filter((one) => one.counts);
  const lived = counted.filter((one) => one.killAt === null);
  const healthy = lived.filter((one) => one.broker === 'healthy');
  const aims = aimsOf(of, { all: lived.length, healthy: healthy.length });
  const leftOut = sourceNames.flatMap((source) =>
    leaveOneOut(select(played, 'leakops on', source, 'all'), byName).map((row) => ({ source, ...row })),
  );
  return { of, aims, leftOut, counted, lived, healthy };
}

function killTable(of: SummaryOf, signals: SignalSet): Table {
  const cell = ({ averted, declared, announced, unannounced }: Summary) =>
    [averted, declared, announced, unannounced].map(tenth).join(' / ');
  return {
    head: ['averted / declared / announced / unannounced', ...sourceNames],
    rows: policies
      .filter((policy) => signals === 'working set' || oursOnly(policy))
      .map((policy) => [
        policyNames[policy],
        ...sourceNames.map((source) => cell(of(policy, source, signals))),
      ]),
  };
}

function tripTable(of: SummaryOf, signals: SignalSet): Table {
  const figures: [string, (one: Summary) => number][] = [
    ['needless, healthy', (one) => one.needlessHealthy],
    ['needless, broker broken', (one) => one.needlessBroken],
    ['over 80 %, lived', (one) => one.overThreshold],
    ['warming up', (one) => one.warmingUp],
    ['flag off', (one) => one.flagOff],
    ['cold page cache', (one) => one.coldCache],
    ['wrongly declared', (one) => one.wronglyDeclared],
  ];
  const cell = (policy: Policy, figure: (one: Summary) => number) =>
    sourceNames.map((source) => tenth(figure(of(policy, source, signals)))).join(' / ');
  return {
    head: [sourceNames.join(' / '), ...figures.map(([name]) => name)],
    rows: policies
      .filter((policy) => signals === 'working set' || oursOnly(policy))
      .map((policy) => [policyNames[policy], ...figures.map(([, figure]) => cell(policy, figure))]),
  };
}

function forecastTable(of: SummaryOf): Table {
  return {
    head: ['ramps that ended in a kill', 'with a forecast', 'median error at half-time', 'interval held'],
    rows: sourceNames.map((source) => {
      const { forecastRuns, forecastError, forecastHeld } = of('leakops on', source, 'all');
      return [source, String(forecastRuns), share(forecastError), share(forecastHeld)];
    }),
  };
}

function leftOutTable(rows: readonly (LeftOut & { source: string })[]): Table {
  return {
    head: ['left out', 'source', 'runs', 'interval fitted to the others', 'held', 'held as shipped'],
    rows: rows.map((row) => [
      row.condition,
      row.source,
      String(row.runs),
      `${row.earliestShare.toFixed(2)}–${row.latestShare.toFixed(2)} × time left`,
      share(row.held),
      share(row.heldAsShipped),
    ]),
  };
}

function aimTable(aims: readonly Aim[]): Table {
  return {
    head: ['aim', 'measured', 'bound', ''],
    rows: aims.map(({ name, figure, bound, met }) => [
      name,
      figure === null ? 'none' : String(Math.round(figure * 100) / 100),
      bound,
      met ? 'met' : 'missed',
    ]),
  };
}

/** By name, so that anybody may see which recording a figure comes from. */
function byCaseTable(figures: Figures, counted: readonly Case[]): Table {
  const cell = (one: Case, source: (typeof sourceNames)[number]) => {
    const rows = select(figures.played, 'leakops on', source, 'all').filter(({ name }) => name === one.name);
    const verdicts = [
      ...new Set(rows.map(({ verdict, reason }) => (reason === null ? verdict : `${verdict} (${reason})`))),
    ];
    return verdicts.join(', ');
  };
  return {
    head: ['killed', 'broker', ...sourceNames],
    rows: counted
      .filter((one) => one.killAt !== null)
      .map((one) => [one.name, one.broker, ...sourceNames.map((source) => cell(one, source))]),
  };
}

export function forTerminal(figures: Figures): string {
  const { of, aims, leftOut, counted } = figuresOf(figures);
  return [
    `${machineWords(figures.machine)}; ${figures.seconds.toFixed(0)} s`,
    ...signalSetNames.flatMap((signals) => [
      `readings: ${signalWords[signals]}\n${padded(killTable(of, signals))}`,
      padded(tripTable(of, signals)),
    ]),
    padded(forecastTable(of)),
    padded(leftOutTable(leftOut)),
    padded(byCaseTable(figures, counted)),
    padded(aimTable(aims)),
  ].join('\n\n');
}

/** Kills with a healthy broker that the most cautious averts, and how many of them before there was much to see. */
function earlyEnds({ cases, played }: Figures): { averted: number; soon: number } {
  const averted = select(played, 'leakops cautious', '1 s', 'all').flatMap(({ name, verdict, trippedAt }) => {
    const one = cases.find((candidate) => candidate.name === name);
    if (one === undefined || !one.counts || one.broker !== 'healthy' || verdict !== 'averted') return [];
    return [(trippedAt ?? 0) - (one.trace.flagOnAt ?? 0)];
  });
  return { averted: averted.length, soon: averted.filter((after) => after <= soonSeconds).length };
}

/** Wilson's interval at 95 %: what so few runs can tell. */
export function wilson(successes: number, of: number): [number, number] {
  const z = 1.96;
  const p = successes / of;
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** The section "breaker" of docs/benchmarks.md. */
export function forDocument(figures: Figures): string {
  const { of, aims, leftOut, counted, lived, healthy } = figuresOf(figures);
  const kills = counted.length - lived.length;
  const best = of('leakops cautious', '1 s', 'all').averted;
  const [low, high] = wilson(best, kills).map(share);
  const early = earlyEnds(figures);
  return `## Breaker

Written by \`npm run bench:breaker -- --write\`, figures and words: change them in \`test/bench/breaker/report.ts\`. It replays the ${figures.cases.length} recorded runs in \`test/traces/\` through the code of the live run (\`npm run replay\` does so with one of them), on two workers, in about ${Math.max(1, Math.round(figures.seconds / 60))} min. \`-- --phases 1\` is quicker, \`-- --json\` gives every replayed run. It is all arithmetic: the figures are the same on every machine.

### What counts
- **Runs**: of the recordings of the real \`checkout\` those ${counted.length} whose flag was left on to the end, with a warm page cache and one process. ${kills} end in a kill: 12 with a healthy broker (bursts that coincide), 9 with a dead one (ramps), 2 with one that stalls, 2 when it comes back. ${lived.length} live, ${healthy.length} of them with a healthy broker. Left out are three from a cold page cache (they have a column of their own), two crash loops, and those that were recorded with the flag going off in mid-run.
- **Sources**: a reading each second, known at once; each 15 s, known at once; each 15 s, known 20 s later, as metrics-server gives them. With the working set alone, with rss beside it, or with the true peak of the window, goroutines and order counts too. Sources of 15 s are played in five phases, figures are means over them.
- **Averted**: the flag is off, one second after the trip, at least a second before the kill. With a broken broker memory must then also be at 85 % or less, as it is not freed; where the broker comes back after a stall, three seconds before the kill.
- **Declared**: not averted, but preflight said that readings like these cannot see it coming. **Announced**: neither, but a chance of a kill of 50 % or more was said at least 30 s before. **Unannounced**: none of these. The four add up to ${kills}.
- **Needless**: a trip in a run that lived, without a reading over the threshold; those that had one stand in a column of their own: the breaker above 80 % was asked for. **Warming up**: such a trip in a healthy run that lived before its process was five minutes old, or before the broker broke. **Flag off**, **cold page cache**: trips in such runs. **Wrongly declared**: a run that lived and was said to be unprotectable.
- **Rivals**: a plain threshold of 80 %; the same beside Prometheus' \`predict_linear(v[5m], 240)\` over the limit, as Prometheus computes it; and that silent until the process is five minutes old.

### Aims
${markdown(aimTable(aims))}

### Kills
${signalSetNames.map((signals) => `With ${signalWords[signals]}:\n\n${markdown(killTable(of, signals))}`).join('\n\n')}

### Trips that nobody needed
Each cell: ${sourceNames.join(' / ')}.

${signalSetNames.map((signals) => `With ${signalWords[signals]}:\n\n${markdown(tripTable(of, signals))}`).join('\n\n')}

### Forecasts
${markdown(forecastTable(of))}

The error is of the time that was left, at the forecast nearest to half-time between the first forecast and the kill. Fitted to the recordings is its interval, shares of the time foreseen. Fitted without one way of breaking the broker and tried on that way:

${markdown(leftOutTable(leftOut))}

The other numbers in the breaker are physical (bytes a goroutine, the time to stop), statistical (how seldom a false alarm may come), or bounds that an earlier study of the same recordings compared for all of them at once; none is set for one run, and none is fitted again here.

### Each kill
With the default \`on\` and all signals; several verdicts are those of several phases.

${markdown(byCaseTable(figures, counted))}

### What this says, and what it does not
- Readings decide more than rules do: what a reading every 15 s, 20 s old, does not show cannot be acted on, and is declared or announced instead. Order counts and the true peak of a window are worth more than a shorter interval.
- \`predict_linear\` averts much because it trips on nearly everything: warm-up looks like a leak to a line. Kept silent while the process is young it averts hardly more than the threshold.
- An averted burst is an experiment that ended early. Of the ${tenth(early.averted)} kills with a healthy broker that \`cautious\` averts at 1 s with all signals, ${tenth(early.soon)} are averted by a trip within ${soonSeconds} s of the flag: the spike that was asked for was not played. That is why the default says the risk and only \`cautious\` acts on it.
- ${kills} kills are few. ${tenth(best)} of ${kills} averted, the best row here, is ${low} to ${high} at 95 % confidence; a difference of one or two runs says nothing.
- All recordings are of one service, one limit (20 MiB) and one machine. \`npm run replay\` on recordings of your own tells more about yours than this table.
`;
}
