/** The kubeconfig of the sandbox's Kubernetes API: JSON, which is YAML. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Failure, wordsOf } from '../../src/failure.ts';

const name = 'leakops-sandbox';
/** Accepted by the sandbox alone, on loopback: no secret. */
export const sandboxToken = 'sandbox';

function isOurs(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(`"current-context": "${name}"`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Never writes over a file that is not the sandbox's own: it might be somebody's way to a real cluster. */
export function writeKubeconfig(path: string, kubernetesUrl: string, namespace: string): void {
  const remedy = 'Name a file that does not exist yet, in a folder that may be written.';
  if (!isOurs(path)) {
    const words = `${path} exists and is not the sandbox's: it is left alone.`;
    throw new Failure('sandbox-kubeconfig', words, { retryable: false, remedy });
  }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: kubernetesUrl } }],
    users: [{ name, user: { token: sandboxToken } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
  };
  try {
    writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    const words = `The kubeconfig cannot be written: ${wordsOf(error)}.`;
    throw new Failure('sandbox-kubeconfig', words, { retryable: false, remedy, cause: error });
  }
}

export function removeKubeconfig(path: string): void {
  if (isOurs(path)) rmSync(path, { force: true });
}
