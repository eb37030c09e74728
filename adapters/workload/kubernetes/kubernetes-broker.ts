/**
 * The broker's workload in Kubernetes: scaled to zero and back. Whose zero it is, and how many there were, stands in
 * annotations that are written in the same patch: so undo outlives the bot's database, and a person can read it.
 */
import { Failure } from '../../../src/failure.ts';
import type { Broker, BrokerState, Clock } from '../../../src/ports.ts';
import { serverClock } from '../server-clock.ts';
import { kubernetesClient } from './client.ts';
import { type Controller, readController } from './controller.ts';
import { type Patch, patchController } from './patch-controller.ts';

interface KubernetesBrokerOptions {
  kubeconfig?: string | undefined;
  namespace: string;
  /** Of a Deployment, or where there is none of that name a StatefulSet. */
  name: string;
  clock: Clock;
  /** Of one request, real time. */
  timeoutMs?: number;
}

const holderMark = 'leakops/broker-down-by';
const replicasMark = 'leakops/broker-replicas-before';
/** Somebody else's write between our read and our patch, often the controller's own: read again, so often. */
const attempts = 4;

export function kubernetesBroker(options: KubernetesBrokerOptions): Broker {
  const { namespace, name, clock } = options;
  const at = { namespace, name };
  const client = kubernetesClient({
    kubeconfig: options.kubeconfig,
    clock,
    server: serverClock(),
    timeoutMs: options.timeoutMs ?? 4_000,
  });
  const look = (signal: AbortSignal | undefined) => readController(client, namespace, name, signal);

  /** Until the patch that `wanted` asks for stands, or it asks for none. */
  async function change(
    wanted: (controller: Controller | null) => { result: 'done' | 'left'; patch: Patch | null },
    signal: AbortSignal | undefined,
  ): Promise<'done' | 'left'> {
    for (let attempt = 1; ; attempt++) {
      const controller = await look(signal);
      const { result, patch } = wanted(controller);
      if (controller === null || patch === null) return result;
      try {
        await patchController(client, at, controller, patch, { signal });
        return result;
      } catch (error) {
        const conflict = error instanceof Failure && error.code === 'kubernetes-409';
        if (!conflict || attempt === attempts) throw error;
      }
    }
  }

  return {
    name,
    title: `${name} in ${namespace}`,

    async read(signal) {
      const controller = await look(signal);
      return controller === null ? null : stateOf(controller, at);
    },

    async rehearse(signal) {
      const controller = await look(signal);
      if (controller === null) throw gone(namespace, name);
      await patchController(client, at, controller, down('rehearsal', controller.replicas), {
        signal,
        dry: true,
      });
    },

    takeDown(holder, from, signal) {
      return change((controller) => {
        if (controller === null) return { result: 'left', patch: null };
        const { identity, replicas, held } = stateOf(controller, at);
        if (identity !== from.identity) return { result: 'left', patch: null };
        if (held?.holder === holder && replicas === 0) return { result: 'done', patch: null };
        // A hold in one that is up again was left by somebody who scaled it by hand: ours is not taken down once more.
        const isUndone = replicas === 0 || held?.holder === holder;
        if (isUndone || replicas !== from.replicas) return { result: 'left', patch: null };
        return { result: 'done', patch: down(holder, replicas) };
      }, signal);
    },

    bringBack(holder, to, signal) {
      return change((controller) => {
        if (controller === null) return { result: 'left', patch: null };
        const { identity, replicas, held } = stateOf(controller, at);
        if (identity !== to.identity) return { result: 'left', patch: null };
        const ours = held?.holder === holder;
        if (ours && replicas === 0) return { result: 'done', patch: { ...unmarked, ...scaled(to.replicas) } };
        return { result: replicas === to.replicas ? 'done' : 'left', patch: ours ? unmarked : null };
      }, signal);
    },
  };
}

function stateOf(controller: Controller, at: { namespace: string; name: string }): BrokerState {
  const { kind, uid, replicas, ready, marks, owner } = controller;
  const holder = marks[holderMark];
  const before = Number(marks[replicasMark]);
  return {
    identity: uid ?? `${kind} ${at.name}`,
    object: `${kind.toLowerCase()}/${at.name} -n ${at.namespace}`,
    replicas,
    ready,
    held:
      holder === undefined
        ? null
        : { holder, replicasBefore: Number.isSafeInteger(before) && before > 0 ? before : 1 },
    owner,
  };
}

function scaled(replicas: number): { spec: object } {
  return { spec: { replicas } };
}

function down(holder: string, replicasBefore: number): Patch {
  const annotations = { [holderMark]: holder, [replicasMark]: String(replicasBefore) };
  return { metadata: { annotations }, ...scaled(0) };
}

const unmarked: Patch = { metadata: { annotations: { [holderMark]: null, [replicasMark]: null } } };

function gone(namespace: string, name: string): Failure {
  return new Failure('kubernetes-404', `there is no Deployment and no StatefulSet ${name} in ${namespace}`, {
    retryable: false,
    remedy: 'Check LEAKOPS_BROKER and LEAKOPS_NAMESPACE.',
  });
}
