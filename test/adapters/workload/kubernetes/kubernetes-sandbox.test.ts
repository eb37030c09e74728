/** The contract of a Workload, on the sandbox's Kubernetes API. */
import { startSandbox } from '../../../../adapters/sandbox/sandbox.ts';
import { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { workloadContract } from '../../../contracts/workload.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';

workloadContract('Kubernetes, on the sandbox', async () => {
  const clock = manualClock();
  const sandbox = await startSandbox({ clock, readingsEveryMs: 15_000, readingsAgeMs: 5_000 });
  await clock.advance(30_000);
  return {
    workload: kubernetesWorkload({
      kubeconfig: sandbox.kubeconfig,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      readings: 'auto',
      clock,
    }),
    now: clock.now,
    wait: clock.advance,
    readingsEveryMs: 15_000,
    readingsAgeMs: 5_000,
    rolloutMs: 30_000,
    loggedText: 'order placed',
    async end(exit) {
      sandbox.faults.merge({ pod: { restart: exit } });
    },
    async loseReadings() {
      sandbox.faults.merge({ metrics: { missing: true } });
    },
    async losePods() {
      sandbox.faults.merge({ pod: { missing: true } });
    },
    async loseAll() {
      sandbox.faults.merge({ kubernetes: { cut: true } });
    },
    close: sandbox.stop,
  };
});
