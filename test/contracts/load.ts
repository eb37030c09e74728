/** What every Load generator must do that can be ordered (rules 15 and 17). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Load, LoadOrder, LoadState } from '../../src/ports.ts';

export interface LoadUnderTest {
  load: Load;
  /** The users of the shop as the generator itself has them; 0: stopped. */
  users(): Promise<number>;
  /** A person's count; 0: stops it. */
  person(users: number): Promise<void>;
  /** What tells that something was written: a count or a time of the last one; null where it cannot be seen. */
  changes: (() => number) | null;
  /** Until what was sent shows, in the generator's own time. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export const runTag = 'run-42@bot';

export function order(users: number, deadlineSeconds = Math.floor(Date.now() / 1000) + 3600): LoadOrder {
  return { users, spawnRate: 100, runTag, deadlineSeconds };
}

export function loadContract(name: string, setup: () => Promise<LoadUnderTest>): void {
  describe(`Load: ${name}`, () => {
    let world: LoadUnderTest;
    let before: LoadState;
    beforeEach(async () => {
      world = await setup();
      before = await world.load.read();
    });
    afterEach(() => world.close());

    test('reads what runs, as JSON that can be saved', async () => {
      expect(before).toMatchObject({ running: true, spawning: false, users: 5 });
      expect(JSON.parse(JSON.stringify(before))).toEqual(before);
    });

    test('puts users on, and what is so already is not sent again', async () => {
      const sent = order(25);
      await world.load.put(sent);
      await world.settle();
      expect(await world.users()).toBe(25);
      expect(await world.load.read()).toMatchObject({ running: true, users: 25 });
      const changes = world.changes?.();
      await world.load.put(sent);
      expect(world.changes?.()).toBe(changes);
    });

    test('rule 15: what the statistics show right after an order is never an unknown count', async () => {
      await world.load.put(order(25));
      const state = await world.load.read();
      expect(state.running).toBe(true);
      expect(state.spawning || state.users === 25).toBe(true);
    });

    test('raises and lowers', async () => {
      await world.load.put(order(50));
      await world.load.put(order(10));
      await world.settle();
      expect(await world.users()).toBe(10);
    });

    test('it ran: back to its count, also at once, also twice', async () => {
      await world.load.put(order(25));
      await world.load.restore(before, runTag);
      await world.settle();
      expect(await world.users()).toBe(5);
      const changes = world.changes?.();
      await world.load.restore(before, runTag);
      await world.settle();
      expect(await world.users()).toBe(5);
      expect(world.changes?.()).toBe(changes);
    });

    test('it did not run: stopped again', async () => {
      await world.person(0);
      await world.settle();
      const stopped = await world.load.read();
      expect(stopped.running).toBe(false);
      await world.load.put(order(25));
      await world.settle();
      expect(await world.users()).toBe(25);
      await world.load.restore(JSON.parse(JSON.stringify(stopped)) as LoadState, runTag);
      await world.settle();
      expect(await world.users()).toBe(0);
      expect((await world.load.read()).running).toBe(false);
    });

    test("a person's count shows", async () => {
      await world.load.put(order(25));
      await world.settle();
      await world.person(10);
      await world.settle();
      expect(await world.load.read()).toMatchObject({ running: true, users: 10 });
    });

    test('an order that cannot be is refused and changes nothing', async () => {
      const changes = world.changes?.();
      for (const users of [-1, 2.5, Number.NaN])
        await expect(world.load.put(order(users))).rejects.toMatchObject({
          name: 'Failure',
          retryable: false,
        });
      expect(world.changes?.()).toBe(changes);
    });

    test('rejects with a Failure when it is gone', async () => {
      await world.close();
      await expect(world.load.read()).rejects.toMatchObject({ name: 'Failure', retryable: true });
      await expect(world.load.put(order(25))).rejects.toMatchObject({ name: 'Failure' });
      await expect(world.load.restore(before, runTag)).rejects.toMatchObject({ name: 'Failure' });
    });
  });
}
