/** An engine on TCP with TLS. Its certificates are made by openssl, where there is one. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dockerWorkload } from '../../../../adapters/workload/docker/docker-workload.ts';
import { failureOf } from '../../../failure-of.ts';
import { onPath } from '../../../real/command.ts';
import { type Certificates, makeCertificates } from '../../../real/docker/certificates.ts';
import { startDocker } from '../../../stand-ins/docker/docker.ts';
import { quickClock } from './quick-clock.ts';
import { checkoutService } from './running-checkout.ts';

describe.runIf(onPath('openssl') !== null)('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-tls-'));
  let made: Certificates;
  beforeAll(async () => {
    made = await makeCertificates(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function engineWithTls() {
    const clock = quickClock(10);
    const read = (name: string) => readFileSync(join(made.server, name));
    const tls = {
      ca: read('ca.pem'),
      cert: read('cert.pem'),
      key: read('key.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    };
    const docker = await startDocker({ clock, tcp: { tls } });
    onTestFinished(() => docker.close());
    docker.add(checkoutService());
    await clock.sleep(1_000);
    const workload = (certificates: string | null, plain = false) => {
      const address = { kind: 'tcp', host: '127.0.0.1', port: docker.port ?? 0 } as const;
      const engine = { ...address, tls: plain ? null : { certificates } };
      return dockerWorkload({ engine, workload: 'checkout', container: null, clock, timeoutMs: 10_000 });
    };
    return { docker, workload };
  }

  test('with ca.pem, cert.pem and key.pem of DOCKER_CERT_PATH the engine is read, and heard', async () => {
    const { docker, workload } = await engineWithTls();
    const target = workload(made.client);
    expect((await target.sight()).readings).toHaveLength(1);
    const stop = new AbortController();
    const watched = target.watch(() => {}, stop.signal);
    await expect.poll(docker.listening).toBe(1);
    stop.abort();
    await watched;
  });

  test('certificates that are renewed while the bot runs are read anew', async () => {
    const { workload } = await engineWithTls();
    const ours = mkdtempSync(join(folder, 'ours-'));
    cpSync(made.stranger, ours, { recursive: true });
    const target = workload(ours);
    // TLS 1.3 refuses a client after its handshake: the connection may be gone before the reason has come.
    expect((await failureOf(target.sight())).code).toMatch(/^docker-(tls|unreachable)$/);
    cpSync(made.client, ours, { recursive: true });
    expect((await target.sight()).readings).toHaveLength(1);
  });

  test('without its authority the engine is not trusted, without a certificate it does not trust us', async () => {
    const { workload } = await engineWithTls();
    const empty = mkdtempSync(join(folder, 'empty-'));
    const untrusted = await failureOf(workload(empty).sight());
    expect(untrusted.code).toBe('docker-tls');
    expect(untrusted.remedy).toContain('DOCKER_CERT_PATH');
    cpSync(join(made.client, 'ca.pem'), join(empty, 'ca.pem'));
    expect((await failureOf(workload(empty).sight())).code).toMatch(/^docker-(tls|unreachable)$/);
  });

  test('plain HTTP to it is no answer, and a Failure', async () => {
    const { workload } = await engineWithTls();
    expect((await failureOf(workload(null, true).sight())).remedy).toMatch(/\w/);
  });
});
