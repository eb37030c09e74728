/**
 * The programs of a Kubernetes control plane: from `KUBEBUILDER_ASSETS` where it has them, else built once from their
 * Go modules (about eight minutes of one core) and kept. The builds are reproducible: build/go.mod and go.sum say all.
 */
import { accessSync, constants, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';

const kubernetesVersion = '1.37.2';

const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
} as const;

type BinaryName = keyof typeof packages;
/** The path of each. */
export type Binaries = Record<BinaryName, string>;

const module = fileURLToPath(new URL('build', import.meta.url));

/** Rejects with words where they are neither there nor can be built. */
export async function kubernetesBinaries(say: (line: string) => void): Promise<Binaries> {
  const folder = cacheFolder(`kubernetes-${kubernetesVersion}`);
  const found = {} as Binaries;
  const missing: BinaryName[] = [];
  for (const name of Object.keys(packages) as BinaryName[]) {
    const path = [process.env.KUBEBUILDER_ASSETS, folder]
      .filter((one): one is string => one !== undefined && one !== '')
      .map((one) => join(one, name))
      .find(isProgram);
    found[name] = path ?? join(folder, name);
    if (path === undefined) missing.push(name);
  }
  if (missing.length > 0) await build(folder, missing, say);
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function build(folder: string, names: readonly BinaryName[], say: (line: string) => void) {
  if (onPath('go') === null) {
    throw new Error(`${names.join(', ')}: not in KUBEBUILDER_ASSETS, and without go they cannot be built`);
  }
  const version = 'k8s.io/component-base/version';
  const [major, minor] = kubernetesVersion.split('.');
  const facts = { gitVersion: `v${kubernetesVersion}`, gitMajor: major, gitMinor: minor };
  const defined = Object.entries(facts).map(([name, value]) => `-X ${version}.${name}=${value}`);
  // Three gigabytes that are of use to nothing else.
  const work = mkdtempSync(join(tmpdir(), 'leakops-kubernetes-build-'));
  const env = { GOFLAGS: '-mod=readonly', CGO_ENABLED: '0', GOCACHE: join(work, 'cache') };
  try {
    for (const name of names) {
      say(`building ${name} from ${packages[name]}: minutes, once`);
      const output = join(work, name);
      const flags = ['-trimpath', '-ldflags', `-s -w ${defined.join(' ')}`, '-o', output];
      await command('go', ['build', ...flags, packages[name]], { cwd: module, env, timeoutMs: 3_600_000 });
      // In two steps, so that nobody runs half a program: the folders may be on different disks.
      await command('cp', [output, join(folder, `${name}.${process.pid}`)]);
      renameSync(join(folder, `${name}.${process.pid}`), join(folder, name));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
