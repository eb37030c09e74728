/** Over HTTP only what Slack signed, lately, is acted on. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';
import { type Listening, listenTo } from './listening.ts';

let slack: Slack;
let on: Listening;

beforeEach(async () => {
  slack = await startSlack();
  on = await listenTo(slack, 'http');
});

afterEach(async () => {
  await on.close();
  await slack.close();
});

test.each([
  ['with a wrong signature', { signature: 'wrong' }],
  ['without a signature', { signature: 'missing' }],
  ['signed six minutes ago', { ageSeconds: 360 }],
  ['signed six minutes ahead', { ageSeconds: -360 }],
] as const)('%s: refused, in words, and not acted on', async (_what, fault) => {
  const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop', fault });
  expect(delivered).toMatchObject({ acknowledged: false, status: 401 });
  expect((await slack.verifyUrl(fault)).status).toBe(401);
  expect(on.heard).toEqual([]);
});

test('until something that Slack signed has come, nobody says that it is connected', async () => {
  expect(on.inbound.trouble()).toMatch(/nothing has come from Slack over HTTP yet/);
  await slack.verifyUrl({ signature: 'wrong' });
  expect(on.inbound.trouble()).toMatch(/nothing has come/);
  await slack.verifyUrl();
  expect(on.inbound.trouble()).toBeNull();
});

test('signed four minutes ago: taken, with its date', async () => {
  const fault = { ageSeconds: 240 };
  const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop', fault });
  expect(delivered.acknowledged).toBe(true);
  await expect.poll(() => on.heard.length).toBe(1);
  const ageMs = Date.now() - (on.heard[0]?.givenAt ?? 0);
  expect(ageMs).toBeGreaterThan(200_000);
  expect(ageMs).toBeLessThan(300_000);
});

test('the address answers Slack’s challenge and its look at the certificate', async () => {
  const verified = await slack.verifyUrl();
  expect(verified.status).toBe(200);
  expect(verified.text).toContain(verified.challenge);
  expect((await slack.sslCheck()).status).toBe(200);
  expect(on.heard).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"a":'],
  ['a list', '[]'],
  ['a form without anything', 'a=b'],
  ['a payload that is no JSON', 'payload=%7B'],
  ['an unknown kind', JSON.stringify({ type: 'event_callback', event: { type: 'team_join' } })],
  [
    'a press of nobody',
    `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', actions: [] }))}`,
  ],
])('%s, well signed, brings nothing down', async (_what, body) => {
  const { createHmac } = await import('node:crypto');
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', slack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const response = await fetch(slack.requestUrl!, {
    method: 'POST',
    headers: {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
  });
  expect([200, 400]).toContain(response.status);
  expect(await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop' })).toMatchObject({
    acknowledged: true,
  });
  await expect.poll(() => on.heard.length).toBe(1);
});

test('once it is stopped nothing is taken, so that Slack comes again', async () => {
  await on.inbound.stop();
  const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop' });
  expect(delivered).toMatchObject({ acknowledged: false, status: 503 });
  expect(on.heard).toEqual([]);
});

test('a body beyond all measure is refused before it is read', async () => {
  const response = await fetch(slack.requestUrl!, { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ error: 'the body is too large: at most 1048576 bytes' });
});
