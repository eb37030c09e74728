/** Rollout restart, as kubectl does it, with a key so that one wish restarts once. */
import { Failure } from '../../../src/failure.ts';
import type { KubernetesClient } from './client.ts';
import { type Controller, readController } from './controller.ts';
import { patchController } from './patch-controller.ts';

const restartedAtKey = 'kubectl.kubernetes.io/restartedAt';
const restartKey = 'leakops/restart';
/** Somebody else's write between our read and our patch: read again, so often. */
const attempts = 3;

/** `now`: ms on the bot's clock. Resolves when the wish stands in the template, by this call or an earlier one. */
export async function restartWorkload(
  client: KubernetesClient,
  target: { namespace: string; workload: string },
  key: string,
  now: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { namespace, workload } = target;
  for (let attempt = 1; ; attempt++) {
    const controller = await readController(client, namespace, workload, signal);
    if (controller === null) throw noController(namespace, workload);
    if (controller.annotations[restartKey] === key) return;
    if (controller.paused) throw paused(controller, namespace, workload);
    try {
      const at = { namespace, name: workload };
      await patchController(client, at, controller, { spec: restartSpec(key, now) }, { signal });
      return;
    } catch (error) {
      const conflict = error instanceof Failure && error.code === 'kubernetes-409';
      if (!conflict || attempt === attempts) throw error;
    }
  }
}

/** On the version that was read: two restarts with one key at the same time would else be two rollouts. */
function restartSpec(key: string, now: number): object {
  return {
    template: {
      metadata: { annotations: { [restartedAtKey]: new Date(now).toISOString(), [restartKey]: key } },
    },
  };
}

function noController(namespace: string, workload: string): Failure {
  return new Failure(
    'kubernetes-404',
    `there is no Deployment and no StatefulSet ${workload} in ${namespace} to restart`,
    { retryable: false, remedy: 'Check LEAKOPS_NAMESPACE and LEAKOPS_WORKLOAD.' },
  );
}

function paused(controller: Controller, namespace: string, workload: string): Failure {
  return new Failure(
    'kubernetes-paused',
    `the rollout of ${controller.kind} ${workload} in ${namespace} is paused: a restart would not begin`,
    { retryable: false, remedy: `kubectl rollout resume ${controller.resource}/${workload} -n ${namespace}` },
  );
}
