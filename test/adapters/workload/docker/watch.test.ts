/** Events as they happen, and what came while nobody could listen. */
import { expect, onTestFinished, test } from 'vitest';
import { restartDelayMs } from '../../../stand-ins/docker/container.ts';
import { runningCheckoutOfEachTest } from './running-checkout.ts';

const running = runningCheckoutOfEachTest();

async function watching(container: string | null = null) {
  const said: string[] = [];
  const note = (_details: object, message: string) => void said.push(message);
  const workload = running.workload({ container, logger: { info: note, warn: note } });
  const stop = new AbortController();
  const watch = { told: 0, said, workload };
  const watched = workload.watch(() => {
    watch.told += 1;
  }, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await watched;
  });
  await expect.poll(running.docker.listening).toBe(1);
  return watch;
}

test.each([null, 'checkout'])(
  'an end and the next start are told of, by service or by name (%s)',
  async (name) => {
    const watch = await watching(name);
    running.docker.add({ name: 'cart', labels: { 'com.docker.compose.service': 'cart' } }).end({
      exitCode: 1,
      oom: false,
    });
    running.checkout.end({ exitCode: 137, oom: true });
    await expect.poll(() => watch.told).toBe(2);
    const { pods } = await watch.workload.sight();
    expect(pods[0]?.lastTermination?.reason).toBe('OOMKilled');
    // The stream has told it all: nothing needs to be asked again.
    expect(running.docker.asked.filter((one) => one === 'GET /events')).toHaveLength(1);
  },
);

test('what happens while the engine does not listen is told when it does again, once', async () => {
  const watch = await watching();
  running.checkout.end({ exitCode: 137, oom: false });
  await expect.poll(() => watch.told).toBe(2);
  running.docker.fault(/\/events$/, { status: 503, body: { message: 'starting' } });
  await cut(watch.said);
  running.checkout.end({ exitCode: 137, oom: true });
  await running.clock.sleep(restartDelayMs * 2);
  running.docker.fault(/\/events$/, null);
  await expect.poll(running.docker.listening).toBe(1);
  await expect.poll(() => watch.told).toBeGreaterThanOrEqual(4);
  expect((await watch.workload.sight()).pods[0]?.lastTermination?.reason).toBe('OOMKilled');
  expect(watch.said).toEqual([
    'events of the Docker engine are not heard: a kill is seen at the next poll',
    'events of the Docker engine are heard again',
  ]);
});

/** Connections are closed, and what was told stays known to the engine. */
async function cut(said: readonly string[]): Promise<void> {
  running.docker.cutConnections();
  await expect.poll(() => said.length).toBe(1);
}
