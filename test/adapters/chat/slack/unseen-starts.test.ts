/** A start in a private channel without the bot is refused: nobody would see the run. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Heard } from '../../../../src/ports.ts';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';

import { type SlackBot, startSlackBot } from './slack-bot.ts';

const secret = 'C0SECRET';
let slack: Slack;
let bot: SlackBot;
let heard: string[];
let store: ReturnType<typeof openStore>;
beforeEach(async () => {
  slack = await startSlack();
  store = openStore(':memory:');
  heard = [];
  const onHeard = ({ text }: Heard) => void heard.push(text);
  bot = await startSlackBot({
    ...{ slack, way: 'http', clock: systemClock(), posts: store.posts, onHeard },
    onPressed() {},
  });
  slack.requestUrl = bot.requestUrl;
});
afterEach(async () => {
  await bot.close();
  await slack.close();
  await store.close();
});

const typed = (text: string, channel = secret) => slack.slash({ user: slack.ana, channel, text });
const told = () => slack.seen().map(({ to, mobile }) => `${to}: ${mobile}`);

test('it is answered to who typed it, once, with what to do', async () => {
  const delivered = await typed('start gradual 300 25');
  await expect.poll(told).toHaveLength(1);
  expect(told()[0]).toBe(
    'U0ANA: Not started: leakops is not in this channel, nobody here would see the run. Nothing changed. Type /invite @leakops first. Try /leak start gradual 300 25.',
  );
  await delivered.again();
  await typed('status');
  await expect.poll(() => heard).toEqual(['status']);
  expect(told()).toHaveLength(1);
  expect(slack.pings()).toEqual([]);
});

describe('handed on', () => {
  test.each([
    ['where the bot is', 'start gradual', 'C0GAMEDAY'],
    ['in a public channel, which it joins with its first word', 'start gradual', 'C0PUBLIC'],
    ['only a plan', 'start gradual dry', secret],
    ['anything else', 'stop', secret],
  ])('%s', async (_where, text, channel) => {
    await typed(text, channel);
    await expect.poll(() => heard).toEqual([text]);
    expect(told()).toEqual([]);
  });

  test('when it was invited', async () => {
    slack.invite(secret);
    await typed('start gradual');
    await expect.poll(() => heard).toEqual(['start gradual']);
  });

  test('where it may not look: that is no trouble of the bot', async () => {
    const lacking = { kind: 'error', code: 'missing_scope' } as const;
    slack.faults.add({ method: 'conversations.history', fault: lacking });
    await typed('start gradual');
    await expect.poll(() => heard).toEqual(['start gradual']);
    expect(bot.logged.filter((line) => line.includes('conversations.history'))).toEqual([]);
  });
});
