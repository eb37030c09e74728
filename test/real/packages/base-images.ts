/**
 * Stand-ins for the two images that the Dockerfile builds on, for an engine that reaches no registry of images: made of
 * the Debian packages that those are made of too, and of the Node that npm has pinned.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';
import { aptGet } from '../debian.ts';

export interface BaseImages {
  /** Tars of whole root file systems, for `docker import`: for ARG BUILD_IMAGE, and ARG RUN_IMAGE. */
  build: string;
  run: string;
}

/** What Node needs, in distroless images as in slim ones. */
const forNode = ['libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1'];
const forRun = [...forNode, 'ca-certificates', 'netbase', 'tzdata'];
/** A shell, and what the RUN lines call. */
const forBuild = [...forNode, 'dash', 'coreutils', 'findutils'];

/** Made once for each Node, and kept. */
export async function baseImages(say: (line: string) => void): Promise<BaseImages> {
  const folder = join(cacheFolder('packages'), `bases-1-${process.version}`);
  const images = { build: join(folder, 'build.tar'), run: join(folder, 'run.tar') };
  if (existsSync(images.build) && existsSync(images.run)) return images;
  say('making two base images of Debian packages');
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'leakops-bases-'));
  try {
    await makeTar(images.run, await rootFor(join(work, 'run'), forRun, addForRun));
    await makeTar(
      images.build,
      await rootFor(join(work, 'build'), await withDependencies(forBuild), addForBuild),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return images;
}

async function withDependencies(packages: readonly string[]): Promise<string[]> {
  const without = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
  const said = await command('apt-cache', [
    ...['depends', '--recurse', ...without.map((kind) => `--no-${kind}`)],
    ...packages,
  ]);
  return said.split('\n').filter((line) => /^[a-z0-9]/.test(line));
}

/** The lists of packages may be missing, or older than what the archive has. */
async function download(packages: readonly string[], cwd: string): Promise<void> {
  // Its own user cannot write here, and says so in a warning that means nothing.
  const args = ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages];
  await command('apt-get', args, { cwd }).catch(async () => {
    await aptGet('-qq', 'update');
    await command('apt-get', args, { cwd });
  });
}

async function rootFor(
  root: string,
  packages: readonly string[],
  add: (root: string) => Promise<void>,
): Promise<string> {
  const downloads = `${root}-packages`;
  for (const folder of ['bin', 'sbin', 'lib', 'lib64'])
    mkdirSync(join(root, 'usr', folder), { recursive: true });
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${folder}`, join(root, folder));
  for (const folder of ['etc', 'home', 'root', 'tmp', 'var/tmp'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const folder of ['tmp', 'var/tmp']) chmodSync(join(root, folder), 0o1777);
  mkdirSync(downloads);
  await download(packages, downloads);
  for (const name of readdirSync(downloads)) {
    const archive = join(downloads, name);
    await command('sh', [
      '-c',
      `dpkg-deb --fsys-tarfile '${archive}' | tar -x --keep-directory-symlink -C '${root}'`,
    ]);
  }
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n',
  );
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
  await add(root);
  return root;
}

/** As distroless images have it: Node alone, and the certificates that Debian trusts. */
async function addForRun(root: string): Promise<void> {
  mkdirSync(join(root, 'nodejs/bin'), { recursive: true });
  copyFileSync(process.execPath, join(root, 'nodejs/bin/node'));
  const trusted = join(root, 'usr/share/ca-certificates/mozilla');
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
  writeFileSync(
    join(root, 'etc/ssl/certs/ca-certificates.crt'),
    readdirSync(trusted)
      .map((name) => readFileSync(join(trusted, name), 'utf8'))
      .join(''),
  );
}

/** As Node's own images have it: npm beside Node. */
async function addForBuild(root: string): Promise<void> {
  const [bin, modules] = [join(root, 'usr/local/bin'), join(root, 'usr/local/lib/node_modules')];
  mkdirSync(bin, { recursive: true });
  mkdirSync(modules, { recursive: true });
  copyFileSync(process.execPath, join(bin, 'node'));
  // …/npm/bin/npm-cli.js, wherever this machine has it.
  const npm = join(realpathSync(onPath('npm') ?? 'npm'), '../..');
  await command('cp', ['-rL', npm, join(modules, 'npm')]);
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name));
}

async function makeTar(path: string, root: string): Promise<void> {
  await command('tar', ['--numeric-owner', '--owner=0', '--group=0', '-cf', `${path}.new`, '-C', root, '.']);
  renameSync(`${path}.new`, path);
}
