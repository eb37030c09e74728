/** One end has one key, however the engine dates it (measured on Docker 20.10). */
import { expect, test } from 'vitest';
import type { Container } from '../../../../adapters/workload/docker/container.ts';
import { endings } from '../../../../adapters/workload/docker/endings.ts';
import type { ContainerEvent } from '../../../../adapters/workload/docker/engine-events.ts';

const id = 'bbdc15bb4a24'.repeat(5);
const began = 1_795_487_193_142;

function containerIn(state: Partial<Container>): Container {
  return {
    id,
    name: 'checkout',
    sourceCreatedAt: began - 200,
    sourceStartedAt: began,
    sourceFinishedAt: null,
    up: true,
    restarting: false,
    oomKilled: false,
    exitCode: 0,
    ready: true,
    status: 'running',
    restarts: 0,
    limitBytes: 20 * 2 ** 20,
    memoryAndSwapBytes: 20 * 2 ** 20,
    env: [],
    tty: false,
    ...state,
  };
}

const told = (action: ContainerEvent['action'], sourceAt: number, exitCode: number | null = null) => ({
  id,
  action,
  sourceAt,
  exitCode,
});
const same = (sourceAt: number) => sourceAt;
const waiting = { up: false, restarting: true, oomKilled: true, exitCode: 137, status: 'restarting' };

test('a restart by hand while it waits for its restart dates the kill anew: it stays the same one', () => {
  const ends = endings();
  ends.record(told('oom', began + 93));
  ends.record(told('die', began + 126.4, 137));
  const killed = ends.shown(containerIn({ ...waiting, sourceFinishedAt: began + 126 }), same, began + 150);
  expect(killed).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  ends.record(told('start', began + 418));
  const after = containerIn({ sourceFinishedAt: began + 95, sourceStartedAt: began + 409 });
  expect(ends.shown(after, same, began + 500)).toEqual(killed);
});

test('a kill that was shown before it was told keeps its key when another end follows it', () => {
  const ends = endings();
  const killed = ends.shown(containerIn({ ...waiting, sourceFinishedAt: began + 126 }), same, began + 130);
  ends.record(told('oom', began + 93));
  ends.record(told('die', began + 126.4, 137));
  ends.record(told('start', began + 418));
  // The engine dates a restart by hand before the end that it brings about.
  ends.record(told('die', began + 1_150, 2));
  const restarted = containerIn({ sourceFinishedAt: began + 1_000, sourceStartedAt: began + 1_400 });
  ends.judge(restarted);
  expect(ends.shown(restarted, same, began + 2_000)).toEqual(killed);
});
