/** How an end is known, whatever of it was seen: the engine forgets most of it when the next process runs. */
import { expect, test } from 'vitest';
import type { Workload } from '../../../../src/ports.ts';
import { restartDelayMs } from '../../../stand-ins/docker/container.ts';
import { runningCheckoutOfEachTest } from './running-checkout.ts';

const running = runningCheckoutOfEachTest();
const lastEnd = async (workload: Workload) => (await workload.sight()).pods[0]?.lastTermination;
const restarted = () => running.clock.sleep(restartDelayMs + 500);

test('a kill that nobody watched is found in the events, though the engine shows none any more', async () => {
  running.checkout.end({ exitCode: 137, oom: true });
  await restarted();
  const first = await lastEnd(running.workload());
  expect(first).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  // Another process of the bot.
  expect(await lastEnd(running.workload())).toEqual(first);
});

test('exit 137 alone is a kill by a person', async () => {
  running.checkout.end({ exitCode: 137, oom: false });
  expect(await lastEnd(running.workload())).toMatchObject({ reason: 'Error', exitCode: 137 });
  await restarted();
  expect(await lastEnd(running.workload())).toMatchObject({ reason: 'Error', exitCode: 137 });
});

test('an engine that was restarted has forgotten: the end is unknown, not clean', async () => {
  running.checkout.end({ exitCode: 137, oom: true });
  await restarted();
  running.docker.restartEngine();
  expect(await lastEnd(running.workload())).toMatchObject({ reason: 'Unknown', exitCode: 255 });
});

test('what was seen in time stays known when the engine has forgotten it', async () => {
  const workload = running.workload();
  running.checkout.end({ exitCode: 137, oom: true });
  const killed = await lastEnd(workload);
  running.docker.restartEngine();
  await restarted();
  expect(await lastEnd(workload)).toEqual(killed);
});

test('a kill right before a restart by hand is not hidden by it, and is told under one key', async () => {
  const workload = running.workload();
  expect(await lastEnd(workload)).toBeNull();
  running.checkout.end({ exitCode: 137, oom: true });
  await restarted();
  await running.checkout.restart();
  const killed = await lastEnd(workload);
  expect(killed).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  expect(await lastEnd(workload)).toEqual(killed);
  // Once it has been shown for a while the restart is what is left to tell.
  await running.clock.sleep(11_000);
  expect(await lastEnd(workload)).toMatchObject({ reason: 'Error', exitCode: 2 });
});

test('a kill that was seen keeps its key when a restart by hand follows', async () => {
  const workload = running.workload();
  running.checkout.end({ exitCode: 137, oom: true });
  const killed = await lastEnd(workload);
  await restarted();
  await running.checkout.restart();
  expect(await lastEnd(workload)).toEqual(killed);
});

test('a kill before the last start is not taken for the reason of a later end', async () => {
  const workload = running.workload();
  running.checkout.end({ exitCode: 137, oom: true });
  const killed = await lastEnd(workload);
  await running.clock.sleep(12_000);
  running.checkout.end({ exitCode: 137, oom: false });
  await restarted();
  const ended = await lastEnd(workload);
  expect(ended).toMatchObject({ reason: 'Error', exitCode: 137 });
  expect(ended?.key).not.toBe(killed?.key);
});

test('a clean exit is Completed, and a container that nothing starts again is soon no pod', async () => {
  running.docker.remove(running.checkout);
  const once = running.docker.add({ ...running.checkout.options, restartPolicy: 'no' });
  const workload = running.workload();
  once.end({ exitCode: 0, oom: false });
  const { pods, readingsWhy } = await workload.sight();
  expect(pods[0]).toMatchObject({ ready: false, startedAt: null, waiting: 'exited' });
  expect(pods[0]?.lastTermination).toMatchObject({ reason: 'Completed', exitCode: 0 });
  expect(readingsWhy).toBe('checkout is not running (exited)');
  await running.clock.sleep(61_000);
  expect(await workload.sight()).toEqual({
    pods: [],
    readings: [],
    readingsWhy: 'checkout is not running (exited): docker start checkout',
  });
});

test('where events may not be asked for, the container itself is believed', async () => {
  running.docker.fault(/\/events$/, { status: 403, body: { message: 'no' } });
  running.checkout.end({ exitCode: 137, oom: true });
  expect(await lastEnd(running.workload())).toMatchObject({ reason: 'OOMKilled' });
  await restarted();
  expect(await lastEnd(running.workload())).toMatchObject({ reason: 'Unknown' });
});

test('while events do not answer nothing is judged, and later it is', async () => {
  const workload = running.workload({ timeoutMs: 500 });
  running.checkout.end({ exitCode: 137, oom: true });
  await restarted();
  running.docker.fault(/\/events$/, 'drop');
  expect(await lastEnd(workload)).toBeNull();
  running.docker.fault(/\/events$/, null);
  expect(await lastEnd(workload)).toMatchObject({ reason: 'OOMKilled' });
});

test('each process has a count of its own, through kills, restarts by hand and a container made anew', async () => {
  const workload = running.workload();
  const counts: (number | undefined)[] = [];
  const look = async () => {
    const { pods, readings } = await workload.sight();
    expect(readings[0]?.restarts).toBe(pods[0]?.restarts);
    counts.push(pods[0]?.restarts);
  };
  await look();
  running.checkout.end({ exitCode: 137, oom: true });
  await workload.sight();
  await restarted();
  await look();
  await running.checkout.restart();
  await running.clock.sleep(100);
  await look();
  running.docker.remove(running.checkout);
  running.docker.add(running.checkout.options);
  await running.clock.sleep(100);
  await look();
  expect(counts).toEqual([0, 1, 2, 3]);
});
