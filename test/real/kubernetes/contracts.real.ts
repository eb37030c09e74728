/** The contracts of Workload and Broker on a real API server with real controllers. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesBroker } from '../../../adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { brokerContract } from '../../contracts/broker.ts';
import { workloadContract } from '../../contracts/workload.ts';
import { describeWith } from '../gated.ts';
import { fragileWire } from './fragile-wire.ts';
import { json } from './metrics-server.ts';
import { type Ground, openShop, prepareGround, readingsEveryMs } from './shop.ts';

describeWith('KUBERNETES_CLUSTER')('on a real API server', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await prepareGround();
  });
  afterAll(() => ground?.close());

  workloadContract('Kubernetes', async () => {
    const shop = await openShop(ground);
    const { namespace, kubelet } = shop;
    const wire = await fragileWire(ground.cluster);
    const logging = setInterval(() => kubelet.log('{"message":"order placed","severity":"info"}'), 500);
    return {
      workload: kubernetesWorkload({
        ...{ kubeconfig: wire.kubeconfig, namespace, workload: 'checkout', container: 'checkout' },
        ...{ readings: 'auto', clock: systemClock() },
      }),
      now: Date.now,
      wait: (ms) => pause(ms),
      readingsEveryMs,
      readingsAgeMs: 1_000,
      rolloutMs: 3_000,
      loggedText: 'order placed',
      end: (exit) => kubelet.end(exit, { afterMs: 1_100 }),
      async loseReadings() {
        shop.freezeReadings();
        ground.metrics.answers(namespace, (response) => json(response, 503, { kind: 'Status', code: 503 }));
      },
      async losePods() {
        const scale = `/apis/apps/v1/namespaces/${namespace}/deployments/checkout/scale`;
        await ground.cluster.request('PATCH', scale, { spec: { replicas: 0 } });
        while ((await shop.pods()).length > 0) await pause(50);
      },
      async loseAll() {
        wire.cut();
      },
      async close() {
        clearInterval(logging);
        await wire.close();
        await shop.close();
      },
    };
  });

  brokerContract('Kubernetes', async () => {
    const shop = await openShop(ground, { readings: false });
    const { namespace } = shop;
    const wire = await fragileWire(ground.cluster);
    const named = (name: string) =>
      kubernetesBroker({ kubeconfig: wire.kubeconfig, namespace, name, clock: systemClock() });
    const kafka = `/apis/apps/v1/namespaces/${namespace}/deployments/kafka`;
    const settled = async () => {
      for (let n = 0; n < 200; n++) {
        const { body } = await ground.cluster.request('GET', kafka);
        const { spec, status } = body as { spec: { replicas: number }; status: { readyReplicas?: number } };
        if (spec.replicas === (status.readyReplicas ?? 0)) return;
        await pause(50);
      }
    };
    await settled();
    return {
      broker: named('kafka'),
      again: () => named('kafka'),
      wait: settled,
      settlesMs: 0,
      async scaleByHand(replicas) {
        await ground.cluster.request('PATCH', `${kafka}/scale`, { spec: { replicas } });
      },
      missing: () => named('rabbit'),
      async loseAnswers(on) {
        wire.loseAnswers(on);
      },
      async loseAll() {
        wire.cut();
      },
      async close() {
        await wire.close();
        await shop.close();
      },
    };
  });
});
