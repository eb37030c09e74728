/** Ways to be known by the API server, tokens that are rotated, and a server that is not the one that was meant. */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Workload } from '../../../src/ports.ts';
import { until } from '../../processes/until.ts';
import { command, onPath } from '../command.ts';
import { describeWith } from '../gated.ts';
import { type Account, createAccount } from './account.ts';
import { certificateAuthority, signedCertificate } from './certificates.ts';
import { kubeconfigText } from './cluster.ts';
import { created } from './kubelet.ts';
import { type Ground, openShop, prepareGround, type Shop } from './shop.ts';

const child = new URL('./sight-child.ts', import.meta.url).pathname;

describeWith('KUBERNETES_CLUSTER')('credentials', () => {
  let ground: Ground;
  let shop: Shop;
  let account: Account;
  let files = 0;
  beforeAll(async () => {
    ground = await prepareGround();
    shop = await openShop(ground);
    account = await createAccount(ground.cluster, shop.namespace);
  });
  afterAll(async () => {
    await shop?.close();
    await ground?.close();
  });

  const fileOf = (text: string): string => {
    files += 1;
    const path = join(ground.folder, `file-${files}`);
    writeFileSync(path, text);
    return path;
  };
  const workload = (kubeconfig: string): Workload =>
    kubernetesWorkload({
      ...{ kubeconfig, namespace: shop.namespace, workload: 'checkout', container: 'checkout' },
      ...{ readings: 'auto', clock: systemClock() },
    });
  const sees = async (target: Workload) => expect((await target.sight()).pods).toHaveLength(1);
  const configured = (user: object) => fileOf(kubeconfigText(ground.cluster, user));
  const helperPrinting = (path: string): string => {
    const helper = fileOf(`#!/bin/sh\ncat ${path}\n`);
    chmodSync(helper, 0o700);
    return helper;
  };
  const execCredential = (token: string) =>
    JSON.stringify({
      ...{ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } },
    });
  const exec = (commandPath: string) => ({
    exec: {
      ...{ apiVersion: 'client.authentication.k8s.io/v1', command: commandPath, interactiveMode: 'Never' },
    },
  });

  test('a token', async () => {
    await sees(workload(configured({ token: await account.token() })));
  });

  test('a client certificate, and the server’s CA inline', async () => {
    const folder = join(ground.folder, 'client');
    const { certificate, key } = await signedCertificate(ground.cluster.clientCaFolder, {
      ...{ folder, name: 'ada', group: 'system:masters' },
    });
    await sees(workload(configured({ 'client-certificate': certificate, 'client-key': key })));
    const inline = (path: string) => readFileSync(path).toString('base64');
    const text = kubeconfigText(ground.cluster, {
      ...{ 'client-certificate-data': inline(certificate), 'client-key-data': inline(key) },
    });
    const { caFile } = ground.cluster;
    const whole = text.replace(
      `"certificate-authority":${JSON.stringify(caFile)}`,
      `"certificate-authority-data":"${inline(caFile)}"`,
    );
    expect(whole).not.toBe(text);
    await sees(workload(fileOf(whole)));
  });

  /** All tokens of an account end with it, a moment later: until then the API server remembers them. */
  async function revoked(refusals: () => Promise<boolean>): Promise<void> {
    const accounts = `/api/v1/namespaces/${shop.namespace}/serviceaccounts`;
    await ground.cluster.request('DELETE', `${accounts}/leakops`);
    await until('the refusal', refusals);
    await created(ground.cluster, accounts, { metadata: { name: 'leakops' } });
  }

  test('tokens that are revoked while the bot runs: kubeconfig and helper are asked anew', async () => {
    const credential = fileOf(execCredential(await account.token()));
    const path = configured({ token: await account.token() });
    const targets = [workload(configured(exec(helperPrinting(credential)))), workload(path)];
    for (const target of targets) await sees(target);
    const refused = (target: Workload) =>
      target.sight().then(
        () => false,
        (error: unknown) => {
          expect(error).toMatchObject({
            code: 'kubernetes-401',
            remedy: expect.stringContaining('service account token'),
          });
          return true;
        },
      );
    await revoked(async () => (await Promise.all(targets.map(refused))).every(Boolean));
    writeFileSync(credential, execCredential(await account.token()));
    writeFileSync(path, kubeconfigText(ground.cluster, { token: await account.token() }));
    for (const target of targets) await sees(target);
  });

  describe('another server than was meant', () => {
    test('one whose certificate is of another CA is not spoken to', async () => {
      const folder = join(ground.folder, 'other-ca');
      await certificateAuthority(folder, 'another-ca');
      const { url } = ground.cluster;
      const user = { token: await account.token() };
      const path = fileOf(kubeconfigText({ url, caFile: join(folder, 'ca.crt') }, user));
      await expect(workload(path).sight()).rejects.toMatchObject({
        ...{ code: 'kubernetes-tls', retryable: false },
        remedy: expect.stringContaining('certificate-authority'),
      });
    });

    test('one of another name is not spoken to', async () => {
      const { url, caFile } = ground.cluster;
      const user = { token: await account.token() };
      const path = fileOf(kubeconfigText({ url: url.replace('127.0.0.1', '127.0.0.2'), caFile }, user));
      // Nothing listens there, or what does has a certificate for 127.0.0.1.
      await expect(workload(path).sight()).rejects.toMatchObject({
        code: expect.stringMatching(/^kubernetes-(tls|unreachable)$/),
      });
    });
  });

  describe.runIf(onPath('unshare') !== null && process.getuid?.() === 0)('in a pod', () => {
    /** Where client-node looks, and nobody else on this machine: it is there in a mount namespace only. */
    const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';

    async function inPod(secrets: string, script: string): Promise<string> {
      const { hostname, port } = new URL(ground.cluster.url);
      const prepare = `mount -t tmpfs tmpfs /var/run && mkdir -p ${dirname(mounted)} && ln -s "$SECRETS" ${mounted}`;
      return await command('unshare', ['--mount', 'sh', '-c', `${prepare} && ${script}`], {
        env: {
          ...{ SECRETS: secrets, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
          ...{ HOME: ground.folder, KUBECONFIG: undefined, NODE_PROGRAM: process.execPath, CHILD: child },
        },
        timeoutMs: 60_000,
      });
    }

    async function secretsFolder(token: string): Promise<string> {
      files += 1;
      const folder = join(ground.folder, `secrets-${files}`);
      mkdirSync(folder);
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      writeFileSync(join(folder, 'ca.crt'), readFileSync(ground.cluster.caFile));
      writeFileSync(join(folder, 'namespace'), shop.namespace);
      writeFileSync(join(folder, 'token'), token);
      return folder;
    }

    test('the service account of the pod, and its token when it is rotated', async () => {
      const secrets = await secretsFolder(await account.token());
      const seen = join(secrets, 'seen');
      const looks = () => readFileSync(seen, 'utf8').trim().split('\n');
      writeFileSync(seen, '');
      const over = inPod(secrets, `"$NODE_PROGRAM" "$CHILD" ${shop.namespace} ${seen}`);
      await until('the first look', async () => looks().includes('1 pod'));
      await revoked(async () => looks().includes('kubernetes-401'));
      writeFileSync(join(secrets, 'token'), await account.token());
      await over;
      expect(looks()).toEqual(['1 pod', 'kubernetes-401', '1 pod']);
    });
  });
});
