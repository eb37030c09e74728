/** Slacks that others wrote, proxies and gateways: little is needed of an answer, and no answer breaks anything. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slackChatPort } from '../../../../adapters/chat/slack/chat-port.ts';
import { slackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { SlackWays } from '../../../../adapters/chat/slack/slack-ways.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Chat } from '../../../../src/ports.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { place, refusalOf, said } from './speaking.ts';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

let server: Server;
let asked: string[];
let answer: (path: string) => Answer;
let chat: Chat;
let ways: SlackWays;
let way: string;
const store = () => openStore(':memory:');
let open: ReturnType<typeof store>;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume().on('end', () => {
      const { status = 200, headers = {}, body = '' } = answer(request.url ?? '');
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = manualClock();
  const log = { warn() {} };
  ways = new SlackWays(clock.monotonic);
  way = ways.open({ thread: null, message: null, responseUrl: `${base}/answer`, uses: 0 });
  open = store();
  chat = slackChatPort({
    api: slackApi({ botToken: 'xoxb-1', apiUrl: `${base}/api/`, log }),
    posts: open.posts,
    clock,
    ways,
    account: { home: null, workspaceUrl: null },
    pictureOf: async () => new Uint8Array(1),
    log,
    signal: new AbortController().signal,
  });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await open.close();
});

const post = () => chat.post(place('C1'), said('Growing'), 'card', 'now');
const json = (value: unknown): Answer => ({ body: JSON.stringify(value) });

describe('enough of an answer', () => {
  test('a message: that it is there, and its ts', async () => {
    answer = () => json({ ok: true, ts: '1.000001' });
    expect(await post()).toBe('1.000001');
    await chat.edit(place('C1'), '1.000001', said('Stopping'), 'now');
  });

  test('a private one: that it is there', async () => {
    answer = () => json({ ok: true });
    await chat.post(place('C1', { to: 'U1' }), said('Level'), 'private', 'now');
    expect(asked).toEqual(['/api/chat.postEphemeral']);
  });

  test.each<[string, Answer]>([
    ['ok', { body: 'ok' }],
    ['JSON', { body: '{"ok":true}' }],
    ['nothing', { status: 204 }],
    ['words', { status: 202, body: 'Accepted' }],
  ])('an answer to a person: %s', async (_words, given) => {
    answer = () => given;
    await chat.post(place('C1', { to: 'U1', way }), said('Level'), 'private', 'now');
    expect(asked).toEqual(['/answer']);
  });
});

describe('no answer at all', () => {
  test.each<[string, Answer]>([
    ['empty', {}],
    ['null', { body: 'null' }],
    ['a list', { body: '[]' }],
    ['no without a word', { body: '{"ok":false}' }],
    ['an error that is no word', { body: '{"ok":false,"error":{"a":1}}' }],
    ['no ts', { body: '{"ok":true}' }],
    ['somewhere else', { status: 302, headers: { location: '/elsewhere' } }],
    ['a login page', { body: '<!doctype html><title>Login</title>' }],
    ['not found', { status: 404, body: 'no such page' }],
    ['forbidden', { status: 403 }],
    ['too many, with no word how long', { status: 429 }],
    ['too many, until a day', { status: 429, headers: { 'retry-after': 'Wed, 01 Jan 2070 00:00:00 GMT' } }],
  ])('%s: later', async (_words, given) => {
    answer = () => given;
    const refusal = await refusalOf(post());
    expect(refusal).toMatchObject({ trouble: 'later' });
    expect(refusal.retryAfterMs ?? 0).toBeLessThanOrEqual(3_600_000);
  });

  test('and what is looked for after it is not found: said again', async () => {
    answer = (path) => {
      if (path !== '/api/chat.postMessage') return json({ ok: true, messages: 'none' });
      return asked.length === 1 ? {} : json({ ok: true, ts: '1.000002' });
    };
    await refusalOf(post());
    expect(await post()).toBe('1.000002');
  });

  test('pages without end: it is looked for so long, and no longer', async () => {
    answer = (path) =>
      path === '/api/chat.postMessage'
        ? {}
        : json({ ok: true, messages: [], response_metadata: { next_cursor: 'more' } });
    await refusalOf(post());
    await refusalOf(post());
    expect(asked.length).toBeLessThan(20);
  });
});

test.each(['', 'not an address', 'file:///etc/passwd'])(
  'a way that leads nowhere (%j): another',
  async (url) => {
    answer = () => json({ ok: true });
    way = ways.open({ thread: null, message: null, responseUrl: url, uses: 0 });
    await chat.post(place('C1', { to: 'U1', way }), said('Level'), 'private', 'now');
    expect(asked).toEqual(['/api/chat.postEphemeral']);
  },
);

test('a code as webhooks answer it is understood: a way that is used up', async () => {
  answer = (path) => (path === '/answer' ? { status: 404, body: 'used_url' } : json({ ok: true }));
  await chat.post(place('C1', { to: 'U1', way }), said('Level'), 'private', 'now');
  expect(asked).toEqual(['/answer', '/api/chat.postEphemeral']);
});
