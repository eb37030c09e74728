/** The image, built by the project's Dockerfile on the stand-ins of its base images. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../command.ts';
import type { BaseImages } from './base-images.ts';
import type { Docker } from './docker-cli.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const names = { build: 'leakops-base:build', run: 'leakops-base:run' };

export async function importBases(docker: Docker, { build, run }: BaseImages): Promise<void> {
  const changed = (...changes: string[]) => changes.flatMap((change) => ['--change', change]);
  await docker(['import', ...changed('ENV PATH=/usr/local/bin:/usr/bin:/bin'), build, names.build]);
  const asDistroless = changed(
    'USER 65532',
    'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
    'ENTRYPOINT ["/nodejs/bin/node"]',
  );
  await docker(['import', ...asDistroless, run, names.run]);
}

/** This machine's, as Docker names it. */
export const ownPlatform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** `platform`: as Docker names it. `stage`: of the Dockerfile, instead of its last. */
export async function buildImage(
  docker: Docker,
  { tag, platform, stage }: { tag: string; platform: string; stage?: string },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-build-'));
  try {
    await docker([
      ...['build', '--progress', 'plain', '--network', 'host', '--platform', platform, '--tag', tag],
      ...(stage === undefined ? [] : ['--target', stage]),
      ...['--build-arg', `BUILD_IMAGE=${names.build}`, '--build-arg', `RUN_IMAGE=${names.run}`],
      ...(await secrets(folder)),
      root,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How npm reaches its registry on this machine: the build alone sees it. */
async function secrets(folder: string): Promise<string[]> {
  const setting = async (name: string) => {
    const said = await command('npm', ['config', 'get', name]);
    const value = said.trim().split('\n').at(-1) ?? '';
    return ['', 'null', 'undefined'].includes(value) ? null : value;
  };
  const authority = (await setting('cafile')) ?? process.env.NODE_EXTRA_CA_CERTS ?? null;
  const own = await setting('userconfig');
  const lines = [
    `registry=${await setting('registry')}`,
    ...(own !== null && existsSync(own) ? readFileSync(own, 'utf8').split('\n') : []),
    ...(authority === null ? [] : ['cafile=/run/secrets/ca']),
  ];
  const file = join(folder, 'npmrc');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return [
    ...['--secret', `id=npmrc,src=${file}`],
    ...(authority === null ? [] : ['--secret', `id=ca,src=${authority}`]),
  ];
}
