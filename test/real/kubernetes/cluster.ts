/**
 * A Kubernetes API server on loopback with an etcd and certificates of its own, in a temporary folder: ready in a few
 * seconds. With controllers Deployments, StatefulSets, ServiceAccounts and Namespaces are real too; nobody runs pods.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiRequest, apiRequest } from './api-request.ts';
import type { Binaries } from './binaries.ts';
import { certificateAuthority, signedCertificate } from './certificates.ts';
import { type Child, startChild } from './children.ts';

/** All that a client in another process needs: it survives JSON. */
export interface ClusterAddress {
  url: string;
  /** Of the server's certificate, PEM. */
  caFile: string;
  /** Of client certificates: `certificates.ts` signs with it. */
  clientCaFolder: string;
  /** Of `admin`, who may do everything. */
  adminToken: string;
  /** The same as a kubeconfig, for programs. */
  kubeconfig: string;
}

export interface Cluster extends ClusterAddress {
  request: ApiRequest;
  /** Kills the API server alone, as a crash would. */
  crash(): Promise<void>;
  /** On the same etcd and port; resolves when it is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const adminToken = 'admin-token';
const readyWithinMs = 120_000;

export async function startCluster(
  binaries: Binaries,
  options: { controllers?: boolean; apiServerFlags?: readonly string[] } = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-cluster-'));
  const children = new Map<string, Child>();
  const run = (name: keyof Binaries, args: readonly string[]) =>
    children.set(name, startChild(binaries[name], args, join(folder, `${name}.log`)));
  const stop = async () => {
    // The server first: without its etcd it takes long to end.
    for (const name of ['kube-controller-manager', 'kube-apiserver', 'etcd'])
      await children.get(name)?.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [clientPort, peerPort, port] = await freePorts(3);
    const clientCaFolder = join(folder, 'client-ca');
    await certificateAuthority(clientCaFolder);
    const serviceAccountKey = join(folder, 'service-accounts.key');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    writeFileSync(serviceAccountKey, privateKey.export({ type: 'sec1', format: 'pem' }));
    writeFileSync(join(folder, 'tokens.csv'), `${adminToken},admin,1,"system:masters"\n`);
    const serving = await signedCertificate(clientCaFolder, {
      folder: join(folder, 'serving'),
      name: 'kube-apiserver',
    });

    const etcd = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    run('etcd', [
      ...['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync'],
      ...['--listen-client-urls', etcd, '--advertise-client-urls', etcd],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `default=${peer}`],
    ]);
    const serve = () =>
      run('kube-apiserver', [
        `--etcd-servers=${etcd}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=127.0.0.1',
        '--endpoint-reconciler-type=none',
        `--secure-port=${port}`,
        `--cert-dir=${join(folder, 'certs')}`,
        `--tls-cert-file=${serving.certificate}`,
        `--tls-private-key-file=${serving.key}`,
        `--client-ca-file=${join(clientCaFolder, 'ca.crt')}`,
        '--service-cluster-ip-range=10.0.0.0/24',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${serviceAccountKey}`,
        `--service-account-signing-key-file=${serviceAccountKey}`,
        '--authorization-mode=RBAC',
        ...(options.apiServerFlags ?? []),
        `--token-auth-file=${join(folder, 'tokens.csv')}`,
        // Pods need no ServiceAccount of their own.
        '--disable-admission-plugins=ServiceAccount',
      ]);
    const url = `https://127.0.0.1:${port}`;
    const caFile = join(clientCaFolder, 'ca.crt');
    const request = apiRequest({ url, caFile, token: adminToken });
    const ready = async () => {
      const until = performance.now() + readyWithinMs;
      while (!(await isReady(request))) {
        for (const child of children.values()) {
          const why = child.ended();
          if (why !== null) throw new Error(why);
        }
        if (performance.now() > until) throw new Error(`${url} is not ready: ${logOf(folder)}`);
        await pause(100);
      }
    };
    serve();
    await ready();
    const kubeconfig = join(folder, 'admin.kubeconfig');
    writeFileSync(kubeconfig, kubeconfigText({ url, caFile }, { token: adminToken }));
    if (options.controllers === true) {
      run('kube-controller-manager', [
        `--kubeconfig=${kubeconfig}`,
        '--leader-elect=false',
        '--secure-port=0',
        '--controllers=deployment-controller,replicaset-controller,statefulset-controller,serviceaccount-controller,namespace-controller',
      ]);
    }
    return {
      ...{ url, caFile, clientCaFolder, adminToken, kubeconfig, request, stop },
      async crash() {
        await children.get('kube-apiserver')?.kill();
        children.delete('kube-apiserver');
      },
      async restart() {
        serve();
        await ready();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `user`: as in a kubeconfig's `user:`, JSON being YAML. */
export function kubeconfigText(cluster: Pick<ClusterAddress, 'url' | 'caFile'>, user: object): string {
  const { url, caFile } = cluster;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'leakops',
    clusters: [{ name: 'leakops', cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: 'leakops', user }],
    contexts: [{ name: 'leakops', context: { cluster: 'leakops', user: 'leakops' } }],
  });
}

async function isReady(request: ApiRequest): Promise<boolean> {
  const answer = await request('GET', '/readyz').catch(() => null);
  return answer?.status === 200;
}

function logOf(folder: string): string {
  return readFileSync(join(folder, 'kube-apiserver.log'), 'utf8').slice(-2_000);
}

/** All at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
