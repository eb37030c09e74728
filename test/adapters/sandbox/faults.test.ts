import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createFaults } from '../../../adapters/sandbox/faults.ts';
import { sendJson } from '../../../adapters/sandbox/web.ts';
import { eventually } from '../../eventually.ts';
import { serving } from './serving.ts';

describe('the registry', () => {
  it('merges, tells, and clears', () => {
    const faults = createFaults();
    faults.merge({ ofrep: { latencyMs: 5 }, metrics: { stale: true } });
    faults.merge({ ofrep: { status: 503 }, clockOffsetMs: -7 });
    expect(faults.ofrep).toMatchObject({ latencyMs: 5, status: 503, hang: false });
    expect(faults.settings()).toMatchObject({ metrics: { stale: true, missing: false }, clockOffsetMs: -7 });
    faults.clear();
    expect(faults.settings()).toEqual(createFaults().settings());
    expect(faults.clockOffsetMs).toBe(0);
  });

  const wrong: unknown[] = [
    null,
    undefined,
    'all',
    { redis: {} },
    { ofrep: { latency: 5 } },
    { ofrep: { latencyMs: -1 } },
    { ofrep: { status: 200 } },
    { ofrep: { dropWrites: 1 } },
    { 'flagd-ui': { dropWrites: 1.5 } },
    { pod: { restart: { exitCode: 'x' } } },
    { flagFile: { reset: false } },
  ];
  it.each(wrong)('refuses %j, changes nothing and says what is allowed', (document) => {
    const faults = createFaults();
    const whole =
      typeof document === 'object' && document !== null ? { locust: { hang: true }, ...document } : document;
    expect(() => faults.merge(whole)).toThrow(
      expect.objectContaining({ code: 'sandbox-faults', remedy: expect.stringContaining('latencyMs') }),
    );
    expect(faults.locust.hang).toBe(false);
  });

  it('performs what happens once', () => {
    const faults = createFaults();
    const seen: unknown[] = [];
    faults.onRestart((exit) => seen.push(exit));
    faults.onFlagFile((action) => seen.push(action));
    faults.merge({ pod: { restart: {} } });
    faults.merge({ pod: { restart: { exitCode: 137, reason: 'OOMKilled' } }, flagFile: { reset: true } });
    faults.merge({ flagFile: { remove: true } });
    expect(seen).toEqual([
      { exitCode: 137, reason: 'Error' },
      { exitCode: 137, reason: 'OOMKilled' },
      'reset',
      'remove',
    ]);
    expect(faults.settings().pod).toEqual({ missing: false });
  });
});

describe('faults on the wire', () => {
  async function started() {
    const done = { count: 0 };
    const server = await serving('kubernetes', () => (_request, response) => {
      done.count += 1;
      sendJson(response, 200, { items: Array.from({ length: 50 }, (_, i) => i) });
    });
    return { ...server, done };
  }

  it('without any, the answer is dated by the clock', async () => {
    const { get, clock } = await started();
    await clock.advance(60_000);
    const response = await get('/');
    expect(response.status).toBe(200);
    expect(Date.parse(response.headers.get('date') ?? '')).toBe(clock.now());
  });

  it('status and html do nothing else', async () => {
    const { get, faults, done } = await started();
    faults.merge({ kubernetes: { status: 503 } });
    expect((await get('/')).status).toBe(503);
    faults.merge({ kubernetes: { status: null, html: true } });
    const html = await get('/');
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(done.count).toBe(0);
  });

  it('latency is on the clock', async () => {
    const { get, faults, clock, done } = await started();
    faults.merge({ kubernetes: { latencyMs: 4000 } });
    const answer = get('/');
    await eventually(() => expect(clock.sleeping()).toBe(1));
    await clock.advance(3900);
    expect(done.count).toBe(0);
    await clock.advance(100);
    expect((await answer).status).toBe(200);
  });

  it('hangs until the client gives up, and answers the next when it is over', async () => {
    const { url, get, faults, done } = await started();
    faults.merge({ kubernetes: { hang: true } });
    await expect(fetch(url, { signal: AbortSignal.timeout(60) })).rejects.toThrow('timeout');
    expect(done.count).toBe(0);
    faults.clear();
    expect((await get('/')).status).toBe(200);
  });

  it('cuts the answer of what it has done', async () => {
    const { url, get, faults, done } = await started();
    faults.merge({ kubernetes: { cut: true } });
    await expect(get('/').then((response) => response.text())).rejects.toThrow();
    expect(done.count).toBe(1);
    const received = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    });
    expect(received).toContain('HTTP/1.1 200');
    expect(received).toContain('{"items":[0,');
    expect(received).not.toContain('49]}');
  });
});
