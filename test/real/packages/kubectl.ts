/** kubectl on the cluster of the suite, and what these tests put there. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { command } from '../command.ts';
import { handedBinaries, handedCluster } from '../kubernetes/handed.ts';

export const deployFolder = fileURLToPath(new URL('../../../deploy', import.meta.url));

export const kubectl = (...words: string[]) =>
  command(handedBinaries().kubectl, ['--kubeconfig', handedCluster().kubeconfig, ...words]);

/** One in which Pod Security admits nothing that is less than `restricted`, and warns of it. */
export async function restrictedNamespace(name: string): Promise<void> {
  await kubectl('create', 'namespace', name);
  const modes = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await kubectl('label', 'namespace', name, ...modes);
}

/** A folder for `kubectl apply --kustomize`: deploy/ in another namespace, as a team would have it. */
export function overlayFor(namespace: string, components: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-overlay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(deployFolder, join(folder, 'deploy'), { recursive: true });
  const overlay = { namespace, resources: ['deploy'], components: components.map((one) => `deploy/${one}`) };
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(overlay));
  return folder;
}
