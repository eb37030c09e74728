import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, type TestContext, test } from 'vitest';
import { type SpokenTo, speakTo } from '../../processes/bot-process.ts';
import { ended, growing, messageThatIs, newGame, restartable } from '../../processes/game.ts';
import { expectPutRight } from '../../processes/put-right.ts';
import { until } from '../../processes/until.ts';
import { command } from '../command.ts';
import { freePort } from '../free-port.ts';
import { describeWith, handed } from '../gated.ts';
import { buildImage, ownPlatform } from './build-image.ts';
import { type Container, startContainer } from './container.ts';
import { dockerOf } from './docker-cli.ts';

const image = 'leakops:test';
/** Nothing trips while a container starts anew. */
const unhurried = { ...restartable, LEAKOPS_BREAKER: '99', LEAKOPS_PREDICT: 'off' };
const token = 'a-token-of-the-tests';

describeWith('PACKAGES_DOCKER')('the image', () => {
  const docker = (...words: string[]) => dockerOf(JSON.parse(handed('PACKAGES_DOCKER')))(words);

  beforeAll(async () => {
    await buildImage((args) => docker(...args), { tag: image, platform: ownPlatform });
    const bytes = Number(await docker('image', 'inspect', '--format', '{{.Size}}', image));
    console.log(`the image has ${Math.round(bytes / 1e6)} MB`);
  }, 600_000);

  /** Hardened, on a volume of its own; gone afterwards. */
  async function run(
    context: TestContext,
    env: Record<string, string>,
    files: Record<string, string> = {},
  ): Promise<{ container: Container; bot: SpokenTo }> {
    const port = await freePort();
    const container = await startContainer((args) => docker(...args), {
      image,
      env: { PORT: String(port), LEAKOPS_WEB_TOKEN: token, ...env },
      volume: `data-${randomUUID()}`,
      files,
    });
    context.onTestFinished(async () => void (await docker('rm', '--force', '--volumes', container.id)));
    return { container, bot: speakTo(`http://127.0.0.1:${port}`, { authorization: `Bearer ${token}` }) };
  }

  test('holds what runs and nothing else, which its user cannot change', async ({ onTestFinished }) => {
    const id = await created(image);
    onTestFinished(async () => void (await docker('rm', id)));
    const listing = await listingOf(id);
    const inApp = listing.filter(({ path }) => path.startsWith('leakops/'));
    const top = new Set(inApp.map(({ path }) => path.split('/')[1]));
    expect([...top].filter(Boolean).sort()).toEqual(
      [
        'LICENSE',
        'adapters',
        'commands',
        'deploy',
        'main',
        'main.ts',
        'node_modules',
        'package.json',
        'src',
      ].sort(),
    );
    expect(inApp.filter(({ owner }) => owner !== '0/0')).toEqual([]);
    const paths = listing.map(({ path }) => path);
    expect(
      paths.filter((path) =>
        /^leakops\/node_modules\/(node-linux|typescript|vitest|@biomejs|knip)/.test(path),
      ),
    ).toEqual([]);
    expect(paths.filter((path) => /npmrc|\.map$|\.d\.ts$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /^(run\/secrets|root)\/./.test(path))).toEqual([]);
    expect(listing.find(({ path }) => path === 'data/')?.owner).toBe('65532/65532');

    const told = await docker('image', 'inspect', '--format', '{{json .Config}}', image);
    expect(JSON.parse(told)).toMatchObject({ User: '65532:65532', Volumes: { '/data': {} } });
    expect(await docker('history', '--no-trunc', image)).not.toMatch(/https?:/);
  });

  /** Its id comes last, after a warning where the platform is another's. */
  async function created(...what: string[]): Promise<string> {
    return (await docker('create', ...what)).split('\n').at(-1) ?? '';
  }

  /** All files of a container that was created, tens of thousands. */
  async function listingOf(id: string): Promise<{ owner: string; path: string }[]> {
    const { program, host } = JSON.parse(handed('PACKAGES_DOCKER'));
    const folder = mkdtempSync(join(tmpdir(), 'leakops-listing-'));
    try {
      const list = '"$0" export "$1" | tar -tv --numeric-owner >"$2"';
      const file = join(folder, 'list');
      await command('sh', ['-c', list, program, id, file], { env: { DOCKER_HOST: host } });
      return readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => {
          const [, owner = '', , , , path = ''] = line.split(/\s+/);
          return { owner, path };
        });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('asks for a token before it listens where others can reach it', async () => {
    await expect(docker('run', '--rm', '--network', 'host', image)).rejects.toThrow(
      /LEAKOPS_WEB_TOKEN is not set → set LEAKOPS_WEB_TOKEN to a long random text/,
    );
  });

  test('plays a run in its sandbox: hardened, healthy, nobody', async (context) => {
    const { container, bot } = await run(context, {});
    await container.healthy();
    expect(await container.exec('node', 'deploy/health.js', 'readyz')).toBe('/readyz answered 200');
    expect(await container.exec('node', '-p', '[process.getuid(), process.getgid()].join()')).toBe(
      '65532,65532',
    );
    await expect(container.exec('node', '-e', 'fs.writeFileSync("main.ts", "")')).rejects.toThrow(/EROFS/);

    await bot.say('/leak start gradual 300 25');
    const { run: played } = await ended(bot);
    expect(played).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
    const chart = await fetch(`${bot.url}/api/runs/${played.id}/chart.png`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([...new Uint8Array(await chart.arrayBuffer()).slice(1, 4)]).toEqual(
      [...'PNG'].map((one) => one.charCodeAt(0)),
    );
  });

  test('killed in a run it goes on from its volume; SIGTERM ends it in five seconds', async (context) => {
    const game = await newGame(context, unhurried);
    chmodSync(game.home.folder, 0o755);
    chmodSync(game.settings.KUBECONFIG ?? '', 0o644);
    const { LEAKOPS_DATABASE: _, PORT: __, ...settings } = game.settings;
    const { container, bot } = await run(
      context,
      { ...settings, KUBECONFIG: '/kubeconfig' },
      { [game.settings.KUBECONFIG ?? '']: '/kubeconfig' },
    );
    await container.healthy();
    const begun = await growing(game, bot);
    await container.kill();
    await container.start();
    await until('the run goes on', async () =>
      (await container.said()).includes(`${begun.id} goes on: growing`),
    );

    const { code, ms } = await container.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: begun.id });

    await container.start();
    await container.healthy();
    await bot.say('/leak stop');
    await messageThatIs(bot, 'report');
    await expectPutRight(game, bot, begun, 'stopped');
  });

  test('is made for arm64 on this machine too', async ({ onTestFinished }) => {
    const tag = 'leakops:arm64';
    await buildImage((args) => docker(...args), { tag, platform: 'linux/arm64', stage: 'build' });
    const id = await created(tag, 'sh');
    onTestFinished(async () => void (await docker('rm', id)));
    const natives = (await listingOf(id))
      .map(({ path }) => path)
      .filter((path) => /^leakops\/.*\.node$/.test(path));
    expect(natives.filter((path) => !path.includes('/prebuilds/'))).toEqual([
      join('leakops/node_modules/@resvg/resvg-js-linux-arm64-gnu', 'resvgjs.linux-arm64-gnu.node'),
    ]);
  });
});
