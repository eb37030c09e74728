/** What people do in Slack arrives, over both ways in: once, acknowledged first thing, as they typed it. */

import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';
import { type Listening, listenTo, type WayIn } from './listening.ts';

let slack: Slack;
let on: Listening | null = null;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  await on?.close();
  on = null;
  await slack.close();
});

/** A message of the bot with buttons; `thread`: in the thread of another. */
async function posted(buttons: Record<string, unknown>[], thread?: string): Promise<string> {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const elements = buttons.map((button) => ({
    type: 'button' as const,
    text: { type: 'plain_text' as const, text: 'Button' },
    ...button,
  }));
  const { ts } = await client.chat.postMessage({
    channel: slack.channel,
    text: 'A card',
    blocks: [{ type: 'actions', elements }],
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  return ts!;
}

describe.each<WayIn>(['socket', 'http'])('over %s', (way) => {
  test('a command is acknowledged without words and heard', async () => {
    on = await listenTo(slack, way);
    const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'status' });
    expect(delivered).toMatchObject({ acknowledged: true, body: null, error: null });
    await expect.poll(() => on?.heard).toMatchObject([{ channel: slack.channel, text: 'status' }]);
    const [heard] = on.heard;
    expect(heard?.user).toEqual({ id: slack.ana, name: 'Ana' });
    expect(on.ways.find(heard?.way ?? null)).toMatchObject({ thread: null, message: null });
    if (way === 'socket') expect(heard?.givenAt).toBeNull();
    else expect(Math.abs(Date.now() - (heard?.givenAt ?? 0))).toBeLessThan(60_000);
  });

  test('a command delivered again has the same key, another one its own', async () => {
    on = await listenTo(slack, way);
    const first = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop' });
    await first.again();
    await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop' });
    await expect.poll(() => on?.heard.length).toBe(3);
    const keys = on.heard.map(({ key }) => key);
    expect(keys).not.toContain(null);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test('a mention is heard in its thread, without the mention', async () => {
    on = await listenTo(slack, way);
    const root = await posted([{ action_id: 'stop' }]);
    const { ts, delivered } = await slack.mention({
      user: slack.ben,
      channel: slack.channel,
      thread: root,
      text: 'stop',
    });
    expect(delivered?.error).toBeNull();
    await expect.poll(() => on?.heard.length).toBe(1);
    expect(on.heard[0]).toMatchObject({ thread: root, text: 'stop', messageId: ts, way: null });
    expect(on.heard[0]?.givenAt).toBe(Math.round(Number(ts) * 1000));
    await delivered?.again();
    await expect.poll(() => on?.heard.length).toBe(2);
    expect(on.heard[1]?.key).toBe(on.heard[0]?.key);
  });

  test('a button on a card is pressed in its thread, on a reply in that of its root', async () => {
    on = await listenTo(slack, way);
    const root = await posted([{ action_id: 'stop', value: 'run-1', style: 'danger' }]);
    const reply = await posted([{ action_id: 'restart', value: 'run-1' }], root);
    expect((await slack.press({ user: slack.ana, ts: root, action: 'stop' }))?.error).toBeNull();
    expect((await slack.press({ user: slack.ana, ts: reply, action: 'restart' }))?.error).toBeNull();
    await expect.poll(() => on?.pressed.length).toBe(2);
    expect(on.pressed).toMatchObject([
      { action: 'stop', value: 'run-1', messageId: root, thread: root, channel: slack.channel },
      { action: 'restart', messageId: reply, thread: root },
    ]);
    const ways = on.pressed.map(({ way: name }) => on?.ways.find(name));
    expect(ways.map((one) => one?.thread)).toEqual([null, root]);
    expect(ways[0]?.message).toEqual({ ts: root, ephemeral: false });
    for (const { givenAt } of on.pressed) expect(Math.abs(Date.now() - (givenAt ?? 0))).toBeLessThan(60_000);
  });

  test('a link is acknowledged and means nothing; a button of another version is told', async () => {
    on = await listenTo(slack, way);
    const ts = await posted([
      { action_id: 'page', url: 'https://leakops.example/runs/1' },
      { action_id: 'explode', value: 'run-1' },
      { action_id: 'stop#2', value: 'run-2' },
    ]);
    for (const action of ['page', 'explode', 'stop#2'])
      expect((await slack.press({ user: slack.ana, ts, action }))?.error).toBeNull();
    await expect.poll(() => on?.pressed).toMatchObject([{ action: 'stop', value: 'run-2' }]);
    expect(on.strangers).toMatchObject([{ value: 'run-1', messageId: ts }]);
  });

  test('a listener that throws does not keep Slack waiting', async () => {
    on = await listenTo(slack, way, {
      onHeard: () => {
        throw new Error('broken');
      },
    });
    const first = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'status' });
    const second = await slack.mention({ user: slack.ana, channel: slack.channel, text: 'status' });
    expect([first.error, second.delivered?.error]).toEqual([null, null]);
    await expect.poll(() => on?.logged.filter((line) => line.includes('taken up')).length).toBe(2);
  });

  test('names that Slack does not tell hold nothing up', async () => {
    slack.faults.add({ method: 'users.info', fault: { kind: 'hang' }, times: 9 });
    on = await listenTo(slack, way);
    await slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop' });
    await slack.mention({ user: slack.ben, channel: slack.channel, text: 'stop' });
    await expect.poll(() => on?.heard.length).toBe(2);
    // What the command says of its person, and for a mention nothing but the id.
    expect(on.heard.map(({ user }) => user.name)).toEqual(['ana', slack.ben]);
  });

  test('nothing that is logged holds a token, an address of an answer, or what was said', async () => {
    on = await listenTo(slack, way);
    await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start secretword' });
    await slack.mention({ user: slack.ana, channel: slack.channel, text: 'secretword' });
    await expect.poll(() => on?.heard.length).toBe(2);
    slack.sockets.cut();
    const all = on.logged.join('\n');
    for (const secret of ['xoxb', 'xapp', slack.signingSecret, '/commands/', 'secretword', 'ticket'])
      expect(all).not.toContain(secret);
  });
});
