/** deploy/role.yaml grants what the adapter asks for, and nothing else. */
import { readFileSync } from 'node:fs';
import { loadAllYaml } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { kubernetesBroker } from '../../../../adapters/workload/kubernetes/kubernetes-broker.ts';
import type { Asked } from './api-stand-in.ts';
import { deploymentPath, missing, startHealthyCheckout, statefulSetPath } from './healthy-checkout.ts';
import { checkoutDeployment } from './pods.ts';

interface Named {
  kind: string;
  metadata: { name: string; namespace: string };
}
interface Role extends Named {
  rules: { apiGroups: string[]; resources: string[]; verbs: string[]; resourceNames?: string[] }[];
}
interface Binding extends Named {
  roleRef: { kind: string; name: string };
  subjects: { kind: string; name: string; namespace: string }[];
}

const documents = loadAllYaml(
  readFileSync(new URL('../../../../deploy/role.yaml', import.meta.url), 'utf8'),
) as Named[];
const only = (kind: string) => {
  const found = documents.filter((document) => document.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
};

const granted = () =>
  (only('Role') as Role).rules.flatMap(({ apiGroups, resources, verbs, resourceNames = [null] }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          resourceNames.map(
            (name) => `${verb} ${resource}${name === null ? '' : ` ${name}`} of "${group}" in otel-demo`,
          ),
        ),
      ),
    ),
  );

/** By the rules of the API server: method and path → verb, resource, group. */
function rightOf({ method, path, query }: Asked): string {
  const core = path.startsWith('/api/v1/');
  const parts = path.split('/').slice(core ? 3 : 4);
  const group = core ? '' : (path.split('/')[2] ?? '');
  const [namespace, resource, name, subresource] = parts[0] === 'namespaces' ? parts.slice(1) : [];
  const read = query.get('watch') === 'true' ? 'watch' : name === undefined ? 'list' : 'get';
  const verb = method === 'PATCH' ? 'patch' : read;
  // What is created and named by others, pods, cannot be granted by name.
  const what = subresource !== undefined ? `${resource}/${subresource}` : resource;
  const named = group === 'apps' ? ` ${name}` : '';
  return `${verb} ${what}${named} of "${group}" in ${namespace}`;
}

test('all that the adapter asks for is granted, and all that is granted is asked for', async () => {
  const checkout = await startHealthyCheckout();
  const { api } = checkout;
  api.on(`GET ${statefulSetPath}`, { body: checkoutDeployment() });
  for (const path of [deploymentPath, statefulSetPath]) {
    api.on(`PATCH ${path}`, { body: checkoutDeployment() });
  }
  const workload = checkout.workload();
  await workload.sight();
  const watching = new AbortController();
  const watched = workload.watch(() => {}, watching.signal);
  await expect.poll(() => api.asked.some(({ query }) => query.has('watch'))).toBe(true);
  watching.abort();
  await watched;
  await workload.restart({ key: 'run-1', at: 0 });
  await workload.countLogLines('order placed', 0);
  api.on(`GET ${deploymentPath}`, missing);
  await workload.restart({ key: 'run-1', at: 0 });
  const kafka = [deploymentPath, statefulSetPath].map((path) => path.replace('checkout', 'kafka'));
  const broker = kubernetesBroker({
    kubeconfig: api.kubeconfig,
    namespace: 'otel-demo',
    name: 'kafka',
    clock: checkout.clock,
  });
  for (const path of kafka) {
    const body = { metadata: { name: 'kafka', uid: 'uid-1' }, spec: { replicas: 1 } };
    api.on(`GET ${path}`, { body });
    api.on(`PATCH ${path}`, { body });
    await broker.takeDown('run-1@bot-1', { identity: 'uid-1', replicas: 1 });
    api.on(`GET ${path}`, missing);
  }
  const needed = new Set(api.asked.map(rightOf));
  // The cluster's id is read where it may be (rule 25): nothing is granted for it.
  await workload.identity();
  expect(api.asked.at(-1)?.path).toBe('/api/v1/namespaces/kube-system');
  await api.stop();

  expect([...needed].sort()).toEqual(granted().sort());
});

test('it is bound to the service account, in its namespace, and nothing is cluster-wide', () => {
  const binding = only('RoleBinding') as Binding;
  const account = only('ServiceAccount');
  expect(documents).toHaveLength(3);
  expect(binding.roleRef).toMatchObject({ kind: 'Role', name: only('Role')?.metadata.name });
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', ...account?.metadata }]);
  expect(new Set(documents.map((document) => document.metadata.namespace))).toEqual(new Set(['otel-demo']));
});
