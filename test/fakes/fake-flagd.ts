/** A flag file, its slow store and its loader in memory, on a test's clock: what facts/flagd.md says of timing. */
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition, FlagFile } from '../../src/flag/definition.ts';
import type { Clock, Flags, Served } from '../../src/ports.ts';
import { type Evaluate, knownEvaluations } from './known-evaluations.ts';

export interface FakeFlagd extends Flags {
  file: FlagFile;
  /** Writes that were stored, oldest first. */
  stored: FlagDefinition[];
  /** Faults, switched by tests. */
  writesFail: string | null;
  readsFail: string | null;
  ofrepFails: string | null;
  /** Answered at once, stored so much later. */
  storeAfterMs: number;
  loadAfterMs: number;
  clockOffsetMs: number;
  /** A server without `$flagd.timestamp` (rule 6). */
  knowsTime: boolean;
  /** A person's hand: straight into the file. */
  edit(change: (definition: FlagDefinition) => FlagDefinition): void;
  /** Called before each write is stored. */
  onWrite: ((definition: FlagDefinition) => void) | null;
  valueServed(): unknown;
  /** What OFREP would answer now. */
  servedNow(): Served;
}

export const leakFlag = 'kafkaQueueProblems';

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

export function stockFlag(): FlagDefinition {
  return { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: 'off' };
}

/** What it hands out is frozen: nobody may change a definition in place. */
export function fakeFlagd(clock: Clock, evaluate: Evaluate = knownEvaluations()): FakeFlagd {
  let loaded: FlagFile = { flags: { [leakFlag]: frozen(stockFlag()) } };
  const loose = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
  const copy = <T>(value: T): T => frozen(loose(value));
  const seconds = () => (clock.now() + flagd.clockOffsetMs) / 1000;

  async function load(): Promise<void> {
    const text = { ...flagd.file, flags: { ...flagd.file.flags } };
    if (flagd.loadAfterMs > 0) await clock.sleep(flagd.loadAfterMs);
    loaded = text;
  }

  async function store(definition: FlagDefinition): Promise<void> {
    flagd.onWrite?.(definition);
    if (flagd.storeAfterMs > 0) await clock.sleep(flagd.storeAfterMs);
    const standing = copy(definition);
    flagd.file.flags[leakFlag] = standing;
    flagd.stored.push(standing);
    await load();
  }

  function serve(): Served {
    if (flagd.ofrepFails !== null) return { kind: 'unknown', why: flagd.ofrepFails };
    const definition = loaded.flags[leakFlag];
    const answer = {
      kind: 'served' as const,
      serverAt: Math.floor(seconds()) * 1000,
      receivedMono: clock.monotonic(),
      metadata: definition?.metadata ?? {},
      variant: null,
    };
    if (definition === undefined)
      return { ...answer, value: null, reason: 'FLAG_NOT_FOUND', off: true, metadata: {} };
    if (definition.state === 'DISABLED') return { ...answer, value: null, reason: 'DISABLED', off: true };
    const at = flagd.knowsTime ? Math.floor(seconds()) : 0;
    const evaluation = evaluate(leakFlag, definition, at);
    if (evaluation.kind === 'error') return { kind: 'unknown', why: evaluation.why };
    const reason = definition.targeting === undefined ? 'STATIC' : 'TARGETING_MATCH';
    return { ...answer, value: evaluation.value, off: evaluation.off, reason };
  }

  const flagd: FakeFlagd = {
    file: {
      flags: {
        [leakFlag]: frozen(stockFlag()),
        cartFailure: { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off' },
      },
    },
    stored: [],
    writesFail: null,
    readsFail: null,
    ofrepFails: null,
    storeAfterMs: 0,
    loadAfterMs: 0,
    clockOffsetMs: 0,
    knowsTime: true,
    onWrite: null,
    edit(change) {
      flagd.file.flags[leakFlag] = copy(change(loose(flagd.file.flags[leakFlag]!)));
      void load();
    },
    valueServed() {
      const served = serve();
      return served.kind === 'served' ? (served.value ?? 0) : 'unknown';
    },
    servedNow: serve,
    async served() {
      return serve();
    },
    async read(key) {
      if (flagd.readsFail !== null) throw new Failure('flagd-ui', flagd.readsFail);
      const definition = flagd.file.flags[key];
      return definition ?? null;
    },
    async others(key) {
      if (flagd.readsFail !== null) throw new Failure('flagd-ui', flagd.readsFail);
      const { [key]: _ours, ...others } = flagd.file.flags;
      return JSON.stringify(others);
    },
    evaluate,
    async change(key, { change }) {
      if (flagd.writesFail !== null) throw new Failure('flagd-ui', flagd.writesFail);
      const current = flagd.file.flags[key];
      const wanted = change(current ?? null);
      if (wanted === 'leave') return { kind: 'left', definition: current ?? null };
      const storing = store(wanted);
      if (flagd.storeAfterMs === 0) await storing;
      return { kind: 'written', definition: copy(wanted) };
    },
  };
  return flagd;
}
