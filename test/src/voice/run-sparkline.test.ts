/** What is said of the bars to who does not see them. */
import { expect, test } from 'vitest';
import { sparkLine } from '../../../src/voice/run-sparkline.ts';
import { growthAt, makeRun } from './make-run.ts';

test('one reading is no way from one level to another', () => {
  const run = makeRun();
  const latest = run.readings.at(-1)!;
  const spoken = (readings: typeof run.readings) =>
    sparkLine({ ...run, readings, growingAt: growthAt }, latest.at + 1_000)?.spoken;
  expect(spoken([latest])).toBe('one reading, 72\u00a0%');
  expect(spoken(run.readings)).toMatch(/^from \d+ to 72\u00a0% in /u);
});
