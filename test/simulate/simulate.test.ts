/**
 * Whole runs with faults at random places: after each step and at each second the promises and rules are checked.
 * `npm run simulate` plays more of them, and tells the story of one.
 */
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { acts } from './acts/acts.ts';
import { found } from './found.ts';
import { player } from './play.ts';
import { playSeeds } from './play-seeds.ts';
import { kindsOf } from './report.ts';
import { scheduleOf } from './schedule.ts';
import { shrunk } from './shrink.ts';
import { story } from './story.ts';

const play = player();

test.each(Object.entries(found))('%s', async (_words, schedule) => {
  const { wrong } = await play(schedule, true);
  expect(wrong, story(schedule, wrong)).toEqual([]);
});

test('2,000 runs break no promise, and each kind of fault befell them', async () => {
  const workers = Math.min(4, availableParallelism());
  const tally = await playSeeds({ from: 1, runs: 2_000, workers, until: 'end', progress: () => {} });
  const [failure] = tally.failures;
  if (failure !== undefined) {
    const short = await shrunk(scheduleOf(failure.seed), play);
    const { wrong } = await play(short);
    const again = `npm run simulate -- --seed ${failure.seed} --story`;
    expect.fail(`seed ${failure.seed}: ${failure.words}\n${story(short, wrong)}\n${again}`);
  }
  expect(tally.runs).toBe(2_000);
  expect(kindsOf(tally).filter(({ count }) => count < 20)).toEqual([]);
  expect(Object.keys(acts).filter((name) => (tally.faults[name] ?? 0) < 5)).toEqual([]);
  const outcomes = ['aborted', 'averted', 'completed', 'levelled', 'lost-sight', 'oom-killed', 'stopped'];
  expect(Object.keys(tally.outcomes).sort()).toEqual([...outcomes, 'refused'].sort());
}, 180_000);

test('the same seed is the same run', async () => {
  const [one, two] = [await play(scheduleOf(7)), await player()(scheduleOf(7))];
  expect({ ...one, truth: one.truth.checks }).toEqual({ ...two, truth: two.truth.checks });
  expect(one.events.length).toBeGreaterThan(3);
});
