import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const anyPorts = ['flagd-ui', 'ofrep', 'locust', 'kubernetes'].flatMap((server) => [`--${server}-port`, '0']);

function spawned(args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-alone-'));
  const child: ChildProcess = spawn(process.execPath, ['adapters/sandbox/alone.ts', ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  const lineCame = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      said.out += String(chunk);
      if (said.out.includes('\n')) resolve();
    });
  });
  child.stderr?.on('data', (chunk) => {
    said.err += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  return { folder, child, said, lineCame, ended };
}

it('prints one line when all listen, and ends within two seconds of SIGTERM, whatever hangs', async () => {
  const { folder, child, said, lineCame, ended } = spawned([
    ...anyPorts,
    '--watch',
    'poll',
    '--leak-speed',
    '5',
  ]);
  await lineCame;
  const line = JSON.parse(said.out) as Record<string, string>;
  expect(Object.keys(line)).toEqual([
    'flagdUiUrl',
    'ofrepUrl',
    'locustUrl',
    'kubernetesUrl',
    'controlUrl',
    'kubeconfig',
  ]);
  expect((await fetch(`${line.flagdUiUrl}/api/read`)).status).toBe(200);
  expect((await fetch(`${line.locustUrl}/stats/requests`)).status).toBe(200);
  expect(existsSync(line.kubeconfig!)).toBe(true);
  const put = { method: 'PUT', body: JSON.stringify({ ofrep: { hang: true } }) };
  expect((await fetch(`${line.controlUrl}/faults`, put)).status).toBe(200);
  const hanging = fetch(`${line.ofrepUrl}/readyz`).catch(() => 'cut');
  const since = Date.now();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(Date.now() - since).toBeLessThan(10_000);
  expect(await hanging).toBe('cut');
  expect(readdirSync(folder)).toEqual([]);
  expect(said.out.trim().split('\n')).toHaveLength(1);
  expect(said.err).toBe('');
});

it('writes the kubeconfig where it is told and takes it away again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-alone-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const kubeconfig = join(folder, 'config');
  const { child, said, lineCame, ended } = spawned([...anyPorts, '--kubeconfig', kubeconfig]);
  await lineCame;
  expect(JSON.parse(said.out)).toMatchObject({ kubeconfig });
  expect(existsSync(kubeconfig)).toBe(true);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(existsSync(kubeconfig)).toBe(false);
});

it('refuses a wrong option, by name, with status 2', async () => {
  const { said, ended, folder } = spawned(['--watch', 'inotify']);
  expect(await ended).toBe(2);
  expect(said.out).toBe('');
  expect(said.err).toContain('--watch "inotify"');
  expect(readdirSync(folder)).toEqual([]);
});

it('names a port that is taken, with status 1', async () => {
  const first = spawned(anyPorts);
  await first.lineCame;
  const { ofrepUrl } = JSON.parse(first.said.out) as { ofrepUrl: string };
  const { port } = new URL(ofrepUrl);
  const second = spawned([...anyPorts, '--ofrep-port', port]);
  expect(await second.ended).toBe(1);
  expect(second.said.err).toContain(`OFREP cannot listen on port ${port}`);
  expect(readdirSync(second.folder)).toEqual([]);
});
