/**
 * Docker as Debian packages it, started by the tests for themselves, with a checkout of our own in its containers
 * (leaky/). Needs root: an engine, and a kernel that kills at a memory limit.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { onPath } from '../command.ts';
import { debianPackages } from '../debian.ts';
import type { Server, Suite } from '../suite.ts';
import { clearLeft } from './clear.ts';
import { dockerd, startEngine } from './engine.ts';
import { importLeaky, runLeaky } from './leaky.ts';
import { leakyTar } from './leaky-image.ts';

const version = z.object({
  ApiVersion: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })),
});
const info = z.object({ CgroupVersion: z.string(), Driver: z.string() });

export const suite: Suite = {
  name: 'docker',
  proofs: [
    {
      part: 'adapters/workload/docker',
      what: 'the Workload contract; an engine that hangs, restarts and dies, with live-restore and without; TLS; Compose labels',
    },
    {
      part: 'main.ts',
      what: 'a kill for real, a kill averted for real by the breaker, a restart that frees memory; the bot killed in a run, the engine hung and restarted in one',
    },
  ],
  filesAtOnce: 4,
  async prepare(say) {
    const why = await missing(say);
    if (why !== null) return { kind: 'absent', why };
    await clearLeft();
    const tar = await leakyTar(say);
    return {
      kind: 'ready',
      servers: await tried(tar),
      env: { LEAKOPS_TEST_LEAKY_TAR: tar },
      close: clearLeft,
    };
  },
};

/** In words; null: nothing is. */
async function missing(say: (line: string) => void): Promise<string | null> {
  if (process.platform !== 'linux') return 'an engine of the tests’ own needs Linux';
  if (process.getuid?.() !== 0) return 'an engine of the tests’ own needs root';
  if (onPath('go') === null) return 'go is not on the PATH: it builds the checkout that leaks';
  const packages = [
    ...(existsSync(dockerd()) ? [] : ['docker.io']),
    ...(onPath('openssl') === null ? ['openssl'] : []),
  ];
  return packages.length === 0 ? null : debianPackages(packages, say);
}

/** Runs one container on an engine, so that a machine that cannot is told from a test that fails. */
async function tried(tar: string): Promise<Server[]> {
  const engine = await startEngine();
  try {
    const { ApiVersion, Components } = version.parse(await engine.api.call('GET', '/version'));
    const { CgroupVersion, Driver } = info.parse(await engine.api.call('GET', '/info'));
    await importLeaky(engine, tar);
    const leaky = await runLeaky(engine);
    await leaky.remove();
    const named = (name: string) => Components.find((part) => part.Name === name)?.Version ?? 'unknown';
    return [
      {
        name: 'Docker Engine',
        version: `${named('Engine')} (API ${ApiVersion}, cgroup v${CgroupVersion}, ${Driver})`,
      },
      { name: 'containerd', version: named('containerd') },
      { name: 'runc', version: named('runc') },
    ];
  } finally {
    await engine.close();
  }
}
