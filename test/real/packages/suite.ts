/**
 * What leakops is shipped as: its image, linted, built and run, and its manifests, tried on a real API server. Each part
 * is skipped alone where what it needs cannot be had.
 */
import { existsSync } from 'node:fs';
import { onPath } from '../command.ts';
import { debianPackages } from '../debian.ts';
import { clearLeft } from '../docker/clear.ts';
import { dockerd, type Engine, startEngine } from '../docker/engine.ts';
import { suite as kubernetes } from '../kubernetes/suite.ts';
import type { Server, Suite } from '../suite.ts';
import { baseImages } from './base-images.ts';
import { importBases } from './build-image.ts';
import { builderProgram, type DockerCli, dockerOf } from './docker-cli.ts';
import { hadolint, hadolintVersion } from './hadolint.ts';

interface Part {
  servers: Server[];
  env: Record<string, string>;
  close(): Promise<void>;
}

export const suite: Suite = {
  name: 'packages',
  proofs: [
    { part: 'Dockerfile', what: 'linted; built; hardened, killed and ended: a run goes on from its volume' },
    {
      part: 'deploy',
      what: 'taken by the API server where Pod Security `restricted` is enforced, and becomes a pod; another namespace; on a Service',
    },
  ],
  async prepare(say) {
    const parts: Part[] = [];
    const whys: string[] = [];
    for (const [name, prepare] of Object.entries({ linter, engine, cluster })) {
      try {
        parts.push(await prepare(say));
      } catch (error) {
        whys.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (parts.length === 0) return { kind: 'absent', why: whys.join('; ') };
    for (const why of whys) say(`packages: skipped in part, ${why}`);
    return {
      kind: 'ready',
      servers: parts.flatMap(({ servers }) => servers),
      env: Object.assign({}, ...parts.map(({ env }) => env)),
      async close() {
        for (const part of parts) await part.close();
      },
    };
  },
};

async function linter(say: (line: string) => void): Promise<Part> {
  return {
    servers: [{ name: 'hadolint', version: hadolintVersion }],
    env: { PACKAGES_HADOLINT: await hadolint(say) },
    close: async () => undefined,
  };
}

async function engine(say: (line: string) => void): Promise<Part> {
  if (process.platform !== 'linux') throw new Error('an engine of the tests’ own needs Linux');
  if (process.getuid?.() !== 0) throw new Error('an engine of the tests’ own needs root');
  const why = existsSync(dockerd()) ? null : await debianPackages(['docker.io'], say);
  if (why !== null) throw new Error(why);
  const program = await builderProgram();
  if (program === null) throw new Error('no docker on this machine builds with BuildKit');
  for (const needed of ['dpkg-deb', 'apt-get', 'npm']) {
    if (onPath(needed) === null) throw new Error(`${needed} is missing: base images are made with it`);
  }
  const bases = await baseImages(say);
  await clearLeft();
  const running = await startedEngine();
  try {
    const cli: DockerCli = { program, host: running.host };
    const docker = dockerOf(cli);
    await importBases(docker, bases);
    const version = await docker(['version', '--format', '{{.Server.Version}}']);
    const driver = await docker(['info', '--format', '{{.Driver}}']);
    return {
      servers: [{ name: 'Docker Engine', version: `${version} (${driver})` }],
      env: { PACKAGES_DOCKER: JSON.stringify(cli) },
      close: running.close,
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

async function cluster(say: (line: string) => void): Promise<Part> {
  const prepared = await kubernetes.prepare(say);
  if (prepared.kind === 'absent') throw new Error(prepared.why);
  return prepared;
}

/** Layers on top of each other where the file system allows it: else each is a copy of the whole image. */
async function startedEngine(): Promise<Engine> {
  try {
    return await startEngine({ storageDriver: 'overlay2' });
  } catch {
    return startEngine();
  }
}
