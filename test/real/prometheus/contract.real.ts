/** The contract of a Workload whose readings are those of a real Prometheus, over the sandbox's cluster. */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../adapters/clock/system.ts';
import { startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { workloadContract } from '../../contracts/workload.ts';
import { describeWith } from '../gated.ts';
import { startExporter } from './exporter.ts';
import { startPrometheus } from './server.ts';

const MiB = 2 ** 20;
const readingsEveryMs = 2_000;
/** The sandbox has its log at once: what is waited for there is that lines come. */
const longestWaitMs = 5_000;

describeWith('PROMETHEUS_PROGRAM')('on a real Prometheus', () => {
  workloadContract('Kubernetes, with readings from Prometheus', async () => {
    const clock = systemClock();
    const sandbox = await startSandbox({ clock, readingsEveryMs, readingsAgeMs: 500 });
    const exporter = await startExporter();
    const prometheus = await startPrometheus(exporter.address);
    const target = {
      kubeconfig: sandbox.kubeconfig,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      clock,
    };
    const kubelet = kubernetesWorkload({ ...target, readings: 'metrics-api' });
    /** What a kubelet shows, but without ids of containers: those of the sandbox are none. */
    async function look(): Promise<void> {
      const { readings } = await kubelet.sight();
      exporter.containers = () =>
        readings.map(({ at, usedBytes, pod }) => ({
          ...{ pod, containerId: '', sampledAt: at, limitMiB: 20 },
          ...{ usedMiB: usedBytes / MiB, rssMiB: usedBytes / MiB, maxMiB: 20 },
        }));
    }
    const looking = setInterval(() => void look().catch(() => {}), 300);
    const workload = kubernetesWorkload({
      ...target,
      readings: 'prometheus',
      prometheusUrl: prometheus.url,
    });
    while ((await workload.sight()).readings.length === 0) await pause(200);
    return {
      workload,
      now: Date.now,
      wait: (ms) => pause(Math.min(ms, longestWaitMs)),
      readingsEveryMs,
      /** Two looks and two scrapes after it was sampled. */
      readingsAgeMs: 4_000,
      rolloutMs: 5_000,
      loggedText: null,
      async end(exit) {
        sandbox.faults.merge({ pod: { restart: exit } });
      },
      async loseReadings() {
        await prometheus.kill();
      },
      async losePods() {
        sandbox.faults.merge({ pod: { missing: true } });
      },
      async loseAll() {
        sandbox.faults.merge({ kubernetes: { cut: true } });
      },
      async close() {
        clearInterval(looking);
        await prometheus.close();
        await exporter.close();
        await sandbox.stop();
      },
    };
  });
});
