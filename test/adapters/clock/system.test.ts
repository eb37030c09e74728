import { expect, it } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';

it('is the machine’s own', () => {
  const clock = systemClock();
  const before = Date.now();
  const now = clock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('sleeps no shorter than asked', async () => {
  const clock = systemClock();
  const beforeMono = clock.monotonic();
  await clock.sleep(15);
  expect(clock.monotonic() - beforeMono).toBeGreaterThanOrEqual(15);
});

it('a sleep longer than a timer can be is not cut short, and ends when it is aborted', async () => {
  const clock = systemClock();
  const controller = new AbortController();
  let ended = false;
  const sleep = clock.sleep(5_000_000_000, controller.signal).then(() => {
    ended = true;
  });
  await clock.sleep(10);
  expect(ended).toBe(false);
  controller.abort();
  await sleep;
  expect(ended).toBe(true);
});
