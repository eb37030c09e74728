import { describe, expect, test } from 'vitest';
import type { Deed } from '../../../../adapters/workload/kubernetes/deed.ts';
import { statusFailure, transportFailure } from '../../../../adapters/workload/kubernetes/failures.ts';
import { harmless } from '../../../../adapters/workload/server-words.ts';

const deed: Deed = { verb: 'list', resource: 'pods', group: '', namespace: 'otel-demo', name: null };
const jwt = `eyJhbGciOiJSUzI1NiIsImtpZCI6Ing.${'eyJpc3MiOiJrdWJlcm5ldGVzIn0'.repeat(3)}.c2lnbmF0dXJl`;

describe('the words of a server', () => {
  test.each([
    [`token ${jwt} is expired`, jwt],
    ['Authorization: Bearer short-one', 'short-one'],
    ['authorization: basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    [`opaque ${'0123456789abcdef'.repeat(3)}`, '0123456789abcdef0123456789abcdef'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END', 'MIIEow'],
    ['the known one: hunter22', 'hunter22'],
  ])('%s, without the credential', (words, secret) => {
    expect(words).toContain(secret);
    expect(harmless(words, ['hunter22'])).not.toContain(secret);
  });

  test('names of things are kept, and so is the line', () => {
    const words = `deployments.apps "checkout" is forbidden:\n User "system:serviceaccount:otel-demo:leakops" cannot`;
    expect(harmless(words, [])).toBe(words.replace('\n', ''));
    const pod = 'checkout-with-a-rather-long-name-6d8f9c7b5d-x2x7k.otel-demo.svc.cluster.local';
    expect(harmless(pod, [])).toBe(pod);
    const uid = '8b6a1a6e-6d7c-4f0c-9f67-5b1d6b1a2c3d';
    expect(harmless(`Precondition failed: UID ${uid}`, [])).toContain(uid);
  });

  test('long ones are cut', () => {
    expect(harmless('word '.repeat(200), []).length).toBeLessThanOrEqual(240);
  });
});

test('a right of the cluster is asked for as a ClusterRole', () => {
  const failure = statusFailure(403, undefined, { ...deed, resource: 'nodes', namespace: null });
  expect(failure.message).toContain(
    'ClusterRole needs - {apiGroups: [""], resources: ["nodes"], verbs: ["list"]}',
  );
});

describe('no connection', () => {
  const caused = (code: string) =>
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });

  test.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('%s is about trust', (code) => {
    const failure = transportFailure(caused(code), deed, '10.0.0.1:6443');
    expect(failure).toMatchObject({ code: 'kubernetes-tls', retryable: false });
    expect(failure.remedy).toContain('certificate-authority');
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'EHOSTUNREACH', 'UND_ERR_SOCKET'])(
    '%s is not',
    (code) => {
      const failure = transportFailure(caused(code), deed, '10.0.0.1:6443');
      expect(failure).toMatchObject({ code: 'kubernetes-unreachable', retryable: true });
      expect(failure.message).toBe(
        `the Kubernetes API at 10.0.0.1:6443 cannot be reached (${code}) to list pods in otel-demo`,
      );
    },
  );

  test('without a code it is said without', () => {
    expect(transportFailure('?', deed, 'here').message).toBe(
      'the Kubernetes API at here cannot be reached to list pods in otel-demo',
    );
  });
});
