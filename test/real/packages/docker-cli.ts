/** Docker as people call it, on an engine of the tests' own. */
import { command, onPath } from '../command.ts';

export interface DockerCli {
  program: string;
  /** As `DOCKER_HOST` has it. */
  host: string;
}

/** What it prints. Rejects with its words. */
export type Docker = (args: readonly string[], env?: Record<string, string>) => Promise<string>;

export function dockerOf({ program, host }: DockerCli): Docker {
  return async (args, env = {}) =>
    (await command(program, args, { env: { ...env, DOCKER_HOST: host, DOCKER_BUILDKIT: '1' } })).trim();
}

/** One that builds with BuildKit: up to version 22 it is in it, from then on a plugin. Null: none does. */
export async function builderProgram(): Promise<string | null> {
  for (const program of ['/usr/bin/docker', onPath('docker')]) {
    if (program === null) continue;
    const version = await command(program, ['--version']).catch(() => '');
    const major = Number(/version (\d+)\./.exec(version)?.[1] ?? Number.NaN);
    if (major >= 19 && major < 23) return program;
    const plugin = await command(program, ['buildx', 'version']).then(
      () => true,
      () => false,
    );
    if (major >= 23 && plugin) return program;
  }
  return null;
}
