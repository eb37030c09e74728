import { describe, expect, test } from 'vitest';
import { pictureOf } from '../../../src/replay/picture.ts';
import { type ReplayOptions, replay } from '../../../src/replay/replay.ts';
import { parseTrace } from '../../../src/replay/trace.ts';
import { recording, sourceOf, traceText } from './traces.ts';

const options = (changes: Partial<ReplayOptions> = {}): ReplayOptions => ({
  source: sourceOf(),
  thresholdPercent: 80,
  predicts: ['off'],
  ...changes,
});
/** A row a second, in percent of the limit of 20,000,000 bytes. */
const made = (percentAt: (second: number) => number | null, last = 400, changes = {}) => {
  const rows = Array.from({ length: last }, (_, index) => index + 1).flatMap((second) => {
    const percent = percentAt(second);
    return percent === null ? [] : [`${second},${percent * 200_000}`];
  });
  return { ...parseTrace(recording(rows)), ...changes };
};

test('the trip is that of the first reading over the threshold, when it is seen; the rest is still shown', () => {
  const trace = made((second) => (second < 200 ? 50 : 81));
  const { readings, trips } = replay(trace, options());
  expect(trips).toEqual([expect.objectContaining({ at: 230, reason: 'threshold', readingSecond: 210 })]);
  expect(readings.map(({ seconds }) => seconds)).toEqual(Array.from({ length: 26 }, (_, i) => 15 + 15 * i));
  expect(replay(trace, options({ thresholdPercent: 81 })).trips).toEqual([null]);
  const fast = options({ source: sourceOf({ intervalSeconds: 1, ageSeconds: 0 }) });
  expect(replay(trace, fast).trips[0]?.at).toBe(200);
});

test('what is over the threshold before the flag is on trips when it is on, if it still is', () => {
  const start = (level: number) => made((second) => (second < 62 ? level : 50));
  const fast = options({ source: sourceOf({ intervalSeconds: 1, ageSeconds: 0 }) });
  expect(replay(start(90), fast).trips[0]?.at).toBe(60);
  expect(
    replay(
      made((second) => (second < 50 ? 90 : 50)),
      fast,
    ).trips,
  ).toEqual([null]);
});

test('a source that falls silent is blindness', () => {
  const trace = made((second) => (second > 150 && second < 330 ? null : 50));
  const [trip] = replay(trace, options({ source: sourceOf({ ageSeconds: 5 }) })).trips;
  // The last reading is of second 150; the recording's next row is the first after the gap.
  expect(trip).toMatchObject({ reason: 'blind', at: 240, readingSecond: 150 });
});

test('a recording is watched to its end, also after its last sample', () => {
  // Of second 45, with nothing to read from 46 on.
  const trace = made((second) => (second > 45 && second !== 150 ? null : 50), 150);
  const silent = {
    ...trace,
    rows: trace.rows.map((row) => ({ ...row, usedBytes: row.second === 150 ? null : row.usedBytes })),
  };
  const [trip] = replay(silent, options({ source: sourceOf({ ageSeconds: 0 }) })).trips;
  expect(trip).toMatchObject({ reason: 'blind', at: 135, readingSecond: 45 });
});

test('slow readings are not blindness', () => {
  const source = sourceOf({ intervalSeconds: 60, ageSeconds: 45 });
  expect(
    replay(
      made(() => 50, 900),
      options({ source }),
    ).trips,
  ).toEqual([null]);
});

test('every breaker looks at the same run, as if it were alone', () => {
  for (const name of ['dead15-v100-r18-seed1', 'v3000-r18-seed1']) {
    const trace = parseTrace(traceText(name));
    const predicts = ['off', 'on', 'cautious'] as const;
    const together = replay(trace, options({ predicts }));
    for (const [index, predict] of predicts.entries()) {
      const alone = replay(trace, options({ predicts: [predict] }));
      expect(alone.trips[0]).toEqual(together.trips[index]);
      expect(alone.readings).toEqual(together.readings);
    }
  }
});

test('another process begins a new series', () => {
  const rows = Array.from({ length: 600 }, (_, index) => index + 1).map((second) =>
    second < 400 ? `${second},${(30 + second / 10) * 200_000},0` : `${second},6000000,1`,
  );
  const trace = parseTrace(recording(rows, 'seconds,used_bytes,restarts'));
  const { readings, trips, restartSeconds } = replay(trace, options({ source: sourceOf({ ageSeconds: 0 }) }));
  expect(restartSeconds).toEqual([400]);
  expect(readings.find(({ seconds }) => seconds === 390)).toMatchObject({ regime: 'ramp' });
  expect(readings.find(({ seconds }) => seconds === 405)).toMatchObject({
    regime: 'warm-up',
    forecast: null,
  });
  expect(trips).toEqual([null]);
});

describe('preflight', () => {
  const of = (changes: object, level = 50) =>
    replay(
      made(() => level, 200, changes),
      options(),
    ).preflight;

  test('sees what was seen before the flag went on', () => {
    expect(of({})).toMatchObject({ protectable: true, cadenceMs: 15_000, oldestAgeMs: 20_000 });
    expect(of({}).why).toMatch(/every 15\u00a0s, up to 20\u00a0s old, can see/);
    expect(of({}).killChance).toBeGreaterThanOrEqual(0);
  });

  test('a start that would be refused is not protected, and says why', () => {
    expect(of({}, 78)).toMatchObject({
      protectable: false,
      why: 'a start is refused: 78\u00a0% before the start, must be under 75\u00a0%',
    });
  });

  test.each([
    [{ flagOnAt: null }, /does not say when the flag went on/],
    [{ flagOnAt: 35 }, /no reading was seen before/],
    [{ flagOnAt: -10 }, /no reading was seen before/],
    [{ ordersPerMinute: null }, /does not say how many orders/],
  ])('what is not known is null: %j', (changes, why) => {
    expect(of(changes)).toMatchObject({
      protectable: null,
      killChance: null,
      why: expect.stringMatching(why),
    });
  });
});

test('without a second at which the flag went on, it is on from the first row', () => {
  const trace = made((second) => (second < 40 ? 50 : 90), 100, { flagOnAt: null });
  expect(replay(trace, options()).trips[0]).toMatchObject({ at: 65, reason: 'threshold' });
});

test('a flag that went on long before the first row is on, and nothing waits for that row', () => {
  const epoch = 1_700_000_000;
  const late = made((second) => (second < 40 ? 50 : 90), 100);
  const trace = { ...late, rows: late.rows.map((row) => ({ ...row, second: row.second + epoch })) };
  expect(replay(trace, options()).trips[0]).toMatchObject({ reason: 'threshold' });
});

test('a flag that goes on after the last row trips nothing', () => {
  const { readings, trips } = replay(
    made(() => 90, 100, { flagOnAt: 1_000 }),
    options(),
  );
  expect([readings.length, trips]).toEqual([6, [null]]);
});

test('a chance of a kill that nobody can tell is null, never 0', () => {
  const { readings } = replay(
    made(() => 50, 200, { ordersPerMinute: null }),
    options(),
  );
  expect(readings.map(({ killChance }) => killChance)).toEqual(readings.map(() => null));
});

test('seconds may begin below 0 and have fractions', () => {
  const shift = 75.5;
  const trace = parseTrace(traceText('dead15-v100-r18-seed1'));
  const shifted = {
    ...trace,
    flagOnAt: 60 - shift,
    rows: trace.rows.map((row) => ({ ...row, second: row.second - shift })),
  };
  const plain = replay(trace, options());
  const moved = replay(shifted, options({ source: sourceOf({ phaseSeconds: 14.5 }) }));
  expect(moved.readings.map(({ seconds }) => seconds + shift)).toEqual(
    plain.readings.map(({ seconds }) => seconds),
  );
  expect(moved.readings.map(({ regime }) => regime)).toEqual(plain.readings.map(({ regime }) => regime));
  expect(moved.trips[0]?.readingSecond).toBe((plain.trips[0]?.readingSecond ?? 0) - shift);
});

test('the picture has the name of the recording, its trip and its restarts', () => {
  const trace = parseTrace(traceText('v4000-r18-crashloop-seed1'));
  const svg = pictureOf(replay(trace, options()), trace, sourceOf(), 'a <b>.csv');
  expect(svg).toContain('a ‹b›.csv: flag 4000');
  expect(svg).toContain('% of 20\u00a0MiB; readings every 15\u00a0s, 20\u00a0s old');
  expect(svg).toMatch(/T trip · R restart|R restart · T trip/);
  expect(svg).not.toMatch(/run-0|1970|NaN/);
});
