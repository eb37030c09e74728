/** Between a client and the API server, where it can be broken: TLS on both sides, so that answers can be told apart. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedCertificate } from './certificates.ts';
import { kubeconfigText } from './cluster.ts';
import type { HandedCluster } from './handed.ts';

interface FragileWire {
  /** Of a client that goes through it, as admin. */
  kubeconfig: string;
  /** What is patched is done, and its answer lost. */
  loseAnswers(on: boolean): void;
  /** Nothing gets through any more. */
  cut(): void;
  close(): Promise<void>;
}

export async function fragileWire(cluster: HandedCluster): Promise<FragileWire> {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-wire-'));
  const serving = await signedCertificate(cluster.clientCaFolder, { folder, name: 'wire' });
  const ca = readFileSync(cluster.caFile);
  let lost = false;
  let isCut = false;
  const server = createServer(
    { cert: readFileSync(serving.certificate), key: readFileSync(serving.key) },
    (asked, response) => {
      if (isCut) {
        asked.socket.destroy();
        return;
      }
      const { method = 'GET', url = '/', headers } = asked;
      const passed = httpsRequest(new URL(url, cluster.url), { method, headers, ca }, (answer) => {
        if (lost && method === 'PATCH') {
          asked.socket.destroy();
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        answer.on('error', () => asked.socket.destroy());
      });
      passed.on('error', () => asked.socket.destroy());
      response.on('close', () => passed.destroy());
      asked.pipe(passed);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText({ url, caFile: cluster.caFile }, { token: cluster.adminToken }));
  return {
    kubeconfig,
    loseAnswers(on) {
      lost = on;
    },
    cut() {
      isCut = true;
      server.closeAllConnections();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
