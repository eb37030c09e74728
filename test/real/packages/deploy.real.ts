import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { until } from '../../processes/until.ts';
import { command } from '../command.ts';
import { describeWith } from '../gated.ts';
import { handedBinaries, handedCluster } from '../kubernetes/handed.ts';

const deploy = fileURLToPath(new URL('../../../deploy', import.meta.url));

interface Made {
  kind: string;
  metadata: { name: string; namespace: string };
  data?: Record<string, string>;
  subjects?: { namespace: string }[];
}

describeWith('KUBERNETES_CLUSTER')('deploy/', () => {
  const kubectl = (...words: string[]) =>
    command(handedBinaries().kubectl, ['--kubeconfig', handedCluster().kubeconfig, ...words]);

  /** A namespace in which Pod Security admits nothing that is less than `restricted`. */
  async function restrictedNamespace(name: string): Promise<void> {
    await kubectl('create', 'namespace', name);
    await kubectl(
      'label',
      'namespace',
      name,
      ...['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`),
    );
  }

  async function dryRun(folder: string): Promise<Made[]> {
    const said = await kubectl('apply', '--kustomize', folder, '--dry-run=server', '--output', 'json');
    return JSON.parse(said).items;
  }

  test('is taken whole by a server that enforces the restricted Pod Security Standard, without a warning', async () => {
    await restrictedNamespace('otel-demo');
    // A warning would stand before the JSON.
    const made = await dryRun(deploy);
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
    await kubectl('apply', '--kustomize', deploy);
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
    expect(await kubectl('apply', '--kustomize', deploy)).not.toMatch(/created|configured/);
  });

  test('goes into another namespace, and on a Service, by an overlay', async ({ onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), 'leakops-overlay-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(deploy, join(folder, 'deploy'), { recursive: true });
    const overlay = { namespace: 'shop', resources: ['deploy'], components: ['deploy/reachable'] };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(overlay));
    await restrictedNamespace('shop');

    const made = await dryRun(folder);
    expect(new Set(made.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
    expect(made.flatMap(({ subjects = [] }) => subjects.map(({ namespace }) => namespace))).toEqual(['shop']);
    expect(made.find(({ kind }) => kind === 'ConfigMap')?.data).toMatchObject({
      HOST: '0.0.0.0',
      FLAGD_UI_URL: 'http://flagd:4000',
    });
    expect(made.filter(({ kind }) => kind === 'Service')).toHaveLength(1);
  });
});
