import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import type { FlagFile } from '../../../src/flag/definition.ts';
import { eventually } from '../../eventually.ts';
import { manualClock } from './manual-clock.ts';

const key = 'kafkaQueueProblems';
const MiB = 1_048_576;

interface State {
  served: { value?: number; reason: string };
  users: number;
  ordersCompleted: number;
  ordersFailed: number;
  goroutines: number | null;
  broker: { mode: string; state: string; replicas: number };
  pods: { name: string; usedBytes: number | null; peakBytes: number | null; state: { kind: string } }[];
}

interface Statistics {
  stats: { name: string; num_requests: number; num_failures: number }[];
  errors: unknown[];
  fail_ratio: number;
}

async function started(options: Partial<SandboxOptions> = {}) {
  const clock = manualClock();
  const sandbox = await startSandbox({ clock, ...options });
  onTestFinished(() => sandbox.stop());
  const json = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const send = (method: string, url: string, body: unknown) =>
    json(url, { method, body: JSON.stringify(body) });
  const state = async () => (await json(`${sandbox.controlUrl}/state`)).body as State;
  const flags = async () => (await json(`${sandbox.flagdUiUrl}/api/read`)).body as FlagFile;
  const write = async (definition: FlagFile['flags'][string]) => {
    const { flags: others } = await flags();
    await send('POST', `${sandbox.flagdUiUrl}/api/write`, {
      data: { flags: { ...others, [key]: definition } },
    });
  };
  const swarm = (users: number) =>
    fetch(`${sandbox.locustUrl}/swarm`, {
      method: 'POST',
      body: new URLSearchParams({ user_count: String(users), spawn_rate: '100' }),
    });
  const served = async () => {
    const url = `${sandbox.ofrepUrl}/ofrep/v1/evaluate/flags/${key}`;
    return (await send('POST', url, { context: {} })).body as { value?: number; variant?: string };
  };
  return { clock, sandbox, json, send, state, flags, write, swarm, served };
}

const leaking = {
  state: 'ENABLED' as const,
  variants: { off: 0, on: 100, leakops: 300 },
  defaultVariant: 'off',
};

describe('the sandbox', () => {
  it('leaks while the flag is served and users order, until the lease ends', async () => {
    const { clock, write, swarm, state, served } = await started();
    await swarm(25);
    await clock.advance(1000);
    const deadline = Math.floor(clock.now() / 1000) + 300;
    await write({
      ...leaking,
      targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, deadline] }, 'leakops', 'off'] },
    });
    await eventually(async () => expect(await served()).toMatchObject({ value: 300, variant: 'leakops' }));
    const before = await state();
    expect(before.users).toBe(25);
    await clock.advance(299_000);
    const grown = await state();
    expect(grown.pods[0]!.usedBytes! - before.pods[0]!.usedBytes!).toBeGreaterThan(2 * MiB);
    expect(grown.ordersCompleted).toBeGreaterThan(30);
    await clock.advance(2000);
    expect(await served()).toMatchObject({ value: 0, variant: 'off' });
    await clock.advance(300_000);
    expect((await state()).pods[0]!.usedBytes!).toBeLessThan(grown.pods[0]!.usedBytes!);
  });

  it('a dead Kafka shows in Locust and in the state', async () => {
    const { clock, write, swarm, state, send, json, sandbox } = await started({ broker: 'healthy' });
    await swarm(25);
    await write({ ...leaking, defaultVariant: 'leakops' });
    await eventually(async () => expect((await state()).served.value).toBe(300));
    await clock.advance(60_000);
    const well = await state();
    expect(well.broker).toEqual({ mode: 'healthy', state: 'healthy', replicas: 1 });
    const put = await send('PUT', `${sandbox.controlUrl}/broker`, { state: 'dead' });
    expect(put).toMatchObject({ status: 200, body: { broker: { state: 'dead' } } });
    await clock.advance(120_000);
    const dead = await state();
    expect(dead.ordersFailed).toBeGreaterThan(10);
    expect(dead.pods[0]!.usedBytes!).toBeGreaterThan(well.pods[0]!.usedBytes!);
    expect(dead.goroutines!).toBeGreaterThan(well.goroutines! + 300);
    expect(dead.pods[0]!.peakBytes).toBeGreaterThanOrEqual(dead.pods[0]!.usedBytes!);
    const { body } = await json(`${sandbox.locustUrl}/stats/requests`);
    const { stats, errors, fail_ratio } = body as Statistics;
    const checkout = stats.find((row) => row.name === '/api/checkout')!;
    expect(checkout.num_failures).toBe(dead.ordersFailed);
    expect(checkout.num_requests).toBe(dead.ordersFailed + dead.ordersCompleted);
    expect(errors).toHaveLength(1);
    expect(fail_ratio).toBeGreaterThan(0);
    expect(await send('PUT', `${sandbox.controlUrl}/broker`, { state: 'gone' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('healthy, dead, stalled') },
    });
  });

  it('rejects a bad file and serves the last good one', async () => {
    const { write, served, flags } = await started();
    await write({ ...leaking, defaultVariant: 'on' });
    await eventually(async () => expect((await served()).value).toBe(100));
    await write({ ...leaking, defaultVariant: 'gone' });
    await eventually(async () => expect((await flags()).flags[key]?.defaultVariant).toBe('gone'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await served()).value).toBe(100);
  });

  it('polls on its clock when it is told to', async () => {
    const { write, served, flags, clock } = await started({ watch: 'poll' });
    await write({ ...leaking, defaultVariant: 'on' });
    await eventually(async () => expect((await flags()).flags[key]?.defaultVariant).toBe('on'));
    expect((await served()).value).toBe(0);
    await clock.advance(1000);
    expect((await served()).value).toBe(100);
  });

  it('a reset brings the stock file, and the watch back', async () => {
    const { send, sandbox, write, served, flags, clock } = await started();
    await write({ ...leaking, defaultVariant: 'on' });
    await eventually(async () => expect((await served()).value).toBe(100));
    const sleeping = clock.sleeping();
    await send('PUT', `${sandbox.controlUrl}/faults`, { flagFile: { remove: true } });
    await eventually(() => expect(clock.sleeping()).toBe(sleeping + 1));
    await clock.advance(1500);
    await write(leaking);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await served()).value).toBe(100);
    await send('PUT', `${sandbox.controlUrl}/faults`, { flagFile: { reset: true } });
    expect((await served()).value).toBe(0);
    expect((await flags()).flags[key]?.variants).toEqual({ off: 0, on: 100 });
    await write({ ...leaking, defaultVariant: 'on' });
    await eventually(async () => expect((await served()).value).toBe(100));
  });

  it('is driven by the load flags where there is no Locust', async () => {
    const { sandbox, state, send, clock } = await started({ load: 'flags' });
    expect((await fetch(`${sandbox.locustUrl}/stats/requests`)).status).toBe(404);
    expect((await state()).users).toBe(5);
    await send('POST', `${sandbox.controlUrl}/person`, {
      action: 'edit-default',
      flag: 'loadGeneratorVUs',
      variant: '25',
    });
    await clock.advance(15_000);
    expect((await state()).users).toBe(25);
  });

  it('shows itself as a cluster by its kubeconfig, and its faults', async () => {
    const { sandbox, send } = await started();
    const config = JSON.parse(readFileSync(sandbox.kubeconfig, 'utf8')) as {
      users: { user: { token: string } }[];
    };
    const headers = { Authorization: `Bearer ${config.users[0]?.user.token}` };
    const pods = () => fetch(`${sandbox.kubernetesUrl}/api/v1/namespaces/otel-demo/pods`, { headers });
    const listed = (await (await pods()).json()) as { items: { metadata: { name: string } }[] };
    expect(listed.items.some((pod) => pod.metadata.name.startsWith('checkout-'))).toBe(true);
    await send('PUT', `${sandbox.controlUrl}/faults`, { kubernetes: { status: 503 } });
    expect((await pods()).status).toBe(503);
    await fetch(`${sandbox.controlUrl}/faults`, { method: 'DELETE' });
    expect((await pods()).status).toBe(200);
  });

  it('restarts the process as the fault says', async () => {
    const { sandbox, send, state, clock } = await started();
    await send('PUT', `${sandbox.controlUrl}/faults`, { pod: { restart: { exitCode: 1, reason: 'Error' } } });
    expect((await state()).pods[0]?.state.kind).not.toBe('running');
    await clock.advance(10_000);
    expect((await state()).pods[0]?.state.kind).toBe('running');
  });
});

describe('its control server', () => {
  it('says what is allowed to whoever asks for something else', async () => {
    const { sandbox, send, json } = await started();
    const faults = await send('PUT', `${sandbox.controlUrl}/faults`, { ofrep: { sleep: 1 } });
    expect(faults).toMatchObject({ status: 400, body: { error: expect.stringContaining('latencyMs') } });
    const person = await send('POST', `${sandbox.controlUrl}/person`, { action: 'shout' });
    expect(person).toMatchObject({ status: 400, body: { error: expect.stringContaining('edit-default') } });
    const flag = await send('POST', `${sandbox.controlUrl}/person`, {
      action: 'toggle',
      flag: 'x',
      variant: 'on',
    });
    expect(flag).toMatchObject({ status: 400, body: { error: expect.stringContaining('adFailure') } });
    expect((await json(`${sandbox.controlUrl}/nothing`)).status).toBe(404);
  });

  it('acts as a person', async () => {
    const { sandbox, send, served } = await started();
    await send('POST', `${sandbox.controlUrl}/person`, { action: 'toggle', flag: key, variant: 'on' });
    await eventually(async () => expect((await served()).value).toBe(100));
    await send('POST', `${sandbox.controlUrl}/person`, { action: 'replace', flag: key, definition: null });
    await eventually(async () => expect(await served()).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' }));
  });
});

describe('beginning and end', () => {
  it('is another world each time', async () => {
    const [one, two] = [await started(), await started()];
    expect(one.sandbox.bootId).not.toBe(two.sandbox.bootId);
  });

  it('leaves nothing behind', async () => {
    const { sandbox } = await started();
    await sandbox.stop();
    expect(existsSync(dirname(sandbox.flagFile))).toBe(false);
    await expect(fetch(sandbox.ofrepUrl)).rejects.toThrow();
    await sandbox.stop();
  });

  it('names the port that is taken, and leaves nothing listening', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const flagdUi = (free.address() as AddressInfo).port;
    await new Promise((resolve) => free.close(resolve));
    const starting = startSandbox({ clock: manualClock(), ports: { flagdUi, locust: port } });
    await expect(starting).rejects.toMatchObject({
      code: 'sandbox-port',
      message: expect.stringContaining(`${port}`),
    });
    await expect(fetch(`http://127.0.0.1:${flagdUi}`)).rejects.toThrow();
  });

  it('says that it has no folder to work in', async () => {
    vi.stubEnv('TMPDIR', '/proc/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(startSandbox({ clock: manualClock() })).rejects.toMatchObject({ code: 'sandbox-folder' });
  });
});
