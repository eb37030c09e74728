/** Deliveries over HTTP as a bare server gets them. */
import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer, type LoopbackServer, startLoopbackServer } from '../../adapters/loopback-server.ts';
import { startBoltApp } from './bolt-app.ts';
import { type Slack, startSlack } from './slack.ts';

interface Got {
  headers: IncomingMessage['headers'];
  body: string;
}

let slack: Slack;
let server: LoopbackServer;
let got: Got[];
/** Status of the next answers; 200 when there are no more. */
let statuses: number[];

beforeEach(async () => {
  slack = await startSlack({ ackLimitMs: 2000, retryAfterMs: [0, 0] });
  got = [];
  statuses = [];
  server = await startLoopbackServer((request, response, body) => {
    got.push({ headers: request.headers, body });
    const challenge = /"challenge":"(\w+)"/.exec(body)?.[1];
    answer(response, statuses.shift() ?? 200, challenge === undefined ? '' : { challenge });
  });
  slack.requestUrl = `${server.url}/slack/events`;
});
afterEach(async () => {
  await server.close();
  await slack.close();
});

const slash = (fault?: { signature?: 'wrong' | 'missing'; ageSeconds?: number }) =>
  slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop & go', ...(fault ? { fault } : {}) });

test('a command is a signed form, an event signed JSON, a press a form with a payload', async () => {
  await slash();
  await slack.mention({ user: slack.ana, channel: slack.channel, text: 'stop' });
  for (const { headers, body } of got) {
    const base = `v0:${headers['x-slack-request-timestamp']}:${body}`;
    const signature = createHmac('sha256', slack.signingSecret).update(base).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${signature}`);
  }
  const [command, event] = got;
  expect(command?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(new URLSearchParams(command?.body).get('text')).toBe('stop & go');
  expect(event?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(event?.body ?? '')).toMatchObject({
    type: 'event_callback',
    event: { type: 'app_mention' },
  });
});

test('an event that is refused comes again with its number and reason; a command does not', async () => {
  statuses = [500, 404];
  const { delivered } = await slack.mention({ user: slack.ana, channel: slack.channel, text: 'stop' });
  expect(delivered).toMatchObject({ acknowledged: false, status: 500, error: 'http_service_error' });
  await expect.poll(() => delivered?.retries).toBe(2);
  const retries = got.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
  expect(retries).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_error'],
  ]);
  expect(new Set(got.map(({ body }) => body)).size).toBe(1);
  statuses = [401];
  expect(await slash()).toMatchObject({ acknowledged: false, error: 'http_client_error' });
  expect(got).toHaveLength(4);
});

test('nobody listens', async () => {
  await server.close();
  expect(await slash()).toMatchObject({ acknowledged: false, error: 'dispatch_failed', status: null });
});

test('the checks of the settings page', async () => {
  const { challenge, status, text } = await slack.verifyUrl();
  expect({ status, body: JSON.parse(text) }).toEqual({ status: 200, body: { challenge } });
  expect((await slack.sslCheck()).status).toBe(200);
  expect(got.at(-1)?.body).toContain('ssl_check=1');
});

test('Bolt refuses what is not signed, signed by another, or old', async () => {
  const bolt = await startBoltApp(slack, 'http', (app) => {
    app.command('/leak', ({ ack }) => ack());
  });
  expect(await slash()).toMatchObject({ acknowledged: true });
  for (const fault of [{ signature: 'wrong' }, { signature: 'missing' }, { ageSeconds: 400 }] as const)
    expect(await slash(fault)).toMatchObject({ acknowledged: false, status: 401 });
  expect((await slack.verifyUrl()).status).toBe(200);
  await bolt.close();
});
