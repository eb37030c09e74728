import { describe, expect, test } from 'vitest';
import { serverClock } from '../../../adapters/workload/server-clock.ts';
import { sourceDates } from '../../../adapters/workload/source-dates.ts';

const noon = Date.UTC(2026, 2, 4, 12);

/** An answer that the server made at `at` (true time, ms), whose clock is off by `offsetMs`. */
function answer(server: ReturnType<typeof serverClock>, at: number, offsetMs: number, roundTripMs = 20) {
  const date = new Date(Math.floor((at + offsetMs) / 1_000) * 1_000).toUTCString();
  server.heard(date, at - roundTripMs / 2, at + roundTripMs / 2);
}

describe('the API server’s clock', () => {
  test('nothing heard, nothing corrected', () => {
    const server = serverClock();
    server.heard(undefined, noon, noon);
    server.heard('yesterday, I think', noon, noon);
    expect(server.offsetMs()).toBe(0);
  });

  test.each([0, 700, -900, 1_900, -1_900])(
    '%d ms off is left as it is, whole seconds being what they are',
    (offset) => {
      const server = serverClock();
      for (let n = 0; n < 40; n++) {
        answer(server, noon + n * 5_130, offset);
        expect(server.offsetMs()).toBe(0);
      }
    },
  );

  test.each([5_000, -5_000, 60_000, -3_600_000, 12_400])('%d ms off is found within a second', (offset) => {
    const server = serverClock();
    answer(server, noon + 370, offset);
    expect(Math.abs(server.offsetMs() - offset)).toBeLessThanOrEqual(1_020);
    for (let n = 1; n < 40; n++) answer(server, noon + n * 5_130, offset);
    expect(Math.abs(server.offsetMs() - offset)).toBeLessThanOrEqual(600);
  });

  test('a slow answer proves nothing by itself', () => {
    const server = serverClock();
    // The server answered at once, its answer took 6 s: Date looks 6 s old.
    server.heard(new Date(noon).toUTCString(), noon, noon + 6_000);
    expect(server.offsetMs()).toBe(0);
  });

  test('a clock that is set is followed at once', () => {
    const server = serverClock();
    for (let n = 0; n < 20; n++) answer(server, noon + n * 1_000, 0);
    answer(server, noon + 20_000, 30_000);
    expect(Math.abs(server.offsetMs() - 30_000)).toBeLessThanOrEqual(1_000);
    for (let n = 21; n < 60; n++) answer(server, noon + n * 1_000, 0);
    expect(server.offsetMs()).toBe(0);
  });
});

describe('dates of the source', () => {
  test('rule 18: an equal date stays equal, whatever is learnt of the clock meanwhile', () => {
    const server = serverClock();
    const dates = sourceDates(server);
    const first = dates.onBotClock(noon - 20_000, noon);
    answer(server, noon, -10_000);
    expect(dates.onBotClock(noon - 20_000, noon + 5_000)).toBe(first);
    expect(first).toBe(noon - 20_000);
  });

  test('a server that is behind: its dates are moved forward, but not beyond now', () => {
    const server = serverClock();
    const dates = sourceDates(server);
    for (let n = 0; n < 20; n++) answer(server, noon + n * 130, -10_000);
    expect(dates.onBotClock(noon - 30_000, noon)).toBe(noon - 30_000 - server.offsetMs());
    expect(server.offsetMs()).toBeLessThan(-9_000);
    expect(dates.onBotClock(noon - 1_000, noon)).toBe(noon);
  });

  test('what is still shown is not forgotten', () => {
    const server = serverClock();
    const dates = sourceDates(server);
    const start = dates.onBotClock(noon, noon);
    answer(server, noon, 50_000);
    for (let n = 1; n < 5_000; n++) {
      dates.onBotClock(noon + n * 1_000, noon + 9_000_000);
      expect(dates.onBotClock(noon, noon + 9_000_000)).toBe(start);
    }
  });
});
