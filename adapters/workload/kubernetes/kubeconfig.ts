/** Which cluster, and as whom. Errors never repeat what stands in the file: a parser's message quotes it. */
import type { KubeConfig } from '@kubernetes/client-node';
import { Failure } from '../../../src/failure.ts';

export interface Access {
  kubeConfig: KubeConfig;
  /** Without a slash at its end. */
  server: string;
  /** For people: `127.0.0.1:6443`. */
  host: string;
  /** What must never be said, should the server repeat it. */
  secrets: string[];
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * `path`: this file and no other; undefined: KUBECONFIG, ~/.kube/config, the service account of the pod.
 * Throws `kubernetes-config`.
 */
export function loadAccess(kubeConfig: KubeConfig, path: string | undefined): Access {
  const source = path === undefined ? 'the kubeconfig' : `the kubeconfig ${path}`;
  try {
    if (path === undefined) kubeConfig.loadFromDefault();
    else kubeConfig.loadFromFile(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && typeof error.code === 'string';
    throw misconfigured(
      missing ? `${source} cannot be read (${error.code})` : `${source} is not a kubeconfig`,
      'Check the file that KUBECONFIG names; kubectl config view shows whether it is whole.',
    );
  }
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) {
    throw misconfigured(
      `${source} has no current context with a cluster`,
      'Choose one: kubectl config use-context NAME.',
    );
  }
  // What loadFromDefault puts in when there is nothing to load.
  if (path === undefined && cluster.name === 'cluster' && cluster.server === 'http://localhost:8080') {
    throw misconfigured(
      'there is no kubeconfig: KUBECONFIG is not set, ~/.kube/config is missing, and this is no pod of a cluster',
      'Set KUBECONFIG to the file of the cluster.',
    );
  }
  if (!URL.canParse(cluster.server)) {
    throw misconfigured(`${source} has a server that is not an address`, 'Write it as https://HOST:6443.');
  }
  const url = new URL(cluster.server);
  if (url.protocol === 'http:' && !cluster.skipTLSVerify) {
    // client-node refuses plain HTTP without this switch. On loopback (kubectl proxy) there is nothing to intercept.
    if (loopback.test(url.hostname)) {
      const clusters = kubeConfig.clusters.map((one) =>
        one.name === cluster.name ? { ...one, skipTLSVerify: true } : one,
      );
      kubeConfig.clusters = clusters;
    } else {
      throw misconfigured(
        `${source} would send its credentials over plain HTTP to ${url.host}`,
        'Use an https:// server, or say insecure-skip-tls-verify: true there.',
      );
    }
  }
  const user = kubeConfig.getCurrentUser();
  const secrets = [user?.token, user?.password].filter(
    (secret): secret is string => secret !== undefined && secret.length > 5,
  );
  return { kubeConfig, server: cluster.server.replace(/\/+$/, ''), host: url.host, secrets };
}

function misconfigured(message: string, remedy: string): Failure {
  return new Failure('kubernetes-config', message, { retryable: false, remedy });
}
