/** A restart that is wished for once, though a container takes no note of who restarted it. */
import { expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import { runningCheckoutOfEachTest } from './running-checkout.ts';

const running = runningCheckoutOfEachTest();
const requests = () => running.docker.asked.filter((one) => one.startsWith('POST')).length;
const wish = () => ({ key: 'run-1@bot-1', at: running.clock.now() });

test('the bot dies after the request and before it could save that: its next process asks for no second one', async () => {
  await running.clock.sleep(3_000);
  const ours = wish();
  await running.workload().restart(ours);
  await running.clock.sleep(3_000);
  await running.workload().restart(ours);
  expect(requests()).toBe(1);
});

test('a process that somebody else started after the wish fulfils it', async () => {
  await running.clock.sleep(3_000);
  const ours = wish();
  await running.checkout.restart();
  await running.workload().restart(ours);
  expect(requests()).toBe(0);
});

test('one that began before the wish does not', async () => {
  await running.clock.sleep(3_000);
  await running.workload().restart(wish());
  await running.clock.sleep(3_000);
  await running.workload().restart(wish());
  expect(requests()).toBe(2);
});

test('a process that is slow to end is not asked twice while the first request is under way', async () => {
  Object.assign(running.checkout.options, { stopMs: 8_000 });
  await running.clock.sleep(3_000);
  const workload = running.workload();
  const ours = wish();
  const given = new AbortController();
  const first = failureOf(workload.restart(ours, given.signal));
  await expect.poll(requests).toBe(1);
  given.abort();
  expect((await first).code).toBe('docker-cancelled');
  expect(await failureOf(workload.restart(ours))).toMatchObject({
    code: 'docker-restarting',
    retryable: true,
  });
  await running.clock.sleep(9_000);
  await workload.restart(ours);
  expect(requests()).toBe(1);
});

test('what the engine refused may be asked for again', async () => {
  await running.clock.sleep(3_000);
  const workload = running.workload();
  const ours = wish();
  running.docker.fault(/\/restart$/, { status: 500, body: { message: 'cannot restart: device busy' } });
  expect((await failureOf(workload.restart(ours))).message).toContain('cannot restart: device busy');
  running.docker.fault(/\/restart$/, null);
  await workload.restart(ours);
  expect(running.checkout.startedAt()).toBeGreaterThan(ours.at);
});

test('replicas are restarted all, a container that is gone is named', async () => {
  running.docker.add({ ...running.checkout.options, name: 'checkout-2' });
  await running.clock.sleep(3_000);
  await running.workload().restart(wish());
  expect(requests()).toBe(2);
  const failure = await failureOf(running.workload({ workload: 'cart' }).restart(wish()));
  expect(failure).toMatchObject({ code: 'docker-404', retryable: false });
  expect(failure.message).toContain('Compose service cart');
});

test('a replica that somebody stopped stays so, as long as another one is up', async () => {
  const stopped = running.docker.add({
    ...running.checkout.options,
    name: 'checkout-2',
    restartPolicy: 'no',
  });
  await running.clock.sleep(1_000);
  stopped.end({ exitCode: 0, oom: false });
  await running.clock.sleep(61_000);
  await running.workload().restart(wish());
  expect([running.checkout.startedAt() > 0, stopped.running(), requests()]).toEqual([true, false, 1]);
});

test('a target that is down altogether is started', async () => {
  Object.assign(running.checkout.options, { restartPolicy: 'no' });
  await running.clock.sleep(1_000);
  running.checkout.end({ exitCode: 137, oom: true });
  await running.clock.sleep(61_000);
  await running.workload().restart(wish());
  expect(running.checkout.running()).toBe(true);
});
