/** The live bot and replay agree: a recording played through the whole bot without I/O trips as its replay does. */
import { expect, test } from 'vitest';
import { readingsCsv } from '../../../adapters/http/readings-csv.ts';
import type { Pod } from '../../../src/ports.ts';
import { replay } from '../../../src/replay/replay.ts';
import { type Source, shownOf } from '../../../src/replay/source.ts';
import { parseTrace, type Trace } from '../../../src/replay/trace.ts';
import type { Predict, Run } from '../../../src/run/run.ts';
import { createGame } from '../../fakes/game.ts';
import { sourceOf, traceText } from './traces.ts';

const pollMs = 1_000;
const users = 25;
/** The bot looks from the first row on: what it has not seen it cannot judge as a replay does. */
const startsAt = 1;
/** Order counts are as old. */
const ordersAgeSeconds = 5;

/** Until it has tripped or the recording is over. */
async function playedLive(trace: Trace, source: Source, predict: Predict) {
  const game = createGame({ pollMs });
  const { samples, orders } = shownOf(trace, source);
  const zero = game.clock.now() - startsAt * 1000;
  const second = () => (game.clock.now() - zero) / 1000;
  const pod: Pod = { ...game.shop.pod, startedAt: zero };
  game.shop.pod = pod;
  game.shop.workload.sight = async () => {
    const newest = samples.findLast((sample) => sample.seenSecond <= second());
    const readings =
      newest === undefined
        ? []
        : [
            {
              at: zero + newest.second * 1000,
              seenAt: game.clock.now(),
              usedBytes: newest.usedBytes,
              rssBytes: newest.rssBytes,
              peakBytes: newest.peakBytes,
              goroutines: newest.goroutines,
              orders: null,
              restarts: newest.restarts,
              pod: pod.name,
            },
          ];
    return { pods: [pod], readings, readingsWhy: readings.length === 0 ? 'no reading yet' : null };
  };
  const { read } = game.shop.load;
  game.shop.load.read = async () => ({
    ...(await read()),
    completedOrders: orders.findLast((look) => look.seenSecond <= second())?.completed ?? null,
  });
  await game.start({ flagValue: trace.flagValue, users, predict, durationMs: 3_600_000 });
  await game.until(['growing'], 10_000);
  const last = trace.rows.at(-1)?.second ?? 0;
  while (second() < last && game.run().decision === null) await game.advance(1_000);
  return { run: game.run(), secondOf: (at: number) => (at - zero) / 1000 };
}

function tripOf(run: Run) {
  return run.decision?.kind === 'trip' ? run.decision : null;
}

const fast = sourceOf({ intervalSeconds: 1, ageSeconds: 0 });
const slow = sourceOf({ phaseSeconds: 6 });
/** Enough of a run in which nothing happens. */
const lastSecond = 700;

test.each<{ name: string; predict: Predict; source: Source }>([
  { name: 'dead15-v100-r18-seed1', predict: 'off', source: slow },
  { name: 'dead15-v100-r18-seed1', predict: 'on', source: slow },
  { name: 'dead15-v100-r18-seed1', predict: 'on', source: fast },
  { name: 'stall-v300-r37-seed1', predict: 'on', source: slow },
  { name: 'blip-v300-r37-seed1', predict: 'on', source: slow },
  { name: 'blip-v300-r37-seed1', predict: 'on', source: fast },
  { name: 'v3000-r18-seed1', predict: 'cautious', source: slow },
  { name: 'v3000-r18-seed1', predict: 'cautious', source: fast },
  { name: 'v300-r18-seed1', predict: 'cautious', source: slow },
])(
  '$name, $predict, every $source.intervalSeconds s',
  async ({ name, predict, source }) => {
    const whole = parseTrace(traceText(name));
    const trace = { ...whole, rows: whole.rows.filter((row) => row.second <= lastSecond) };
    const { run, secondOf } = await playedLive(trace, source, predict);
    const live = tripOf(run);
    // Replayed with what the bot knew: its growth began when it began, with the orders of its users, and those of
    // before were of another load.
    const flagOnAt = secondOf(run.growingAt ?? 0);
    const rows = trace.rows.map((row) =>
      row.second + ordersAgeSeconds < flagOnAt ? { ...row, orders: null } : row,
    );
    const [trip] = replay(
      { ...trace, rows, flagOnAt, ordersPerMinute: users * 0.74 },
      { source, thresholdPercent: 80, predicts: [predict] },
    ).trips;
    expect([trip?.reason ?? null, trip?.readingSecond ?? null]).toEqual([
      live?.reason ?? null,
      live?.reading ? secondOf(live.reading.at) : null,
    ]);
    if (live !== null && trip != null) {
      expect(Math.abs(trip.at - secondOf(live.at))).toBeLessThanOrEqual(pollMs / 1000);
    }
  },
  60_000,
);

test('readings.csv of a run replays as the run was', async () => {
  const trace = parseTrace(traceText('dead15-v100-r18-seed1'));
  const { run } = await playedLive(trace, slow, 'off');
  const trip = tripOf(run);
  const [again] = replay(parseTrace(readingsCsv(run)), {
    // Every row, as old as it was.
    source: sourceOf({ intervalSeconds: 1 }),
    thresholdPercent: 80,
    predicts: ['off'],
  }).trips;
  expect(again?.reason).toBe('threshold');
  expect(again?.reason).toBe(trip?.reason);
  const secondOf = (at: number) => (at - run.startedAt) / 1000;
  expect(again?.readingSecond).toBe(secondOf(trip?.reading?.at ?? 0));
  expect(Math.abs((again?.at ?? 0) - secondOf(trip?.at ?? 0))).toBeLessThanOrEqual(pollMs / 1000);
}, 60_000);
