/** The contract of a Workload, on a real engine: nothing of what it answers is written by us. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { workloadContract } from '../../contracts/workload.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { type Engine, startEngine } from './engine.ts';
import { workloadOn } from './engine-under-test.ts';
import { importLeaky, runLeaky } from './leaky.ts';

const overLimitBytes = 30 * 2 ** 20;
const oldEnoughMs = 2_500;

describeWith('LEAKOPS_TEST_LEAKY_TAR')('on a real engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    await importLeaky(engine, handed('LEAKOPS_TEST_LEAKY_TAR'));
  });
  afterAll(() => engine.close());

  workloadContract('Docker', async () => {
    const leaky = await runLeaky(engine, { ordersASecond: 2 });
    // A younger one would be taken for what a restart has brought.
    await sleep(oldEnoughMs);
    let isDown = false;
    return {
      workload: workloadOn(engine, 'checkout'),
      now: Date.now,
      wait: async (ms) => {
        await sleep(ms);
      },
      readingsEveryMs: 1_000,
      readingsAgeMs: 1_000,
      rolloutMs: 2_000,
      loggedText: 'order placed',
      async end({ reason }) {
        const { State } = await leaky.inspect();
        if (reason === 'OOMKilled') await leaky.step(overLimitBytes);
        else process.kill(State.Pid, 'SIGKILL');
        await until('another process', async () => {
          const now = (await leaky.inspect()).State;
          return now.StartedAt > State.StartedAt && now.Status === 'running';
        });
        await until('a checkout that answers', () => leaky.state().catch(() => null));
      },
      async loseReadings() {
        await engine.api.call('POST', `/containers/${leaky.id}/stop?t=0`);
      },
      losePods: leaky.remove,
      async loseAll() {
        isDown = true;
        await engine.stop();
      },
      async close() {
        if (isDown) await engine.start();
        await leaky.remove().catch(() => undefined);
      },
    };
  });
});
