import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from './slack.ts';
import { refusal, webClient } from './web-client.ts';

let slack: Slack;
let client: WebClient;

beforeEach(async () => {
  slack = await startSlack();
  slack.limits.mode = 'off';
  client = webClient(slack);
});
afterEach(() => slack.close());

const post = async (text: string, more: { thread_ts?: string; reply_broadcast?: boolean } = {}) =>
  (await client.chat.postMessage({ channel: slack.channel, text, ...more } as never)).ts ?? '';
const words = () => slack.seen().map((message) => message.words);

describe('who may call', () => {
  test('the right kind of token, and one that is known', async () => {
    const me = await client.auth.test();
    expect(me).toMatchObject({ user_id: slack.bot.id, url: 'https://stand-in.slack.com/' });
    expect(me.response_metadata?.scopes).toContain('chat:write');
    expect(await refusal(webClient(slack, 'xoxb-other').auth.test())).toMatchObject({
      error: 'invalid_auth',
    });
    expect(await refusal(webClient(slack, '').auth.test())).toMatchObject({ error: 'not_authed' });
    const wrong = webClient(slack, slack.appToken).auth.test();
    expect(await refusal(wrong)).toMatchObject({ error: 'not_allowed_token_type' });
    const noApp = client.apps.connections.open({});
    expect(await refusal(noApp)).toMatchObject({ error: 'not_allowed_token_type' });
  });

  test('the scope that a method asks for is named when it is missing', async () => {
    slack.scopes.splice(0, slack.scopes.length, 'commands', 'users:read');
    expect(await refusal(client.chat.postMessage({ channel: slack.channel, text: 'x' }))).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'commands,users:read',
    });
    expect(await refusal(client.conversations.history({ channel: slack.channel }))).toMatchObject({
      needed: 'channels:history',
    });
    expect(await refusal(client.conversations.info({ channel: slack.channel }))).toMatchObject({
      needed: 'channels:read',
    });
  });

  test('an unknown method', async () => {
    expect(await refusal(client.apiCall('chat.shout'))).toMatchObject({ error: 'unknown_method' });
  });
});

describe('messages', () => {
  test('JSON and forms are understood alike', async () => {
    const body = { channel: slack.channel, text: 'as JSON', blocks: [{ type: 'divider' }] };
    const send = (init: RequestInit) =>
      fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', ...init }).then((answer) => answer.json());
    const json = { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` };
    expect(await send({ headers: json, body: JSON.stringify(body) })).toMatchObject({ ok: true });
    const blocks = JSON.stringify(body.blocks);
    const form = new URLSearchParams({
      token: slack.botToken,
      channel: slack.channel,
      text: 'as a form',
      blocks,
    });
    expect(await send({ body: form })).toMatchObject({ ok: true });
    expect(slack.seen().map(({ mobile }) => mobile)).toEqual(['as JSON', 'as a form']);
    const broken = { headers: json, body: '{"channel"' };
    expect(await send(broken)).toEqual({ ok: false, error: 'invalid_json' });
  });

  test('timestamps are unique and rise, even while the clock stands', async () => {
    const still = await startSlack({ now: () => 1_800_000_000_000 });
    still.limits.mode = 'off';
    const posting = webClient(still).chat;
    const all = [];
    for (const text of ['a', 'b', 'c'])
      all.push((await posting.postMessage({ channel: still.channel, text })).ts);
    expect(all).toEqual(['1800000000.000000', '1800000000.000001', '1800000000.000002']);
    await still.close();
  });

  test('threads, and a copy in the channel', async () => {
    const root = await post('card');
    await post('+3 m', { thread_ts: root });
    await post('killed', { thread_ts: root, reply_broadcast: true });
    expect(slack.seen().map(({ thread, broadcast }) => [thread, broadcast])).toEqual([
      [null, false],
      [root, false],
      [root, true],
    ]);
    const { messages: channel } = await client.conversations.history({ channel: slack.channel });
    expect(channel?.map(({ text, subtype }) => [text, subtype])).toEqual([
      ['killed', 'thread_broadcast'],
      ['card', undefined],
    ]);
    const { messages: thread } = await client.conversations.replies({ channel: slack.channel, ts: root });
    expect(thread?.map(({ text }) => text)).toEqual(['card', '+3 m', 'killed']);
    expect(thread?.[0]).toMatchObject({ reply_count: 2, thread_ts: root });
  });

  test('a reply to a reply, to nothing, to a number', async () => {
    const root = await post('card');
    const reply = await post('reply', { thread_ts: root });
    expect(await refusal(post('x', { thread_ts: reply }))).toMatchObject({
      error: 'cannot_reply_to_message',
    });
    expect(await refusal(post('x', { thread_ts: '1.000001' }))).toMatchObject({ error: 'thread_not_found' });
    expect(await refusal(post('x', { thread_ts: 'root' }))).toMatchObject({ error: 'invalid_thread_ts' });
    expect(words()).toEqual(['card', 'reply']);
  });

  test('an update: a text alone takes the blocks away, blocks keep it from showing "edited"', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'one' } }];
    const { ts = '' } = await client.chat.postMessage({ channel: slack.channel, text: 'one', blocks });
    const to = { channel: slack.channel, ts };
    const two = [{ type: 'section', text: { type: 'mrkdwn', text: 'two' } }];
    expect((await client.chat.update({ ...to, text: 'two', blocks: two })).message?.edited).toBeUndefined();
    expect(words()).toEqual(['two']);
    const { message } = await client.chat.update({ ...to, text: 'three' });
    expect(message).toMatchObject({ edited: { user: slack.bot.id } });
    expect(slack.seen()[0]).toMatchObject({ words: 'three', edits: 2 });
    const long = client.chat.update({ ...to, text: 'x'.repeat(4001) });
    expect(await refusal(long)).toMatchObject({ error: 'msg_too_long' });
  });

  test('what cannot be updated', async () => {
    const update = (ts: string) => refusal(client.chat.update({ channel: slack.channel, ts, text: 'x' }));
    expect(await update('1.000001')).toMatchObject({ error: 'message_not_found' });
    const theirs = slack.say({ user: slack.ana, channel: slack.channel, text: 'mine' });
    expect(await update(theirs)).toMatchObject({ error: 'cant_update_message' });
    const gone = await post('card');
    slack.deleteMessage(gone);
    expect(await update(gone)).toMatchObject({ error: 'message_not_found' });
    const kept = await post('card');
    slack.archive(slack.channel);
    expect(await update(kept)).toMatchObject({ error: 'is_inactive' });
    expect(await refusal(post('x'))).toMatchObject({ error: 'is_archived' });
  });

  test('a deleted root with replies leaves a tombstone, one without is gone', async () => {
    const root = await post('card');
    await post('reply', { thread_ts: root });
    slack.deleteMessage(root);
    await post('still in the thread', { thread_ts: root });
    const { messages } = await client.conversations.history({ channel: slack.channel });
    expect(messages).toMatchObject([{ subtype: 'tombstone', text: 'This message was deleted.' }]);
    const update = client.chat.update({ channel: slack.channel, ts: root, text: 'x' });
    expect(await refusal(update)).toMatchObject({ error: 'message_not_found' });
    const alone = await post('alone');
    slack.deleteMessage(alone);
    expect(await refusal(post('x', { thread_ts: alone }))).toMatchObject({ error: 'thread_not_found' });
  });

  test('no text, too long a text, too much in blocks', async () => {
    const bare = (args: object) =>
      refusal(client.apiCall('chat.postMessage', { channel: slack.channel, ...args }));
    expect(await bare({})).toMatchObject({ error: 'no_text' });
    expect(await bare({ text: '', blocks: [] })).toMatchObject({ error: 'no_text' });
    expect(await bare({ text: 'x'.repeat(40_001) })).toMatchObject({ error: 'msg_too_long' });
    expect(await bare({ text: 'x', blocks: '[{' })).toMatchObject({ error: 'invalid_blocks_format' });
    const section = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2900) } };
    expect(await bare({ text: 'x', blocks: Array(5).fill(section) })).toMatchObject({
      error: 'msg_blocks_too_long',
    });
    expect(slack.seen()).toEqual([]);
  });

  test('private ones are in no history and cannot be edited', async () => {
    const to = { channel: slack.channel, user: slack.ana, text: 'for you' };
    const { message_ts: ts = '' } = await client.chat.postEphemeral(to);
    expect((await client.conversations.history({ channel: slack.channel })).messages).toEqual([]);
    const update = client.chat.update({ channel: slack.channel, ts, text: 'x' });
    expect(await refusal(update)).toMatchObject({ error: 'message_not_found' });
    const toStranger = client.chat.postEphemeral({ ...to, user: 'U0NOBODY' });
    expect(await refusal(toStranger)).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('a person is written to directly', async () => {
    const { channel } = await client.chat.postMessage({ channel: slack.cho, text: 'to you' });
    expect(channel).toMatch(/^D/);
    expect(slack.pings()).toMatchObject([{ person: slack.cho, why: 'direct message' }]);
  });
});

describe('where the bot is not', () => {
  test('public channels are joined, private ones are not there', async () => {
    const at = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
    expect(await refusal(at('C0PUBLIC'))).toMatchObject({ error: 'not_in_channel' });
    expect(await refusal(at('C0SECRET'))).toMatchObject({ error: 'channel_not_found' });
    const secret = client.conversations.join({ channel: 'C0SECRET' });
    expect(await refusal(secret)).toMatchObject({ error: 'channel_not_found' });
    expect((await client.conversations.join({ channel: 'C0PUBLIC' })).warning).toBeUndefined();
    expect((await client.conversations.join({ channel: 'C0PUBLIC' })).warning).toBe('already_in_channel');
    expect(await at('#public')).toMatchObject({ channel: 'C0PUBLIC' });
    slack.kick('C0PUBLIC');
    const history = client.conversations.history({ channel: 'C0PUBLIC' });
    expect(await refusal(history)).toMatchObject({ error: 'not_in_channel' });
  });
});

describe('finding again', () => {
  test('metadata is shown to who asks for it', async () => {
    const metadata = { event_type: 'leakops', event_payload: { key: 'run-1 card' } };
    const { ts } = await client.chat.postMessage({ channel: slack.channel, text: 'card', metadata });
    const history = (all: boolean) =>
      client.conversations.history({ channel: slack.channel, include_all_metadata: all });
    expect((await history(false)).messages?.[0]?.metadata).toBeUndefined();
    expect((await history(true)).messages?.[0]).toMatchObject({ ts, metadata });
  });

  test.each([
    [{ event_type: '', event_payload: {} }, 'invalid_metadata_format'],
    [{ event_type: 'x' }, 'invalid_metadata_format'],
    [{ event_type: 'x', event_payload: { a: { b: 1 } } }, 'invalid_metadata_schema'],
    [{ event_type: 'x', event_payload: { a: 'x'.repeat(9000) } }, 'metadata_too_large'],
  ])('metadata that is refused: %j', async (metadata, error) => {
    const sent = client.apiCall('chat.postMessage', { channel: slack.channel, text: 'x', metadata });
    expect(await refusal(sent)).toMatchObject({ error });
  });

  test('bounds and pages', async () => {
    const all = [];
    for (const text of ['a', 'b', 'c', 'd']) all.push(await post(text));
    const [a, b, c] = all;
    const texts = async (more: object) => {
      const { messages } = await client.conversations.history({ channel: slack.channel, ...more } as never);
      return messages?.map(({ text }) => text).join('');
    };
    expect(await texts({ oldest: b })).toBe('dc');
    expect(await texts({ oldest: b, inclusive: true })).toBe('dcb');
    expect(await texts({ latest: c })).toBe('ba');
    expect(await texts({ oldest: a, latest: a, inclusive: true, limit: 1 })).toBe('a');
    const first = await client.conversations.history({ channel: slack.channel, limit: 3 });
    expect(first.has_more).toBe(true);
    const cursor = first.response_metadata?.next_cursor;
    expect(await texts({ limit: 3, cursor })).toBe('a');
    expect(await refusal(texts({ limit: 1000 }))).toMatchObject({ error: 'invalid_limit' });
    expect(await refusal(texts({ cursor: 'nonsense' }))).toMatchObject({ error: 'invalid_cursor' });
    expect(await refusal(texts({ oldest: 'yesterday' }))).toMatchObject({ error: 'invalid_ts_oldest' });
  });

  test('people and links', async () => {
    const { user } = await client.users.info({ user: slack.ben });
    expect(user).toMatchObject({ tz: 'America/New_York', profile: { display_name: 'Ben' }, is_bot: false });
    const root = await post('card');
    const ts = await post('reply', { thread_ts: root });
    const { permalink } = await client.chat.getPermalink({ channel: slack.channel, message_ts: ts });
    expect(permalink).toBe(
      `https://stand-in.slack.com/archives/${slack.channel}/p${ts.replace('.', '')}?thread_ts=${root}&cid=${slack.channel}`,
    );
  });
});
