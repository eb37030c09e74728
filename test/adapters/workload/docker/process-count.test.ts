/** How many processes have followed the first, however looks come in. */
import { expect, test } from 'vitest';
import { processCount } from '../../../../adapters/workload/docker/process-count.ts';

const process = (sourceStartedAt: number, restarts: number) =>
  ({ name: 'checkout', up: true, restarting: false, sourceStartedAt, restarts }) as Parameters<
    ReturnType<typeof processCount>['of']
  >[0];

test('a restart by hand sets the engine’s count to 0, and a process has followed all the same', () => {
  const counted = processCount();
  expect([process(1_000, 2), process(2_000, 3), process(3_000, 0)].map(counted.of)).toEqual([2, 3, 4]);
});

test('a look that took long, and comes in after that of the next process, makes none of either', () => {
  const counted = processCount();
  const looks = [process(1_000, 0), process(2_000, 1), process(1_000, 0), process(2_000, 1)];
  expect(looks.map(counted.of)).toEqual([0, 1, 0, 1]);
});
