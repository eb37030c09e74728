import { expect, test } from 'vitest';
import { People } from '../../../../adapters/chat/slack/people.ts';

/** A clock that goes on when a test says so. */
function manual() {
  let now = 0;
  const sleeping = new Set<{ at: number; wake: () => void }>();
  return {
    monotonic: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        const entry = { at: now + ms, wake: resolve };
        sleeping.add(entry);
        signal?.addEventListener('abort', () => {
          sleeping.delete(entry);
          resolve();
        });
      }),
    skip(ms: number) {
      now += ms;
      for (const entry of [...sleeping]) {
        if (entry.at > now) continue;
        sleeping.delete(entry);
        entry.wake();
      }
    },
    asleep: () => sleeping.size,
  };
}

test('the name is asked for once a day, and for two at a time', async () => {
  const clock = manual();
  let asked = 0;
  const people = new People({ clock, nameOf: async () => `Ana ${++asked}` });
  const both = await Promise.all([people.person('U1', 'ana'), people.person('U1', 'ana')]);
  expect(both.map(({ name }) => name)).toEqual(['Ana 1', 'Ana 1']);
  clock.skip(23 * 3_600_000);
  expect((await people.person('U1', null)).name).toBe('Ana 1');
  expect(asked).toBe(1);
  clock.skip(2 * 3_600_000);
  // The old name is good enough while the new one is asked for.
  expect((await people.person('U1', null)).name).toBe('Ana 1');
  expect((await people.person('U1', null)).name).toBe('Ana 2');
  expect(clock.asleep()).toBe(0);
});

test('nobody waits longer than a moment for a name, and it is there the next time', async () => {
  const clock = manual();
  const answer = Promise.withResolvers<string>();
  const people = new People({ clock, nameOf: () => answer.promise });
  const asked = people.person('U1', 'ana');
  const unnamed = people.person('U2', null);
  clock.skip(250);
  expect([await asked, await unnamed]).toEqual([
    { id: 'U1', name: 'ana' },
    { id: 'U2', name: 'U2' },
  ]);
  answer.resolve('Ana');
  expect((await people.person('U1', 'ana')).name).toBe('Ana');
});

test('a name that cannot be had is not asked for with every word', async () => {
  const clock = manual();
  let asked = 0;
  const people = new People({
    clock,
    nameOf: async () => {
      asked += 1;
      throw new Error('missing_scope');
    },
  });
  for (let i = 0; i < 5; i += 1) expect((await people.person('U1', 'ana')).name).toBe('ana');
  expect(asked).toBe(1);
  clock.skip(60_000);
  await people.person('U1', 'ana');
  expect(asked).toBe(2);
});

test('of many people the ones heard last are remembered', async () => {
  const clock = manual();
  const asked: string[] = [];
  const people = new People({
    clock,
    nameOf: async (user) => {
      asked.push(user);
      return user;
    },
  });
  for (let i = 0; i < 2_500; i += 1) await people.person(`U${i}`, null);
  asked.length = 0;
  await people.person('U2499', null);
  await people.person('U0', null);
  expect(asked).toEqual(['U0']);
});
