/** One patch of a Deployment or StatefulSet, on the version that was read. */
import { z } from 'zod';
import type { KubernetesClient } from './client.ts';
import type { Controller } from './controller.ts';
import type { Deed } from './deed.ts';

const patched = z.object({ metadata: z.object({ name: z.string() }) });

export interface Patch {
  metadata?: { annotations: { [key: string]: string | null } };
  spec?: object;
}

/**
 * With the version that was read: what somebody else wrote meanwhile, or a late copy of this very request, is refused
 * with `kubernetes-409`. @param dry checks the rights and the object, and changes nothing
 */
export async function patchController(
  client: KubernetesClient,
  at: { namespace: string; name: string },
  controller: Controller,
  patch: Patch,
  options: { signal: AbortSignal | undefined; dry?: boolean },
): Promise<void> {
  const { namespace, name } = at;
  const deed: Deed = { verb: 'patch', resource: controller.resource, group: 'apps', namespace, name };
  const { resourceVersion } = controller;
  const metadata = { ...patch.metadata, ...(resourceVersion === null ? {} : { resourceVersion }) };
  const body = { ...(Object.keys(metadata).length === 0 ? {} : { metadata }), ...withSpec(patch) };
  const call = { namespace, name, body, ...(options.dry === true ? { dryRun: 'All' } : {}) };
  const answer: unknown = await client.call(
    deed,
    ({ apps }) =>
      controller.kind === 'Deployment'
        ? apps.patchNamespacedDeployment(call)
        : apps.patchNamespacedStatefulSet(call),
    { signal: options.signal, contentType: 'application/strategic-merge-patch+json' },
  );
  // A login page says 200 too.
  if (!patched.safeParse(answer).success) throw client.oddAnswer(deed);
}

function withSpec({ spec }: Patch): object {
  return spec === undefined ? {} : { spec };
}
