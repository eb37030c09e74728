/** A lane by itself: what is wrong with a task neither ends it nor keeps the machine busy. */
import { expect, test } from 'vitest';
import { createLane, type Task } from '../../../../src/run/talk/lane.ts';
import { manualClock } from '../../../adapters/sandbox/manual-clock.ts';
import { trouble } from '../../../fakes/fake-chat.ts';

function laneOf(next: () => Task | null) {
  const clock = manualClock();
  const over = new AbortController();
  const warnings: string[] = [];
  const lane = createLane({
    name: 'words',
    run: 'run-1',
    clock,
    spread: 0,
    log: { warn: (_facts, words) => void warnings.push(words) },
    signal: over.signal,
    next,
  });
  return { clock, over, warnings, lane };
}

test('what was said and is still to be said, as nobody could note it, is not said in a loop', async () => {
  let said = 0;
  const { clock, over, lane } = laneOf(() => ({
    urgency: 'now',
    about: 'trip',
    async say() {
      said += 1;
      // Else it would hold up this test for ever.
      if (said > 100) over.abort();
    },
    lost: () => {},
  }));
  lane.wake();
  await clock.advance(60_000);
  over.abort();
  expect(said).toBeGreaterThan(0);
  // About once a second.
  expect(said).toBeLessThan(90);
});

test('an error of ours while a loss is noted: the lane lives on, and says what comes next', async () => {
  const said: string[] = [];
  let about = 'card';
  const { clock, over, warnings, lane } = laneOf(() => ({
    urgency: 'now',
    about,
    async say() {
      if (about === 'card') throw trouble('message-gone');
      said.push(about);
      over.abort();
    },
    lost() {
      throw new Error('no words for that');
    },
  }));
  lane.wake();
  await clock.advance(10_000);
  expect(warnings).toContain('talk met an error of leakops itself');
  about = 'trip';
  lane.wake();
  await clock.advance(1_000);
  expect(said).toEqual(['trip']);
});
