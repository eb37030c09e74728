import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from './slack.ts';
import { refusal, webClient } from './web-client.ts';

describe('rate limits', () => {
  let at = 1_800_000_000_000;
  let slack: Slack;
  beforeEach(async () => {
    slack = await startSlack({ now: () => at });
  });
  afterEach(() => slack.close());

  const ask = (method: string, body: object) =>
    fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const post = (channel: string) => ask('chat.postMessage', { channel, text: 'x' });

  test('one message a second in a channel, with a small burst; other channels are not held back', async () => {
    slack.addChannel({ id: 'C0OTHER', name: 'other' });
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await post(slack.channel)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    const refused = await post(slack.channel);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post('C0OTHER')).status).toBe(200);
    at += 1000;
    expect((await post(slack.channel)).status).toBe(200);
    expect((await post(slack.channel)).status).toBe(429);
    expect(slack.seen({ channel: slack.channel })).toHaveLength(5);
  });

  test('fifty updates a minute in the whole workspace', async () => {
    const update = () => ask('chat.update', { channel: slack.channel, ts: '1.000001', text: 'x' });
    for (let n = 0; n < 50; n += 1) expect((await update()).status).toBe(200);
    const refused = await update();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    at += 60_000;
    expect((await update()).status).toBe(200);
  });

  test('off, and for ever', async () => {
    slack.limits.mode = 'off';
    for (let n = 0; n < 10; n += 1) expect((await post(slack.channel)).status).toBe(200);
    slack.limits.throttled.set('chat.postMessage', 30);
    at += 3_600_000;
    expect((await post(slack.channel)).headers.get('retry-after')).toBe('30');
    slack.limits.throttled.clear();
    expect((await post(slack.channel)).status).toBe(200);
  });
});

describe('faults', () => {
  let slack: Slack;
  beforeEach(async () => {
    slack = await startSlack();
  });
  afterEach(() => slack.close());

  const post = (more: object = {}) =>
    webClient(slack, slack.botToken, more).chat.postMessage({ channel: slack.channel, text: 'x' });
  const count = () => slack.seen().length;

  test('a lost answer: the message stands; a lost request: it does not', async () => {
    slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
    await expect(post()).rejects.toThrow();
    expect(count()).toBe(1);
    slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-request' } });
    await expect(post()).rejects.toThrow();
    expect(count()).toBe(1);
    await post();
    expect(count()).toBe(2);
    expect(slack.calls.map(({ ok }) => ok)).toEqual([null, null, true]);
  });

  test('Bolt’s own retries post a message twice after a lost answer', async () => {
    slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
    await post({ retryConfig: { retries: 1, minTimeout: 1 } });
    expect(count()).toBe(2);
  });

  test('hanging: done, and never answered', async () => {
    slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'hang' } });
    await expect(post({ timeout: 50 })).rejects.toThrow();
    expect(count()).toBe(1);
  });

  test('so many times, only where it fits, until it is taken away', async () => {
    const take = slack.faults.add({
      method: '*',
      fault: { kind: 'error', code: 'internal_error' },
      times: Number.POSITIVE_INFINITY,
      when: ({ text }) => text === 'x',
    });
    expect(await refusal(post())).toMatchObject({ error: 'internal_error' });
    await webClient(slack).auth.test();
    expect(await refusal(post())).toMatchObject({ error: 'internal_error' });
    take();
    await post();
    expect(count()).toBe(1);
  });

  test.each([
    [{ kind: 'status', status: 503 }, 503, ''],
    [{ kind: 'invalid-json' }, 200, '{"ok": tr'],
    [{ kind: 'html', status: 502 }, 502, '<!DOCTYPE html>'],
    [{ kind: 'ratelimited', seconds: 7 }, 429, 'ratelimited'],
  ] as const)('%j', async (fault, status, body) => {
    slack.faults.add({ method: 'auth.test', fault });
    const answer = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(body);
  });

  test('down and up again at the same address', async () => {
    await slack.down();
    await expect(post()).rejects.toThrow();
    await slack.up();
    await post();
    expect(count()).toBe(1);
  });
});
