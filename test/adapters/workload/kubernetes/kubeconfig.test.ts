import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { failureOf } from '../../../failure-of.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { type ApiStandIn, kubeconfigText, startApiStandIn } from './api-stand-in.ts';

const secret = 'c2VjcmV0LXRva2VuLW9mLXRoZS1maWxl';
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakops-kubeconfig-'));
  file = join(folder, 'config');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function identity(
  kubeconfig: string | undefined,
  timeoutMs = 2_000,
  signal?: AbortSignal,
): Promise<string | null> {
  return kubernetesWorkload({
    kubeconfig,
    namespace: 'otel-demo',
    workload: 'checkout',
    container: 'checkout',
    readings: 'auto',
    clock: manualClock(0),
    timeoutMs,
  }).identity(signal);
}

describe('a kubeconfig that does not serve', () => {
  const config = (cluster: object, user: object, rest: object = {}) =>
    JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      ...rest,
    });
  const server = 'https://127.0.0.1:1';

  test.each<[string, string, string, RegExp]>([
    ['no YAML', `token: ${secret}\n\t: [`, 'kubernetes-config', /is not a kubeconfig/],
    ['empty', '', 'kubernetes-config', /is not a kubeconfig/],
    ['a list', `[${secret}]`, 'kubernetes-config', /not a kubeconfig|no current context/],
    [
      'without a context',
      config({ server }, { token: secret }, { 'current-context': '' }),
      'kubernetes-config',
      /no current context/,
    ],
    [
      'a context without a cluster',
      config({ server }, { token: secret }, { clusters: [] }),
      'kubernetes-config',
      /no current context/,
    ],
    [
      'a server that is none',
      config({ server: 'here' }, { token: secret }),
      'kubernetes-config',
      /not an address/,
    ],
    [
      'plain HTTP into the world',
      config({ server: 'http://10.0.0.1:8080' }, { token: secret }),
      'kubernetes-config',
      /plain HTTP to 10\.0\.0\.1:8080/,
    ],
    [
      'a CA file that is missing',
      config({ server, 'certificate-authority': 'ca.crt' }, { token: secret }),
      'kubernetes-credentials',
      /names for them fails/,
    ],
    [
      'a token file that is missing',
      config({ server }, { 'auth-provider': { name: 'tokenFile', config: { tokenFile: '/nowhere' } } }),
      'kubernetes-credentials',
      /names for them fails/,
    ],
    [
      'a helper that fails and prints its secret',
      config(
        { server },
        {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'sh',
            args: ['-c', `echo ${secret} >&2; exit 1`],
          },
        },
      ),
      'kubernetes-credentials',
      /names for them fails/,
    ],
    [
      'a helper that prints no credential',
      config(
        { server },
        { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'echo', args: [secret] } },
      ),
      'kubernetes-credentials',
      /names for them fails/,
    ],
  ])('%s', async (_name, text, code, words) => {
    writeFileSync(file, text);
    const failure = await failureOf(identity(file));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(words);
    expect(failure.remedy).toMatch(/\w/);
    expect(
      `${failure.message}${failure.remedy}${failure.stack}${JSON.stringify(failure.cause ?? '')}`,
    ).not.toContain(secret);
  });

  test('missing', async () => {
    const failure = await failureOf(identity(join(folder, 'nowhere')));
    expect(failure).toMatchObject({ code: 'kubernetes-config', retryable: false });
    expect(failure.message).toContain(`${join(folder, 'nowhere')} cannot be read (ENOENT)`);
  });

  test('a credential helper that hangs does not hold the bot', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['3'] };
    writeFileSync(file, config({ server }, { exec }));
    const failure = await failureOf(identity(file, 100));
    expect(failure.message).toMatch(/within 0\.1 s/);
  });

  test('nor does one that nobody waits for any more', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['3'] };
    writeFileSync(file, config({ server }, { exec }));
    const stop = new AbortController();
    const work = failureOf(identity(file, 60_000, stop.signal));
    stop.abort();
    const startedAt = performance.now();
    expect((await work).code).toBe('kubernetes-cancelled');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('none anywhere', async () => {
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('HOME', folder);
    const failure = await failureOf(identity(undefined));
    expect(failure).toMatchObject({
      code: 'kubernetes-config',
      remedy: expect.stringContaining('KUBECONFIG'),
    });
    expect(failure.message).toContain('there is no kubeconfig');
  });
});

describe('which file', () => {
  let api: ApiStandIn;
  beforeEach(async () => {
    api = await startApiStandIn(() => 0);
    api.on('GET /api/v1/namespaces/kube-system', {
      body: { metadata: { name: 'kube-system', uid: 'right' } },
    });
  });
  afterEach(() => api.stop());

  test('the given one alone: KUBECONFIG is not even looked at', async () => {
    writeFileSync(file, 'not: [a kubeconfig');
    vi.stubEnv('KUBECONFIG', file);
    expect(await identity(api.kubeconfig)).toBe('right');
  });

  test('without one, KUBECONFIG', async () => {
    vi.stubEnv('KUBECONFIG', api.kubeconfig);
    expect(await identity(undefined)).toBe('right');
  });

  test('one that is repaired is read at the next call; a server with a path is served', async () => {
    const target = kubernetesWorkload({
      kubeconfig: file,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      readings: 'auto',
      clock: manualClock(0),
    });
    await failureOf(target.identity());
    api.on('GET /k8s/clusters/c-1/api/v1/namespaces/kube-system', {
      body: { metadata: { uid: 'behind a path' } },
    });
    writeFileSync(file, kubeconfigText(`${api.url}/k8s/clusters/c-1/`));
    expect(await target.identity()).toBe('behind a path');
  });
});
