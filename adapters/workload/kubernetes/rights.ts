/**
 * The rights that no look at the target needs: without `watch` of its pods, or those of a restart, a run goes on until
 * it wants them. Asked by SelfSubjectAccessReview, which every account may create.
 */
import { z } from 'zod';
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Right } from '../../../src/ports.ts';
import type { KubernetesClient } from './client.ts';
import { readController } from './controller.ts';
import { type Deed, remedyOfDeed, wordsOfDeed } from './deed.ts';

const review: Deed = {
  verb: 'create',
  resource: 'selfsubjectaccessreviews',
  group: 'authorization.k8s.io',
  namespace: null,
  name: null,
};
const reviewed = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Never rejects. */
export async function targetRights(
  client: KubernetesClient,
  { namespace, workload }: { namespace: string; workload: string },
  signal: AbortSignal | undefined,
): Promise<Right[]> {
  const watch: Deed = { verb: 'watch', resource: 'pods', group: '', namespace, name: null };
  const restart = (verb: 'get' | 'patch', resource: string): Deed => {
    return { verb, resource, group: 'apps', namespace, name: workload };
  };
  const ask = (deed: Deed, without: string) => rightTo(client, deed, without, signal);

  async function restartRights(): Promise<Right[]> {
    const resource = await controllerResource();
    if (resource === null) return [];
    const without = `leakops cannot restart ${workload}`;
    return await Promise.all([
      ask(restart('get', resource), without),
      ask(restart('patch', resource), without),
    ]);
  }

  /** null: there is nothing to restart, or nobody can say; what looks at the target says so. */
  async function controllerResource(): Promise<string | null> {
    try {
      return (await readController(client, namespace, workload, signal))?.resource ?? null;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'kubernetes-403') return null;
      // The first that may not be read is the one that is needed, as far as anyone can know.
      const deployments = await ask(restart('get', 'deployments'), '');
      return deployments.allowed === true ? 'statefulsets' : 'deployments';
    }
  }

  const found = await Promise.all([
    ask(watch, 'a kill is seen at the next poll, not before it'),
    restartRights(),
  ]);
  return found.flat();
}

async function rightTo(
  client: KubernetesClient,
  deed: Deed,
  without: string,
  signal: AbortSignal | undefined,
): Promise<Right> {
  const right = { what: wordsOfDeed({ ...deed, namespace: null }), without, remedy: remedyOfDeed(deed) };
  try {
    return { ...right, allowed: await isAllowed(client, deed, signal), why: null };
  } catch (error) {
    return { ...right, allowed: null, why: wordsOf(error) };
  }
}

async function isAllowed(
  client: KubernetesClient,
  { verb, resource, group, namespace, name }: Deed,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const resourceAttributes = {
    ...{ verb, resource, group },
    ...(namespace === null ? {} : { namespace }),
    ...(name === null ? {} : { name }),
  };
  const answer: unknown = await client.call(
    review,
    ({ authorization }) =>
      authorization.createSelfSubjectAccessReview({
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        },
      }),
    { signal },
  );
  const parsed = reviewed.safeParse(answer);
  if (!parsed.success) throw client.oddAnswer(review);
  return parsed.data.status.allowed;
}
