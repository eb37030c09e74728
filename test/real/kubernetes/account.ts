/** The bot's service account with the rights of deploy/role.yaml in a namespace, and a kubeconfig with its token. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { kubeconfigText } from './cluster.ts';
import type { HandedCluster } from './handed.ts';
import { created } from './kubelet.ts';

const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
type Rule = z.infer<typeof rule>;

export interface Account {
  /** `VERB RESOURCE` of all rules, as `watch pods` and `list pods.metrics.k8s.io`. */
  rights: string[];
  /** From now on all of the rights but these. */
  without(...rights: string[]): Promise<void>;
  token(): Promise<string>;
  /** A file with a new token. */
  kubeconfig(folder: string): Promise<string>;
}

const roleFile = new URL('../../../deploy/role.yaml', import.meta.url);
const rbac = '/apis/rbac.authorization.k8s.io/v1';

export async function createAccount(cluster: HandedCluster, namespace: string): Promise<Account> {
  const text = readFileSync(roleFile, 'utf8').replaceAll('namespace: otel-demo', `namespace: ${namespace}`);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as { kind: string });
  const of = (kind: string) => objects.find((object) => object.kind === kind) ?? {};
  await created(cluster, `/api/v1/namespaces/${namespace}/serviceaccounts`, of('ServiceAccount'));
  await created(cluster, `${rbac}/namespaces/${namespace}/roles`, of('Role'));
  await created(cluster, `${rbac}/namespaces/${namespace}/rolebindings`, of('RoleBinding'));
  const { rules } = z.object({ rules: z.array(rule) }).parse(of('Role'));
  const single = rules.flatMap(singleRules);

  const account: Account = {
    rights: single.map(nameOf),
    async without(...rights) {
      const left = single.filter((one) => !rights.includes(nameOf(one)));
      const path = `${rbac}/namespaces/${namespace}/roles/leakops`;
      const { status } = await cluster.request('PATCH', path, { rules: left });
      if (status !== 200) throw new Error(`PATCH ${path}: ${status}`);
    },
    async token() {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/leakops/token`;
      const answer = await created(cluster, path, { spec: { expirationSeconds: 600 } });
      return z.object({ status: z.object({ token: z.string() }) }).parse(answer).status.token;
    },
    async kubeconfig(folder) {
      const path = join(folder, `kubeconfig-of-${namespace}`);
      writeFileSync(path, kubeconfigText(cluster, { token: await account.token() }));
      return path;
    },
  };
  return account;
}

function singleRules({ apiGroups, resources, verbs, resourceNames }: Rule): Rule[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.map((verb) => ({
        ...{ apiGroups: [group], resources: [resource], verbs: [verb] },
        ...(resourceNames === undefined ? {} : { resourceNames }),
      })),
    ),
  );
}

function nameOf({ apiGroups: [group], resources: [resource], verbs: [verb] }: Rule): string {
  return `${verb} ${resource}${group === 'metrics.k8s.io' ? `.${group}` : ''}`;
}
