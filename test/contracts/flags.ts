/** What every Flags must do, wherever the whole file is. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition, FlagFile, Json } from '../../src/flag/definition.ts';
import type { Flags, Served } from '../../src/ports.ts';

export const leakFlag = 'kafkaQueueProblems';

export interface FlagsUnderTest {
  flags: Flags;
  /** The whole file as it is stored. */
  stored(): Promise<FlagFile>;
  /** Another writer stores a whole file. */
  store(file: FlagFile): Promise<void>;
  /** Whether `$evaluators` can be read: not through the demo's flagd-ui. */
  showsEvaluators: boolean;
  close(): Promise<void>;
}

export function lease(definition: FlagDefinition, value: number, deadlineSeconds: number): FlagDefinition {
  return {
    ...definition,
    variants: { ...definition.variants, leakops: value },
    targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, deadlineSeconds] }, 'leakops', 'off'] },
    metadata: { leakopsRun: 'run-1', leakopsWrite: 1 },
  };
}

function definitionOf(file: FlagFile, key: string = leakFlag): FlagDefinition {
  const definition = file.flags[key];
  if (definition === undefined) throw new Error(`no flag ${key} in the file`);
  return definition;
}

/** flagd's watcher takes its time. */
export async function servedAs(flags: Flags, key: string, value: Json): Promise<Served> {
  let served = await flags.served(key);
  for (let turn = 0; turn < 300; turn += 1) {
    if (served.kind === 'served' && served.value === value) return served;
    await new Promise((resolve) => setTimeout(resolve, 10));
    served = await flags.served(key);
  }
  throw new Error(`${key} is not served as ${JSON.stringify(value)}: ${JSON.stringify(served)}`);
}

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

export function flagsContract(name: string, setup: () => Promise<FlagsUnderTest>): void {
  describe(`Flags: ${name}`, () => {
    let world: FlagsUnderTest;
    beforeEach(async () => {
      world = await setup();
    });
    afterEach(() => world.close());

    const change = (edit: (definition: FlagDefinition) => FlagDefinition, urgent = false) =>
      world.flags.change(leakFlag, { change: (current) => edit(current ?? missing()), urgent });
    const missing = (): never => {
      throw new Error('the flag is missing');
    };

    test('reads a definition as it is stored, and null where there is none', async () => {
      expect(await world.flags.read(leakFlag)).toEqual(definitionOf(await world.stored()));
      expect(await world.flags.read('noSuchFlag')).toBeNull();
      expect(await world.flags.read('toString')).toBeNull();
    });

    test('rule 4: off as served is told from a value, and a flag that is not there is off', async () => {
      expect(await world.flags.served(leakFlag)).toMatchObject({ kind: 'served', value: 0, off: true });
      await change((definition) => ({ ...definition, defaultVariant: 'on' }));
      await servedAs(world.flags, leakFlag, 100);
      expect(await world.flags.served(leakFlag)).toMatchObject({ variant: 'on', off: false });
      await change((definition) => ({ ...definition, state: 'DISABLED' }));
      const disabled = await servedAs(world.flags, leakFlag, null);
      expect(disabled).toMatchObject({ kind: 'served', reason: 'DISABLED', off: true });
      expect(await world.flags.served('noSuchFlag')).toMatchObject({
        kind: 'served',
        value: null,
        reason: 'FLAG_NOT_FOUND',
        off: true,
      });
    });

    test('a lease is written, served with its metadata, and dated by flagd', async () => {
      const deadline = inAnHour();
      const result = await change((definition) => lease(definition, 300, deadline));
      expect(result.kind).toBe('written');
      expect(result.definition?.metadata).toEqual({ leakopsRun: 'run-1', leakopsWrite: 1 });
      const served = await servedAs(world.flags, leakFlag, 300);
      expect(served).toMatchObject({ reason: 'TARGETING_MATCH', metadata: { leakopsRun: 'run-1' } });
      if (served.kind !== 'served') return;
      expect(Math.abs((served.serverAt ?? 0) - Date.now())).toBeLessThan(5000);
      expect(served.receivedMono).toBeGreaterThan(0);
    });

    test('rule 10: all else stays equal as JSON values, and an undone change leaves the file as it was', async () => {
      const before = await world.stored();
      await change((definition) => lease(definition, 300, inAnHour()));
      const during = await world.stored();
      expect({ ...during.flags, [leakFlag]: null }).toEqual({ ...before.flags, [leakFlag]: null });
      await change(() => definitionOf(before));
      expect(await world.stored()).toEqual(before);
    });

    test("'leave' writes nothing and answers what was read", async () => {
      const before = await world.stored();
      const result = await world.flags.change(leakFlag, { change: () => 'leave', urgent: false });
      expect(result).toEqual({ kind: 'left', definition: definitionOf(before) });
      expect(await world.stored()).toEqual(before);
    });

    test('the callback sees null for a missing flag and may make one', async () => {
      const made: FlagDefinition = { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off' };
      const seen: unknown[] = [];
      const before = await world.stored();
      await world.flags.change('newFlag', {
        change: (current) => {
          seen.push(current);
          return made;
        },
        urgent: false,
      });
      expect(seen).toEqual([null]);
      expect(await world.stored()).toEqual({ ...before, flags: { ...before.flags, newFlag: made } });
    });

    test("another writer's earlier edit is kept, and seen by the next change", async () => {
      await change((definition) => lease(definition, 300, inAnHour()));
      const file = await world.stored();
      await world.store({
        ...file,
        flags: {
          ...file.flags,
          cartFailure: { ...definitionOf(file, 'cartFailure'), defaultVariant: '50%' },
        },
      });
      await change((definition) => ({ ...definition, metadata: { leakopsRun: 'run-1', leakopsWrite: 2 } }));
      const after = await world.stored();
      expect(definitionOf(after, 'cartFailure').defaultVariant).toBe('50%');
      expect(definitionOf(after).metadata).toEqual({ leakopsRun: 'run-1', leakopsWrite: 2 });
    });

    test('rule 9: one change at a time, in order, an urgent one ahead of all that wait', async () => {
      const order: string[] = [];
      const put = (word: string, urgent: boolean) =>
        world.flags
          .change(leakFlag, {
            change: (current) => {
              order.push(word);
              return { ...(current ?? missing()), metadata: { leakopsReason: word } };
            },
            urgent,
          })
          .catch((error: unknown) => (error instanceof Failure ? error.code : String(error)));
      const results = await Promise.all([
        put('first', false),
        put('second', false),
        put('third', false),
        put('off', true),
      ]);
      expect(results[0]).toBe('flag-cut-off');
      // On a busy machine a change is made again from a fresh reading: what counts is whose turn it is.
      const turns = order.filter((word, at) => word !== 'first' && word !== order[at - 1]);
      expect(turns).toEqual(['off', 'second', 'third']);
      expect(definitionOf(await world.stored()).metadata).toEqual({ leakopsReason: 'third' });
    });

    test('an urgent change is not cut off by another', async () => {
      const results = await Promise.all([
        change((definition) => ({ ...definition, metadata: { leakopsWrite: 1 } }), true),
        change((definition) => ({ ...definition, metadata: { leakopsWrite: 2 } }), true),
      ]);
      expect(results.map(({ kind }) => kind)).toEqual(['written', 'written']);
      expect(definitionOf(await world.stored()).metadata).toEqual({ leakopsWrite: 2 });
    });

    test('a definition that flagd would refuse is not sent', async () => {
      const before = await world.stored();
      await expect(
        change((definition) => ({ ...definition, defaultVariant: 'nowhere' })),
      ).rejects.toMatchObject({
        code: 'flag-invalid',
        message: expect.stringContaining('nowhere'),
        retryable: false,
      });
      expect(await world.stored()).toEqual(before);
    });

    test("a callback's failure is the change's, and the queue goes on", async () => {
      await expect(
        change(() => {
          throw new Failure('storage-full', 'cannot be saved');
        }),
      ).rejects.toMatchObject({ code: 'storage-full' });
      const result = await change((definition) => ({ ...definition, metadata: { leakopsWrite: 3 } }));
      expect(result.kind).toBe('written');
    });

    test('a change that was called off writes nothing', async () => {
      const before = await world.stored();
      const wanted = { change: (current: FlagDefinition | null) => current ?? missing(), urgent: false };
      await expect(world.flags.change(leakFlag, wanted, AbortSignal.abort())).rejects.toBeInstanceOf(Failure);
      expect(await world.stored()).toEqual(before);
    });

    test('evaluates a definition at any second, without touching the clock', async () => {
      const file = await world.stored();
      const leased = lease(definitionOf(file), 300, 5000);
      const evaluate = (definition: FlagDefinition, atSeconds: number) =>
        world.flags.evaluate(leakFlag, definition, atSeconds);
      expect(evaluate(leased, 4999)).toEqual({ kind: 'value', value: 300, off: false });
      expect(evaluate(leased, 5000)).toEqual({ kind: 'value', value: 0, off: true });
      expect(evaluate({ ...leased, state: 'DISABLED' }, 4999)).toEqual({
        kind: 'value',
        value: null,
        off: true,
      });
      const { defaultVariant: _, targeting: __, ...bare } = leased;
      expect(evaluate(bare, 1)).toEqual({ kind: 'value', value: null, off: true });
      expect(evaluate({ ...leased, targeting: { if: [true, 'gone'] } }, 1)).toMatchObject({ kind: 'error' });
      expect(evaluate({ ...leased, defaultVariant: 'gone' }, 1)).toMatchObject({ kind: 'error' });
      expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(5000);
    });

    test('evaluates with the evaluators of the file last read', async () => {
      const file = await world.stored();
      const definition: FlagDefinition = { ...definitionOf(file), targeting: { $ref: 'always' } };
      await world.store({ ...file, $evaluators: { always: { if: [true, 'on'] } } });
      await world.flags.read(leakFlag);
      const evaluation = world.flags.evaluate(leakFlag, definition, 1);
      // Where the evaluators cannot be read the rule is not known: an error, never a value.
      if (world.showsEvaluators) expect(evaluation).toEqual({ kind: 'value', value: 100, off: false });
      else expect(evaluation.kind).toBe('error');
    });
  });
}
