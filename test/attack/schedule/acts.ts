/** What may happen to a run: faults, people, crashes and orders. `n` is 0–1, drawn with the schedule. */
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Order } from '../../../src/run/desk.ts';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { ana, ben, type Game } from '../../fakes/game.ts';
import type { PersonsMark, Stage } from './stage.ts';

type Act = (stage: Stage, n: number) => unknown;

const when = (on: boolean) => (on ? 'down' : null);

function order(stage: Stage, what: Order): boolean {
  const undecided = stage.game.run().decision === null;
  const answer = stage.game.desk().order('run-1', what, what.kind === 'trip' ? ben : ana);
  return undecided && answer.kind === 'done';
}

/** A person's hand on the flag. What of theirs stood before stands after, but a reset. */
function hand(stage: Stage, mark: PersonsMark, change: (d: FlagDefinition) => FlagDefinition): void {
  const { truth, game } = stage;
  if (stage.standing() === undefined) return;
  truth.flagTouched = stage.mono();
  game.flagd.edit(change);
  const now = stage.standing()!;
  // While a write of ours is on its way theirs may be lost: rule 10, it cannot be told.
  const racing = game.flagd.storeAfterMs > 0 || stage.mono() - truth.flagTrouble < 25_000;
  truth.marks = racing ? [] : [...truth.marks, mark].filter((each) => each.holds(now));
}

function firstBranch(d: FlagDefinition, variant: string): FlagDefinition {
  const rule = d.targeting as { if?: [never, string, string] } | undefined;
  if (rule?.if === undefined) return { ...d, defaultVariant: variant };
  return { ...d, targeting: { if: [rule.if[0], variant, rule.if[2]] } };
}

const hands: { [name: string]: [holds: (d: FlagDefinition) => boolean, Parameters<typeof hand>[2]] } = {
  DISABLED: [(d) => d.state === 'DISABLED', (d) => ({ ...d, state: 'DISABLED' })],
  toggle: [
    (d) => (d.targeting as { if?: string[] } | undefined)?.if?.[1] !== 'leakops',
    (d) => firstBranch(d, 'off'),
  ],
  'variant 0': [(d) => d.variants.leakops === 0, (d) => ({ ...d, variants: { ...d.variants, leakops: 0 } })],
  'variant 7': [(d) => d.variants.leakops === 7, (d) => ({ ...d, variants: { ...d.variants, leakops: 7 } })],
  'other variant': [
    (d) => d.variants.theirs === 7,
    (d) => ({ ...d, variants: { ...d.variants, theirs: 7 } }),
  ],
  reset: [(d) => d.metadata === undefined, () => stockFlag()],
  'reset, on': [
    (d) => d.metadata === undefined || d.state === 'DISABLED',
    () => ({ ...stockFlag(), defaultVariant: 'on' }),
  ],
  'targeting removed': [
    (d) => d.targeting === undefined || d.metadata?.leakopsReason === 'undo',
    ({ targeting: _theirs, ...d }) => d,
  ],
  'default on': [(d) => d.defaultVariant === 'on', (d) => ({ ...d, defaultVariant: 'on' })],
  'default leakops': [
    (d) => d.defaultVariant === 'leakops',
    (d) => (d.variants.leakops === undefined ? d : { ...d, defaultVariant: 'leakops' }),
  ],
};

function personsLoad(stage: Stage, n: number): void {
  const { shop } = stage.game;
  const users = 60 + Math.floor(n * 30);
  const running = n < 0.8;
  shop.locust = { ...shop.locust, running, users: running ? users : 0 };
  stage.truth.load = { running, users: running ? users : 0 };
  stage.truth.loadTouched = stage.mono();
}

function replacePod({ game }: Stage): void {
  const { shop, clock } = game;
  const [, count = '1'] = /-(\d+)$/.exec(shop.pod.name) ?? [];
  shop.percent = 40;
  shop.pod = {
    ...shop.pod,
    name: `checkout-${Number(count) + 1}`,
    uid: `uid-${Number(count) + 1}`,
    startedAt: clock.now(),
    restarts: 0,
    lastTermination: null,
  };
}

function die(stage: Stage, n: number): void {
  const { game, truth } = stage;
  if (!truth.alive) return;
  game.crash();
  truth.alive = false;
  truth.crashes += 1;
  truth.aliveSince = Number.POSITIVE_INFINITY;
  if (n < 0.6) revive(stage);
}

function revive(stage: Stage): void {
  const { game, truth } = stage;
  if (truth.alive) return;
  game.store.fails = null;
  game.restart();
  void game.desk().idle();
  truth.alive = true;
  truth.aliveSince = stage.mono();
}

function lateWrite(stage: Stage, n: number): void {
  const { game, truth } = stage;
  const { stored } = game.flagd;
  const { state, decision, flag } = game.run();
  const watchMs = (stage.settings.leaseMs ?? 90_000) - 2 * stage.settings.pollMs;
  // Later than rule 9's watch it is residue, and the next start's.
  const isWatched = game.clock.now() - (flag.lastWriteAt ?? 0) < watchMs || decision === null;
  if (stored.length === 0 || state === 'ended' || !isWatched) return;
  const late = stored[Math.floor(n * stored.length)]!;
  truth.lateWrites += 1;
  truth.marks = [];
  truth.flagTrouble = stage.mono();
  game.flagd.edit(() => late);
}

/** flagd loads what stands in the file when it looks: an older text is never loaded for good. */
function loadAfter({ flagd, clock }: Game, ms: number): void {
  const longerMs = flagd.loadAfterMs;
  flagd.loadAfterMs = ms;
  if (ms < longerMs) void clock.sleep(longerMs).then(() => flagd.edit((standing) => standing));
}

const minutes = (n: number, most: number) => (1 + Math.floor(n * most)) * 60_000;

export const acts: { [name: string]: Act } = {
  'flagd-ui': ({ game }, n) => (game.flagd.writesFail = when(n < 0.5)),
  'flagd-ui reads': ({ game }, n) => (game.flagd.readsFail = when(n < 0.4)),
  ofrep: ({ game }, n) => (game.flagd.ofrepFails = when(n < 0.4)),
  // Later than rule 9's watch it would be residue.
  'stored late': ({ game, settings }, n) => {
    game.flagd.storeAfterMs = Math.floor(n * 4) * Math.min(7_000, (settings.leaseMs ?? 90_000) / 4);
  },
  'loaded late': ({ game }, n) => loadAfter(game, Math.floor(n * 3) * 4_000),
  'answers lost': ({ wires }, n) => (wires.loseAnswers = n < 0.4),
  'slow ofrep': ({ wires }, n) => (wires.ofrepMs = n < 0.5 ? 0 : Math.floor(n * 6_000)),
  'slow source': ({ wires }, n) => (wires.sourceMs = n < 0.5 ? 0 : Math.floor(n * 4_000)),
  'slow sight': ({ wires }, n) => (wires.sightMs = n < 0.5 ? 0 : Math.floor(n * 8_000)),
  'slow load': ({ wires }, n) => (wires.loadMs = n < 0.5 ? 0 : Math.floor(n * 6_000)),
  'slow queue': ({ wires }, n) => (wires.queueMs = n < 0.5 ? 0 : Math.floor(n * 4_000)),
  locust: ({ game }, n) => (game.shop.locust.fails = when(n < 0.5)),
  cluster: ({ game }, n) => (game.shop.clusterFails = when(n < 0.3)),
  'metrics missing': ({ game }, n) => (game.shop.metricsMissing = n < 0.4),
  'metrics stale': ({ game }, n) => (game.shop.metricsStale = n < 0.4),
  'pods missing': ({ game }, n) => (game.shop.podsMissing = n < 0.3),
  disk: ({ game }, n) => (game.store.fails = when(n < 0.2)),
  chat: ({ game }, n) => (game.chat.down = n < 0.5),
  'flagd clock': (stage, n) => {
    stage.game.flagd.clockOffsetMs = Math.round((n - 0.5) * 8) * 15_000;
    stage.truth.clockChanged = stage.mono();
    stage.truth.clockWrites = stage.game.run().flag.lastWrite;
  },
  growth: ({ game }, n) => (game.shop.growthPerMinute = n * 12),
  'never falls': ({ game }, n) => (game.shop.fallPerSecond = n < 0.5 ? 0 : 1),
  oom: ({ game }, n) => n < 0.3 && game.shop.kill('OOMKilled', 137),
  'exit 1': ({ game }, n) => n < 0.5 && game.shop.kill('Error', 1),
  'pod replaced': (stage, n) => n < 0.5 && replacePod(stage),
  'persons load': (stage, n) => n < 0.5 && personsLoad(stage, n * 2),
  stop: (stage, n) => {
    if (n < 0.4 && order(stage, { kind: 'stop' })) stage.truth.stopTaken = true;
  },
  trip: (stage, n) => {
    if (n < 0.3 && order(stage, { kind: 'trip' })) stage.truth.tripTaken = true;
  },
  flag: (stage, n) => order(stage, { kind: 'flag', value: 100 + Math.floor(n * 5) * 100 }),
  load: (stage, n) => order(stage, { kind: 'load', users: 10 + Math.floor(n * 30) }),
  extend: (stage, n) => order(stage, { kind: 'extend', byMs: minutes(n, 6) }),
  breaker: (stage, n) => order(stage, { kind: 'breaker', thresholdPercent: 50 + Math.floor(n * 49) }),
  'breaker off': (stage, n) => n < 0.5 && order(stage, { kind: 'breaker-off' }),
  'breaker reset': (stage) => order(stage, { kind: 'breaker-reset' }),
  restart: (stage) => order(stage, { kind: 'restart' }),
  'late write': (stage, n) => lateWrite(stage, n),
  dies: die,
  'dies and comes back': (stage) => die(stage, 0),
  back: (stage) => revive(stage),
  ...Object.fromEntries(
    Object.entries(hands).map(([name, [holds, change]]): [string, Act] => [
      `hand: ${name}`,
      (stage) => hand(stage, { name, holds }, change),
    ]),
  ),
};

export function mend(stage: Stage): void {
  const { flagd, shop, store, chat } = stage.game;
  Object.assign(flagd, {
    writesFail: null,
    readsFail: null,
    ofrepFails: null,
    storeAfterMs: 0,
  });
  loadAfter(stage.game, 0);
  Object.assign(stage.wires, {
    ofrepMs: 0,
    sourceMs: 0,
    sightMs: 0,
    loadMs: 0,
    queueMs: 0,
    loseAnswers: false,
  });
  shop.locust.fails = null;
  Object.assign(shop, { clusterFails: null, metricsMissing: false, metricsStale: false, podsMissing: false });
  store.fails = null;
  chat.down = false;
  revive(stage);
}
