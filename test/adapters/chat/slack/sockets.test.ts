/** A socket is lost, renewed, refused: no command with it, and never the process. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { AcknowledgingApp } from '../../../../adapters/chat/slack/acknowledging-app.ts';
import { Sockets } from '../../../../adapters/chat/slack/sockets.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';
import { type Listening, listenTo } from './listening.ts';

let slack: Slack;
let on: Listening | null = null;
const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);

beforeEach(async () => {
  rejections.length = 0;
  process.on('unhandledRejection', note);
  slack = await startSlack();
});

afterEach(async () => {
  await on?.close();
  on = null;
  await slack.close();
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});

const slash = (text: string) => slack.slash({ user: slack.ana, channel: slack.channel, text });
const opens = () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length;

test.each(['warning', 'refresh_requested'] as const)(
  '%s: the next one is there before the last goes',
  async (why) => {
    on = await listenTo(slack, 'socket');
    slack.limits.mode = 'off';
    slack.faults.add({ method: 'apps.connections.open', fault: { kind: 'slow', ms: 300 }, times: 1 });
    slack.sockets.disconnect(why);
    // Heard all the while, by the old one and by the new one.
    const texts: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      texts.push(`status ${i}`);
      expect(await slash(`status ${i}`)).toMatchObject({ acknowledged: true, error: null });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await expect.poll(() => on?.heard.map(({ text }) => text)).toEqual(texts);
    expect(opens()).toBe(2);
    expect(on.inbound.trouble()).toBeNull();
  },
);

test('the last one goes in the end, though Slack leaves it open', async () => {
  const real = systemClock();
  const hasty = { ...real, sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / 50, signal) };
  on = await listenTo(slack, 'socket', { clock: hasty });
  slack.limits.mode = 'off';
  slack.sockets.disconnect('refresh_requested');
  await expect.poll(opens).toBe(2);
  await expect.poll(() => slack.sockets.count()).toBe(1);
  expect(await slash('stop')).toMatchObject({ acknowledged: true });
});

test('a socket that was cut is replaced at once', async () => {
  on = await listenTo(slack, 'socket');
  slack.limits.mode = 'off';
  slack.holdWhileAway = true;
  slack.sockets.cut();
  await expect.poll(() => on?.logged.join()).toContain('was lost');
  expect(await slash('stop')).toMatchObject({ acknowledged: true });
  await expect.poll(() => on?.heard.map(({ text }) => text)).toEqual(['stop']);
  expect(on.inbound.trouble()).toBeNull();
});

test('Slack is down and comes back', async () => {
  on = await listenTo(slack, 'socket');
  slack.limits.mode = 'off';
  await slack.down();
  await expect.poll(() => on?.inbound.trouble()).toContain('opens no socket');
  await slack.up();
  await slack.connected();
  expect(await slash('stop')).toMatchObject({ acknowledged: true });
  await expect.poll(() => on?.heard.length).toBe(1);
});

test.each([
  ['ratelimited', { kind: 'ratelimited', seconds: 1 }],
  ['a server error', { kind: 'status', status: 503 }],
  ['an internal error', { kind: 'error', code: 'internal_error' }],
  ['HTML', { kind: 'html' }],
  ['half an answer', { kind: 'invalid-json' }],
  ['no answer', { kind: 'lost-answer' }],
] as const)('%s in place of a socket: tried again', async (_what, fault) => {
  slack.limits.mode = 'off';
  slack.faults.add({ method: 'apps.connections.open', fault, times: 1 });
  on = await listenTo(slack, 'socket');
  expect(opens()).toBeGreaterThan(1);
  expect(await slash('stop')).toMatchObject({ acknowledged: true });
});

test('told to come back in an hour, it does so in a minute: who is deaf hears no stop', async () => {
  const real = systemClock();
  const hasty = { ...real, sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / 100, signal) };
  on = await listenTo(slack, 'socket', { clock: hasty });
  slack.limits.mode = 'off';
  slack.faults.add({ method: 'apps.connections.open', fault: { kind: 'ratelimited', seconds: 3_600 } });
  slack.sockets.cut();
  await slack.connected();
  expect(await slash('stop')).toMatchObject({ acknowledged: true });
});

test('a token that Slack refuses is told, with what to do, and only once', async () => {
  slack.limits.mode = 'off';
  const listening = listenTo({ ...slack, connected: async () => {} } as Slack, 'socket', {
    appToken: 'xapp-1-wrong',
  });
  on = await listening;
  await expect.poll(() => on?.inbound.trouble()).toContain('SLACK_APP_TOKEN');
  expect(on.logged.filter((line) => line.includes('SLACK_APP_TOKEN'))).toHaveLength(1);
});

test('a socket over which nothing comes any more is given up', async () => {
  slack.limits.mode = 'off';
  const quiet = { info() {}, warn() {}, error() {} };
  const { apiUrl, appToken } = slack;
  const sockets = new Sockets({ apiUrl, appToken, clock: systemClock(), log: quiet, pongTimeoutMs: 500 });
  new AcknowledgingApp(sockets, quiet);
  await sockets.start();
  await slack.connected();
  slack.sockets.silence(true);
  await expect.poll(opens).toBeGreaterThan(1);
  slack.sockets.silence(false);
  await sockets.stop();
});

test('stopped, it is gone within a second, and opens no other', async () => {
  on = await listenTo(slack, 'socket');
  await on.inbound.stop();
  await expect.poll(() => slack.sockets.count()).toBe(0);
  const before = opens();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(opens()).toBe(before);
});
