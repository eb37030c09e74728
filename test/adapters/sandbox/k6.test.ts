import { expect, it } from 'vitest';
import { createK6 } from '../../../adapters/sandbox/k6.ts';
import { manualClock } from './manual-clock.ts';

function started() {
  const flags: Record<string, number> = { loadGeneratorVUs: 5, loadGeneratorTraffic: 1 };
  const clock = manualClock();
  const users = createK6({ clock, served: (key) => flags[key] ?? 0 });
  return { flags, clock, users };
}

it('follows the flag within ten seconds, by a restart', async () => {
  const { flags, clock, users } = started();
  expect(users()).toBe(5);
  flags.loadGeneratorVUs = 25;
  await clock.advance(9000);
  expect(users()).toBe(5);
  await clock.advance(1000);
  expect(users()).toBe(0);
  await clock.advance(2000);
  expect(users()).toBe(25);
});

it.each([0, -3, 2.5])('ignores %d users', async (value) => {
  const { flags, clock, users } = started();
  flags.loadGeneratorVUs = value;
  await clock.advance(30_000);
  expect(users()).toBe(5);
});

it('reads the traffic flag at once', () => {
  const { flags, users } = started();
  flags.loadGeneratorTraffic = 0;
  expect(users()).toBe(0);
  flags.loadGeneratorTraffic = 1;
  expect(users()).toBe(5);
});
