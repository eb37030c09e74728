import { expect, test } from 'vitest';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { deployFolder, kubectl, overlayFor, restrictedNamespace } from './kubectl.ts';

interface Made {
  kind: string;
  metadata: { name: string; namespace: string };
  data?: Record<string, string>;
  subjects?: { namespace: string }[];
}

describeWith('KUBERNETES_CLUSTER')('deploy/', () => {
  async function dryRun(folder: string): Promise<Made[]> {
    const said = await kubectl('apply', '--kustomize', folder, '--dry-run=server', '--output', 'json');
    return JSON.parse(said).items;
  }

  test('is taken whole by a server that enforces the restricted Pod Security Standard, without a warning', async () => {
    await restrictedNamespace('otel-demo');
    // A warning would stand before the JSON.
    const made = await dryRun(deployFolder);
    expect(made.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'PersistentVolumeClaim',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
    expect(new Set(made.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['otel-demo']));

    const bare = ['run', 'bare', '--namespace', 'otel-demo', '--image', 'leakops', '--dry-run=server'];
    await expect(kubectl(...bare)).rejects.toThrow(/violates PodSecurity "restricted/);
  });

  test('becomes a pod there, with the rights of the Role and no others', async () => {
    await kubectl('apply', '--kustomize', deployFolder);
    const pods = ['--namespace', 'otel-demo', 'get', 'pods', '--selector', 'app.kubernetes.io/name=leakops'];
    await until('the pod', async () =>
      (await kubectl(...pods, '--output', 'name')).startsWith('pod/leakops-'),
    );

    const may = async (...what: string[]) => {
      const account = ['--as', 'system:serviceaccount:otel-demo:leakops'];
      const said = await kubectl('auth', 'can-i', ...what, ...account).catch((error: Error) => error.message);
      return /(^|\n)yes\s*$/.test(said);
    };
    const inDemo = ['--namespace', 'otel-demo'];
    expect(await may('list', 'pods', ...inDemo)).toBe(true);
    expect(await may('patch', 'deployments.apps/checkout', ...inDemo)).toBe(true);
    expect(await may('patch', 'deployments.apps/leakops', ...inDemo)).toBe(false);
    expect(await may('get', 'secrets', ...inDemo)).toBe(false);
    expect(await may('list', 'pods', '--namespace', 'default')).toBe(false);

    // Applied again nothing changes: no pod is replaced by it.
    expect(await kubectl('apply', '--kustomize', deployFolder)).not.toMatch(/created|configured/);
  });

  test('goes into another namespace, and on a Service, by an overlay', async () => {
    await restrictedNamespace('shop');

    const made = await dryRun(overlayFor('shop', ['reachable']));
    expect(new Set(made.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
    expect(made.flatMap(({ subjects = [] }) => subjects.map(({ namespace }) => namespace))).toEqual(['shop']);
    expect(made.find(({ kind }) => kind === 'ConfigMap')?.data).toMatchObject({
      HOST: '0.0.0.0',
      FLAGD_UI_URL: 'http://flagd:4000',
    });
    expect(made.filter(({ kind }) => kind === 'Service')).toHaveLength(1);
  });
});
