/** The contract of a Workload, on the stand-in of an engine. */
import { dockerWorkload } from '../../../../adapters/workload/docker/docker-workload.ts';
import { workloadContract } from '../../../contracts/workload.ts';
import { startDocker } from '../../../stand-ins/docker/docker.ts';
import { quickClock } from './quick-clock.ts';
import { checkoutService, engineOf } from './running-checkout.ts';

workloadContract('Docker, on the stand-in', async () => {
  const clock = quickClock(10);
  const docker = await startDocker({ clock, sampledEveryMs: 5_000 });
  const checkout = docker.add(checkoutService());
  // Longer than a reading takes.
  await clock.sleep(5_000);
  const stop = new AbortController();
  const logging = (async () => {
    while (!stop.signal.aborted) {
      checkout.log('{"message":"order placed"}');
      await clock.sleep(2_000, stop.signal);
    }
  })();
  return {
    workload: dockerWorkload({ engine: engineOf(docker), workload: 'checkout', container: null, clock }),
    now: clock.now,
    wait: clock.sleep,
    readingsEveryMs: 5_000,
    readingsAgeMs: 5_000,
    rolloutMs: 5_000,
    loggedText: 'order placed',
    async end({ exitCode, reason }) {
      checkout.end({ exitCode, oom: reason === 'OOMKilled' });
    },
    async loseReadings() {
      docker.fault(/\/stats$/, { status: 500, body: { message: 'cgroups: cgroup deleted: unknown' } });
    },
    async losePods() {
      docker.remove(checkout);
    },
    async loseAll() {
      await docker.close();
    },
    async close() {
      stop.abort();
      await logging;
      await docker.close().catch(() => {});
    },
  };
});
