/** What every Workload must do, whatever it looks at. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sighting, Workload } from '../../src/ports.ts';

export interface WorkloadUnderTest {
  /** One pod, running for longer than a reading takes, with the limit and GOMEMLIMIT of the demo. */
  workload: Workload;
  /** The bot's clock, ms. */
  now(): number;
  /** Waits so long on the bot's clock. */
  wait(ms: number): Promise<void>;
  /** How long until the source has a new reading, at most. */
  readingsEveryMs: number;
  /** How old its newest reading may be. */
  readingsAgeMs: number;
  /** The process ends so, and is started again by whoever runs it. */
  end(exit: { exitCode: number; reason: string }): Promise<void>;
  /** Until a rollout is over. */
  rolloutMs: number;
  /** From now on there are no readings; pods are seen as before. */
  loseReadings(): Promise<void>;
  /** From now on there is no pod. */
  losePods(): Promise<void>;
  /** From now on nothing answers. */
  loseAll(): Promise<void>;
  /** In lines that are logged while it runs; null: the target logs nothing. */
  loggedText: string | null;
  close(): Promise<void>;
}

const MiB = 2 ** 20;

export function workloadContract(name: string, setup: () => Promise<WorkloadUnderTest>): void {
  describe(`Workload: ${name}`, () => {
    let on: WorkloadUnderTest;
    beforeEach(async () => {
      on = await setup();
    });
    afterEach(() => on.close());

    const sight = () => on.workload.sight(AbortSignal.timeout(10_000));

    /** The first sight that is as wanted; at most ten minutes of the bot's clock. */
    async function sightThat(wanted: (sighting: Sighting) => boolean): Promise<Sighting> {
      for (let waitedMs = 0; waitedMs < 600_000; waitedMs += 1_000) {
        const seen = await sight();
        if (wanted(seen)) return seen;
        await on.wait(1_000);
      }
      throw new Error('not seen within ten minutes');
    }

    test('has a title for people and an identity that stays', async () => {
      expect(on.workload.title).toMatch(/\S/);
      expect(on.workload.readingsFrom.name).toMatch(/\S/);
      const identity = await on.workload.identity();
      expect(identity === null || identity.length > 0).toBe(true);
      expect(await on.workload.identity()).toBe(identity);
    });

    test('sees the pod, its process, its limit and GOMEMLIMIT', async () => {
      const { pods } = await sight();
      expect(pods).toHaveLength(1);
      expect(pods[0]).toMatchObject({
        name: expect.stringMatching(/\S/),
        uid: expect.stringMatching(/\S/),
        ready: true,
        restarts: 0,
        waiting: null,
        lastTermination: null,
        limitBytes: 20 * MiB,
        gomemlimitBytes: 16 * MiB,
      });
      expect(pods[0]?.startedAt).toBeLessThan(on.now());
    });

    test('rule 18: a reading is dated by its source, and equal dates are equal readings', async () => {
      const dates = new Set<number>();
      const stepMs = on.readingsEveryMs / 10;
      const since = on.now();
      while (on.now() - since < 4 * on.readingsEveryMs) {
        const askedAt = on.now();
        const { readings, pods, readingsWhy } = await sight();
        expect(readings).toHaveLength(1);
        const [reading] = readings;
        expect(readingsWhy).toBeNull();
        expect(reading?.pod).toBe(pods[0]?.name);
        expect(reading?.seenAt).toBeGreaterThanOrEqual(askedAt);
        expect(reading?.seenAt).toBeLessThanOrEqual(on.now());
        expect(reading?.usedBytes).toBeGreaterThan(MiB);
        expect(reading?.usedBytes).toBeLessThanOrEqual(20 * MiB);
        expect(on.now() - (reading?.at ?? 0)).toBeLessThanOrEqual(
          on.readingsAgeMs + on.readingsEveryMs + 1_000,
        );
        dates.add(reading?.at ?? 0);
        await on.wait(stepMs);
      }
      // A source may answer with its next reading only.
      expect(dates.size).toBeGreaterThanOrEqual(3);
      expect(dates.size).toBeLessThanOrEqual(6);
      expect([...dates]).toEqual([...dates].sort((a, b) => a - b));
    });

    test('an OOM kill is told from another end, each with a key of its own that stays', async () => {
      const [before] = (await sight()).pods;
      await on.end({ exitCode: 137, reason: 'OOMKilled' });
      const killed = await sightThat(({ pods }) => pods[0]?.lastTermination != null);
      expect(killed.pods[0]?.lastTermination).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
      const key = killed.pods[0]?.lastTermination?.key;
      const again = await sightThat(({ pods }) => pods[0]?.ready === true && pods[0].restarts === 1);
      expect(again.pods[0]?.uid).toBe(before?.uid);
      expect(again.pods[0]?.lastTermination?.key).toBe(key);
      expect(again.pods[0]?.startedAt).toBeGreaterThan(before?.startedAt ?? 0);
      await on.end({ exitCode: 137, reason: 'Error' });
      const ended = await sightThat(({ pods }) => pods[0]?.lastTermination?.key !== key);
      expect(ended.pods[0]?.lastTermination).toMatchObject({ reason: 'Error', exitCode: 137 });
    });

    test('rule 19: after a restart no reading is older than the process', async () => {
      await on.end({ exitCode: 137, reason: 'OOMKilled' });
      const started = await sightThat(({ pods }) => pods[0]?.restarts === 1 && pods[0].startedAt !== null);
      if (started.readings.length === 0) expect(started.readingsWhy).toMatch(/\S/);
      const read = await sightThat(({ readings, pods }) => readings.length > 0 && pods[0]?.restarts === 1);
      expect(read.readings[0]?.at).toBeGreaterThan(read.pods[0]?.startedAt ?? Number.POSITIVE_INFINITY);
      expect(read.readings[0]?.restarts).toBe(1);
    });

    test('a restart is asked for once a key', async () => {
      const [before] = (await sight()).pods;
      const wish = { key: 'run-42', at: on.now() };
      await on.workload.restart(wish);
      const fresh = ({ pods }: Sighting) =>
        pods.length === 1 && pods[0]?.ready === true && pods[0].startedAt !== before?.startedAt;
      const first = await sightThat(fresh);
      await on.workload.restart(wish);
      await on.wait(on.rolloutMs);
      const second = await sight();
      expect(second.pods[0]).toMatchObject({ uid: first.pods[0]?.uid, startedAt: first.pods[0]?.startedAt });
      await on.workload.restart({ key: 'run-43', at: on.now() });
      await sightThat((seen) => fresh(seen) && seen.pods[0]?.startedAt !== first.pods[0]?.startedAt);
    });

    test('counts lines of the log, or says that it cannot', async () => {
      const since = on.now();
      const text = on.loggedText;
      let counted = 0;
      for (let waitedMs = 0; counted === 0 && waitedMs < 60_000; waitedMs += 1_000) {
        await on.wait(1_000);
        counted = text === null ? 0 : ((await on.workload.countLogLines(text, since)) ?? 0);
      }
      expect((await on.workload.countLogLines('never logged by anyone', since)) ?? 0).toBe(0);
      if (text === null) return;
      expect(counted).toBeGreaterThan(0);
      expect(await on.workload.countLogLines(text, since - 60_000)).toBeGreaterThanOrEqual(counted);
      expect(await on.workload.countLogLines(text, on.now() + 1_000)).toBe(0);
    });

    test('a watch tells of an end and of a new process, not of readings, until it is not wanted any more', async () => {
      const watching = new AbortController();
      let told = 0;
      const watched = on.workload.watch(() => {
        told += 1;
      }, watching.signal);
      /** A hint that may be lost: the first end may come before the watch has begun. */
      const toldOfAnEnd = async () => {
        await on.end({ exitCode: 137, reason: 'OOMKilled' });
        for (let n = 0; n < 20 && told === 0; n++) await Promise.all([on.wait(1_000), sight()]);
        return told > 0;
      };
      const ends = [await toldOfAnEnd(), await toldOfAnEnd(), await toldOfAnEnd()];
      expect(ends.at(-1)).toBe(true);
      await sightThat(({ pods }) => pods[0]?.ready === true);
      for (let n = 0; n < 5; n++) await Promise.all([on.wait(1_000), sight()]);
      const before = told;
      await on.wait(on.readingsEveryMs * 2);
      await sight();
      expect(told).toBe(before);
      await on.workload.restart({ key: 'run-42', at: on.now() });
      await sightThat(() => told > before);
      watching.abort();
      await watched;
      const after = told;
      await on.end({ exitCode: 137, reason: 'OOMKilled' });
      await on.wait(1_000);
      await sight();
      expect(told).toBe(after);
    });

    test('a watch where nothing answers is no failure, and ends when it is not wanted any more', async () => {
      await on.loseAll();
      const watching = new AbortController();
      const watched = on.workload.watch(() => {}, watching.signal);
      await on.wait(5_000);
      watching.abort();
      await expect(watched).resolves.toBeUndefined();
    });

    test('lost readings are said in words; pods are seen all the same', async () => {
      await on.loseReadings();
      const { pods, readings, readingsWhy } = await sight();
      expect(pods).toHaveLength(1);
      expect(readings).toEqual([]);
      expect(readingsWhy).toMatch(/\w+ \w+/);
    });

    test('pods alone are those of a sight, with or without readings, before and after a kill', async () => {
      const pods = () => on.workload.pods(AbortSignal.timeout(10_000));
      await sight();
      expect(await pods()).toMatchObject([{ ready: true, restarts: 0, lastTermination: null }]);
      await on.end({ exitCode: 137, reason: 'OOMKilled' });
      const killed = await sightThat(({ pods: [pod] }) => pod?.restarts === 1 && pod.startedAt !== null);
      const { ready: _, ...same } = killed.pods[0]!;
      expect(await pods()).toMatchObject([same]);
      // Where readings cannot be lost alone, the process ends with them: then both show that.
      await on.loseReadings();
      const { name, uid, restarts, startedAt, waiting } = (await sight()).pods[0]!;
      expect(await pods()).toMatchObject([{ name, uid, restarts, startedAt, waiting }]);
      await on.losePods();
      expect(await pods()).toEqual([]);
    });

    test('no pod is no pod, not an old reading', async () => {
      await sight();
      await on.losePods();
      const { pods, readings, readingsWhy } = await sight();
      expect([pods, readings]).toEqual([[], []]);
      expect(readingsWhy).toMatch(/\w+ \w+/);
    });

    test('what cannot be reached is a Failure to try again, and never a sighting', async () => {
      await sight();
      await on.loseAll();
      const failure = { name: 'Failure', retryable: true };
      await expect(on.workload.sight()).rejects.toMatchObject(failure);
      await expect(on.workload.pods()).rejects.toMatchObject(failure);
      await expect(on.workload.identity()).rejects.toMatchObject(failure);
      await expect(on.workload.restart({ key: 'run-42', at: on.now() })).rejects.toMatchObject(failure);
      await expect(on.workload.countLogLines('order placed', on.now())).rejects.toMatchObject(failure);
    });

    test('a signal that is over ends it at once', async () => {
      await expect(on.workload.sight(AbortSignal.abort())).rejects.toMatchObject({ name: 'Failure' });
      await expect(on.workload.pods(AbortSignal.abort())).rejects.toMatchObject({ name: 'Failure' });
      await expect(
        on.workload.restart({ key: 'run-42', at: on.now() }, AbortSignal.abort()),
      ).rejects.toMatchObject({
        name: 'Failure',
      });
    });
  });
}
