/** Other hands in the flag file and on the load: people, a second writer with an old copy, our own late writes. */
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import { stockFlag } from '../../fakes/fake-flagd.ts';
import { otherFlags, type Stage, since } from '../stage.ts';
import type { PersonsMark } from '../truth.ts';
import type { Act, Acts } from './act.ts';

type Change = (definition: FlagDefinition) => FlagDefinition;
type Holds = PersonsMark['holds'];

/** What of a person's stood before stands after, but a reset. */
function hand(stage: Stage, mark: PersonsMark, change: Change): void {
  const { truth, flagd } = stage;
  if (stage.standing() === undefined) return;
  truth.flagTouched = stage.mono();
  flagd.edit(change);
  const now = stage.standing()!;
  // While a write of ours is on its way theirs may be lost: rule 10, it cannot be told.
  const racing = flagd.storeAfterMs > 0 || since(stage, truth.flagTrouble) < 25_000;
  truth.marks = racing ? [] : [...truth.marks, mark].filter((each) => each.holds(now));
}

function firstBranch(d: FlagDefinition, variant: string): FlagDefinition {
  const rule = d.targeting as { if?: [never, string, string] } | undefined;
  if (rule?.if === undefined) return { ...d, defaultVariant: variant };
  return { ...d, targeting: { if: [rule.if[0], variant, rule.if[2]] } };
}

const hands: { [name: string]: [tells: string, holds: Holds, change: Change] } = {
  DISABLED: [
    'a person sets the state to DISABLED',
    (d) => d.state === 'DISABLED',
    (d) => ({ ...d, state: 'DISABLED' }),
  ],
  toggle: [
    'a person turns it off in the page',
    (d) => (d.targeting as { if?: string[] } | undefined)?.if?.[1] !== 'leakops',
    (d) => firstBranch(d, 'off'),
  ],
  'variant 0': [
    'a person sets our variant to 0',
    (d) => d.variants.leakops === 0,
    (d) => ({ ...d, variants: { ...d.variants, leakops: 0 } }),
  ],
  'variant 7': [
    'a person sets our variant to 7',
    (d) => d.variants.leakops === 7,
    (d) => ({ ...d, variants: { ...d.variants, leakops: 7 } }),
  ],
  'other variant': [
    'a person adds a variant',
    (d) => d.variants.theirs === 7,
    (d) => ({ ...d, variants: { ...d.variants, theirs: 7 } }),
  ],
  reset: ['the flag is reset', (d) => d.metadata === undefined, () => stockFlag()],
  'reset, on': [
    'the flag is replaced by one that is on',
    (d) => d.metadata === undefined || d.state === 'DISABLED',
    () => ({ ...stockFlag(), defaultVariant: 'on' }),
  ],
  'targeting removed': [
    'a person removes the rule',
    (d) => d.targeting === undefined || d.metadata?.leakopsReason === 'undo',
    ({ targeting: _theirs, ...d }) => d,
  ],
  'default on': [
    'a person sets the default to on',
    (d) => d.defaultVariant === 'on',
    (d) => ({ ...d, defaultVariant: 'on' }),
  ],
  'default leakops': [
    'a person sets the default to our variant',
    (d) => d.defaultVariant === 'leakops',
    (d) => (d.variants.leakops === undefined ? d : { ...d, defaultVariant: 'leakops' }),
  ],
};

/** Within rule 9's watch; later it is residue, and the next start's. */
function isWatched(stage: Stage): boolean {
  const run = stage.run();
  if (run === null || run.state === 'ended') return false;
  const watchMs = (stage.settings.leaseMs ?? 90_000) - 2 * stage.settings.pollMs;
  return run.decision === null || stage.clock.now() - (run.flag.lastWriteAt ?? 0) < watchMs;
}

/** What once stood there stands there again. */
function store(stage: Stage, old: FlagDefinition): void {
  const { truth, flagd } = stage;
  truth.marks = [];
  truth.flagTrouble = stage.mono();
  if (old.metadata?.leakopsRun === undefined) truth.flagTouched = stage.mono();
  // Ours, and late: it must be seen before it can be put off again.
  else truth.writeTrouble = stage.mono();
  flagd.edit(() => old);
}

function lateWrite(stage: Stage, n: number): void {
  const { stored } = stage.flagd;
  if (stored.length > 0 && isWatched(stage)) store(stage, stored[Math.floor(n * stored.length)]!);
}

/** A second writer sends the whole file as it read it a while ago, with a change of its own in it. */
function secondWriter(stage: Stage, n: number): void {
  const copies = [stockFlag(), ...stage.flagd.stored].slice(-4);
  if (isWatched(stage)) store(stage, copies[Math.floor(n * copies.length)]!);
  otherFlag(stage, n);
}

function otherFlag(stage: Stage, n: number): void {
  stage.flagd.file.flags[`theirs-${Math.floor(n * 3)}`] = {
    state: 'ENABLED',
    variants: { a: Math.floor(n * 100) },
    defaultVariant: 'a',
  };
  stage.truth.otherFlags = otherFlags(stage);
  stage.truth.faults.set('other flag', (stage.truth.faults.get('other flag') ?? 0) + 1);
}

function personsLoad(stage: Stage, n: number): void {
  const { shop, truth } = stage;
  const users = 60 + Math.floor(n * 30);
  const running = n < 0.8;
  shop.locust = { ...shop.locust, running, users: running ? users : 0 };
  truth.load = { running, users: running ? users : 0 };
  truth.loadTouched = stage.mono();
  if (stage.run()?.load.onAt === null) truth.loadsBefore.push(truth.load);
}

const edits = Object.fromEntries(
  Object.entries(hands).map(([name, [tells, holds, change]]): [string, Act] => [
    `hand: ${name}`,
    { tells: () => tells, plays: (stage) => hand(stage, { name, holds }, change) },
  ]),
);

export const handActs: Acts = {
  'late write': {
    tells: () => 'an older write of ours is stored again',
    plays: lateWrite,
  },
  'second writer': {
    tells: () => 'a second writer stores the file as it read it a while ago',
    plays: secondWriter,
  },
  'other flag': { tells: () => 'a person changes another flag', plays: otherFlag },
  'persons load': {
    tells: (n) => (n < 0.5 ? 'a person changes the load' : 'nothing'),
    plays: (stage, n) => n < 0.5 && personsLoad(stage, n * 2),
  },
  ...edits,
};
