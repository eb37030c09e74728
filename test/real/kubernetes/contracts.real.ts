/** The contracts of Workload and Broker on a real API server with real controllers. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesBroker } from '../../../adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { brokerContract } from '../../contracts/broker.ts';
import { workloadContract } from '../../contracts/workload.ts';
import { describeWith } from '../gated.ts';
import { fragileWire } from './fragile-wire.ts';
import { json } from './metrics-server.ts';
import { type Ground, openShop, prepareGround, readingsEveryMs } from './shop.ts';

const count = z.int().default(0);
const scaledShape = z.object({
  metadata: z.object({ generation: z.int() }),
  spec: z.object({ replicas: z.int() }),
  status: z.object({ observedGeneration: count, replicas: count, readyReplicas: count }),
});
const podsShape = z.object({
  items: z.array(z.object({ metadata: z.object({ deletionTimestamp: z.string().optional() }) })),
});

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
    /** The counts in a status may still be those of before: the controllers have seen the latest, and nothing moves. */
    const isSettled = async () => {
      const [{ body }, pods] = await Promise.all([
        ground.cluster.request('GET', kafka),
        ground.cluster.request(
          'GET',
          `/api/v1/namespaces/${namespace}/pods?labelSelector=opentelemetry.io%2Fname%3Dkafka`,
        ),
      ]);
      const { metadata, spec, status } = scaledShape.parse(body);
      const { items } = podsShape.parse(pods.body);
      return (
        status.observedGeneration === metadata.generation &&
        [status.replicas, status.readyReplicas, items.length].every((count) => count === spec.replicas) &&
        items.every(({ metadata: pod }) => pod.deletionTimestamp === undefined)
      );
    };
    const settled = async () => {
      for (let calm = 0; calm < 5; calm = (await isSettled()) ? calm + 1 : 0) await pause(50);
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
