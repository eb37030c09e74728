/** All objects of the sandbox's cluster, kept up to date with its deployments. */
import type { Clock } from '../../../src/ports.ts';
import type { Broker } from '../broker.ts';
import type { PodState } from '../checkout/fleet.ts';
import { uuidOf } from '../checkout/random.ts';
import type { Checkout, Deployed } from '../checkout.ts';
import type { Faults } from '../faults.ts';
import { type DeploymentRecord, deploymentObject } from './deployment-object.ts';
import { type KubeObject, timestamp } from './kube-object.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createNeighbour } from './neighbour.ts';
import { eventObject, podObject } from './pod-object.ts';

export interface Cluster {
  readonly namespace: string;
  readonly ledger: Ledger;
  /** Brings deployments and ledger up to the clock. */
  sync(): void;
  deployments(): readonly DeploymentRecord[];
  /** The pods that are to be seen, each with its deployment. */
  pods(): { pod: PodState; deployed: Deployed }[];
}

export function createCluster(options: {
  checkout: Checkout;
  /** What checkout sends to: scaled with the workload `kafka`. */
  broker: Pick<Broker, 'scale'>;
  clock: Clock;
  faults: Pick<Faults, 'pod'>;
  namespace: string;
}): Cluster {
  const { checkout, broker, clock, faults, namespace } = options;
  const { bootId } = checkout;
  const startedAt = checkout.pods()[0]?.createdAt ?? checkout.bootAt;
  const neighbour = (
    name: string,
    limit: string,
    usedMiB: number,
    more: { onScale?: (replicas: number) => void } = {},
  ) => createNeighbour({ clock, bootId, startedAt, name, limit, usedBytes: usedMiB * 1_048_576, ...more });
  const records: DeploymentRecord[] = [
    checkout,
    neighbour('flagd', '75Mi', 31),
    neighbour('frontend', '250Mi', 138),
    neighbour('kafka', '600Mi', 487, {
      onScale(replicas) {
        checkout.advance();
        broker.scale(replicas, clock.now());
      },
    }),
  ].map((deployed) => ({
    deployed,
    uid: uuidOf(`${bootId}/deployment/${deployed.name}`),
    createdAt: startedAt,
    generation: 1,
    revision: 1,
    labels: { ...deployed.template().metadata.labels },
    annotations: {},
  }));
  const ledger = createLedger();
  const namespaces = ['default', 'kube-system', namespace].map(
    (name): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        uid: uuidOf(`${bootId}/namespace/${name}`),
        creationTimestamp: timestamp(startedAt),
        labels: { 'kubernetes.io/metadata.name': name },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    }),
  );
  ledger.sync('namespaces', namespaces);
  let synced = '';

  const pods = () =>
    records
      .filter((record) => !(faults.pod.missing && record.deployed === checkout))
      .flatMap(({ deployed }) => deployed.pods().map((pod) => ({ pod, deployed })));

  return {
    namespace,
    ledger,
    deployments: () => records,
    pods,
    sync() {
      for (const { deployed } of records) deployed.advance();
      const versions = records.map(
        ({ deployed, generation, labels, annotations }) =>
          `${deployed.version()}/${generation}/${JSON.stringify([labels, annotations])}`,
      );
      const now = `${versions.join()} ${faults.pod.missing}`;
      if (now === synced) return;
      synced = now;
      ledger.sync(
        'deployments',
        records.map((record) => deploymentObject(record, namespace)),
      );
      ledger.sync(
        'pods',
        pods().map(({ pod, deployed }) => podObject(pod, deployed.name, namespace)),
      );
      ledger.sync(
        'events',
        records.flatMap(({ deployed }) => deployed.events().map((event) => eventObject(event, namespace))),
      );
    },
  };
}
