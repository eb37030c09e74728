/** What people do in Slack arrives, over both ways in: once, acknowledged first thing, as they typed it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';
import { type Listening, listenTo, type Way } from './listening.ts';

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

describe.each<Way>(['socket', 'http'])('over %s', (way) => {
  test('a command is acknowledged without words and heard', async () => {
    on = await listenTo(slack, way);
    const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'status' });
    expect(delivered).toMatchObject({ acknowledged: true, body: null, error: null });
    await expect.poll(() => on?.heard).toMatchObject([{ channel: slack.channel, text: 'status' }]);
    const [heard] = on.heard;
    expect(heard?.user).toEqual({ id: slack.ana, name: 'Ana' });
    expect(on.ways.find(heard?.way ?? null)).toMatchObject({ user: slack.ana, message: null });
    if (way === 'socket') expect(heard?.givenAt).toBeNull();
    else expect(Math.abs(Date.now() - (heard?.givenAt ?? 0))).toBeLessThan(60_000);
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
});
