/** What comes of a call, whatever Slack, a proxy or the network answers; and that no secret is in any of it. */
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SlackApi, slackApi, waitSeconds } from '../../../../adapters/chat/slack/slack-api.ts';

import type { Fault } from '../../../stand-ins/slack/faults.ts';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';
import { refusalOf } from './speaking.ts';

let slack: Slack;
let api: SlackApi;
let logged: string[];

beforeEach(async () => {
  slack = await startSlack();
  logged = [];
  api = slackApi({
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    log: { warn: (details, words) => logged.push(JSON.stringify({ words, ...details })) },
  });
});
afterEach(() => slack.close());

const post = () => api.call('chat.postMessage', { channel: slack.channel, text: 'private words' });

test.each<[string, Fault, { code: string; mayStand: boolean; retryAfterMs: number | null }]>([
  [
    'a limit',
    { kind: 'ratelimited', seconds: 7 },
    { code: 'ratelimited', mayStand: false, retryAfterMs: 7000 },
  ],
  ['a lost answer', { kind: 'lost-answer' }, { code: 'unreachable', mayStand: true, retryAfterMs: null }],
  ['a 500', { kind: 'status', status: 500 }, { code: 'http-500', mayStand: true, retryAfterMs: null }],
  ['a 503', { kind: 'status', status: 503 }, { code: 'http-503', mayStand: true, retryAfterMs: null }],
  ['a web page', { kind: 'html' }, { code: 'malformed', mayStand: true, retryAfterMs: null }],
  ['half a JSON', { kind: 'invalid-json' }, { code: 'malformed', mayStand: true, retryAfterMs: null }],
  [
    'its own error',
    { kind: 'error', code: 'internal_error' },
    { code: 'internal_error', mayStand: true, retryAfterMs: null },
  ],
])('%s is later', async (_words, fault, expected) => {
  slack.faults.add({ method: 'chat.postMessage', fault });
  const failure = await refusalOf(post());
  expect(failure).toMatchObject({ ...expected, code: `slack-${expected.code}`, trouble: 'later' });
  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
});

test('nobody listens: nothing can have arrived', async () => {
  await slack.down();
  expect(await refusalOf(post())).toMatchObject({ trouble: 'later', mayStand: false });
});

test('a token that is refused is said once, with what to do, until it goes again', async () => {
  slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'error', code: 'token_revoked' }, times: 2 });
  await refusalOf(post());
  await refusalOf(post());
  expect(logged).toHaveLength(1);
  expect(api.trouble()).toMatch(/token was revoked.*SLACK_BOT_TOKEN/);
  await post();
  expect(api.trouble()).toBeNull();
});

test('a missing scope is named as Slack names it', async () => {
  slack.scopes.splice(0, slack.scopes.length, 'commands');
  const failure = await refusalOf(post());
  expect(failure.message).toContain('chat:write');
  expect(failure).toMatchObject({ trouble: 'later', mayStand: false });
});

test('an error that nobody knows is refused, and logged once with its code', async () => {
  slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'error', code: 'brand_new' }, times: 2 });
  expect(await refusalOf(post())).toMatchObject({ trouble: 'refused', code: 'slack-brand_new' });
  await refusalOf(post());
  expect(logged).toEqual([expect.stringContaining('slack-brand_new')]);
});

test.each<[string, Fault]>([
  ['a limit', { kind: 'ratelimited', seconds: 1 }],
  ['a lost answer', { kind: 'lost-answer' }],
  ['a 500', { kind: 'status', status: 500 }],
  ['a web page', { kind: 'html' }],
  ['a refusal', { kind: 'error', code: 'invalid_auth' }],
])('neither token nor words are in what %s becomes', async (_words, fault) => {
  slack.faults.add({ method: 'chat.postMessage', fault });
  const failure = await refusalOf(post());
  const all = inspect(failure, { depth: 20, showHidden: true }) + logged.join();
  expect(all).not.toContain(slack.botToken);
  expect(all).not.toContain('private words');
  expect(all).not.toContain('<html');
});

test('Retry-After in seconds, as a date, absurd, or not at all', () => {
  expect(waitSeconds('3')).toBe(3);
  expect(waitSeconds('0.5')).toBe(1);
  expect(waitSeconds('0')).toBe(1);
  expect(waitSeconds('999999')).toBe(3600);
  expect(waitSeconds(null)).toBe(10);
  expect(waitSeconds('soon')).toBe(10);
  expect(waitSeconds(new Date(Date.now() + 3_600_000_000).toUTCString())).toBe(3600);
  expect(waitSeconds('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(1);
});
