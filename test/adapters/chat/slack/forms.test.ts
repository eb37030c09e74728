/** `/leak start` alone shows a form; what is filled in becomes the command. The App Home shows itself. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Heard } from '../../../../src/ports.ts';
import { type SkippingClock, skippingClock } from '../../../fakes/skipping-clock.ts';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';
import type { WayIn } from './listening.ts';
import { emptyHome, type SlackBot, type SlackBotOptions, startSlackBot } from './slack-bot.ts';

let slack: Slack;
let store: ReturnType<typeof openStore>;
let on: SlackBot;
let heard: Heard[];
let clock: SkippingClock;

beforeEach(async () => {
  slack = await startSlack();
  store = openStore(':memory:');
  heard = [];
  clock = skippingClock();
});

afterEach(async () => {
  await on.close();
  await slack.close();
  await store.close();
});

async function startChat(way: WayIn, more: Partial<SlackBotOptions> = {}): Promise<SlackBot> {
  const started = await startSlackBot({
    slack,
    way,
    clock,
    posts: store.posts,
    onHeard: (one) => heard.push(one),
    onPressed: () => {},
    ...more,
  });
  slack.requestUrl = started.requestUrl;
  if (way === 'socket') await slack.connected();
  return started;
}

const typed = (text: string) => slack.slash({ user: slack.ana, channel: slack.channel, text });
const opened = () => expect.poll(() => slack.modal(slack.ana)).not.toBeNull();

describe.each<WayIn>(['socket', 'http'])('over %s', (way) => {
  test.each(['start', ' Start  '])('"%s" shows the form, and what is filled in is heard', async (text) => {
    on = await startChat(way);
    expect((await typed(text)).error).toBeNull();
    await opened();
    const values = { scenario: 'gradual', flagValue: 300, users: 25, breaker: 'off', dry: ['true'] };
    const submitted = await slack.submit({ user: slack.ana, values });
    expect(submitted).toMatchObject({ open: false, errors: {} });
    await expect.poll(() => heard.length).toBe(1);
    expect(heard[0]).toMatchObject({
      text: 'start gradual 300 25 breaker off dry',
      channel: slack.channel,
      thread: null,
      user: { id: slack.ana, name: 'Ana' },
      way: null,
    });
  });

  test('what is wrong stands at its field, and the form stays open', async () => {
    on = await startChat(way);
    await typed('start');
    await opened();
    const wrong = { scenario: 'gradual', breaker: '12' };
    const submitted = await slack.submit({ user: slack.ana, values: wrong });
    expect(submitted.open).toBe(true);
    expect(submitted.errors.breaker).toContain('50');
    expect(heard).toEqual([]);
    expect((await slack.submit({ user: slack.ana, values: { scenario: 'gradual' } })).open).toBe(false);
    await expect.poll(() => heard.map(({ text }) => text)).toEqual(['start gradual']);
  });

  test('delivered twice it opens once, and submitted twice it has one key', async () => {
    on = await startChat(way);
    const delivered = await typed('start');
    await opened();
    await delivered.again();
    const submitted = await slack.submit({ user: slack.ana, values: { scenario: 'fast' } });
    await submitted.delivered?.again();
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[0]?.key).toBe(heard[1]?.key);
    expect(heard[0]?.key).not.toBeNull();
    expect(slack.calls.filter(({ method }) => method === 'views.open')).toHaveLength(1);
  });

  test.each([
    ['is refused', { kind: 'error', code: 'internal_error' }],
    ['hangs', { kind: 'hang' }],
    ['is throttled', { kind: 'ratelimited', seconds: 30 }],
  ] as const)('where the form %s, the command is heard in words', async (_what, fault) => {
    slack.faults.add({ method: 'views.open', fault, times: 1 });
    on = await startChat(way);
    const given = typed('start');
    await expect.poll(() => slack.calls.some(({ method }) => method === 'views.open')).toBe(true);
    await clock.skip(2_500);
    await given;
    await expect.poll(() => heard.map(({ text }) => text)).toEqual(['start']);
  });

  test('a mention has no trigger: it is heard in words', async () => {
    on = await startChat(way);
    await slack.mention({ user: slack.ana, channel: slack.channel, text: 'start' });
    await expect.poll(() => heard.map(({ text }) => text)).toEqual(['start']);
    expect(slack.modal(slack.ana)).toBeNull();
  });

  test('the Home is shown on opening, and starts a run in the channel that is chosen', async () => {
    on = await startChat(way, { home: slack.channel });
    await slack.openHome(slack.ana);
    await expect.poll(() => slack.home(slack.ana)).not.toBeNull();
    const view = slack.home(slack.ana)!.id;
    await slack.press({ user: slack.ana, view, action: 'leakops_start' });
    await opened();
    const submitted = await slack.submit({
      user: slack.ana,
      values: { scenario: 'fast', channel: 'C0PUBLIC' },
    });
    expect(submitted).toMatchObject({ open: false, errors: {} });
    await expect.poll(() => heard).toMatchObject([{ text: 'start fast', channel: 'C0PUBLIC' }]);
  });
});

test('the Home is shown anew when a run turns, to those who have opened it, and the newest page last', async () => {
  let pages = 0;
  on = await startChat('socket', {
    homePage: async () => {
      pages += 1;
      return emptyHome();
    },
  });
  const published = () => slack.calls.filter(({ method }) => method === 'views.publish').length;
  on.runChanged({ id: 'run-1', state: 'preparing' } as never);
  await slack.openHome(slack.ana);
  await expect.poll(published).toBe(1);
  on.runChanged({ id: 'run-1', state: 'preparing' } as never);
  on.runChanged({ id: 'run-1', state: 'growing' } as never);
  await expect.poll(published).toBe(2);
  expect(pages).toBe(2);
});

test('a Home that cannot be made brings nothing down', async () => {
  on = await startChat('socket', { homePage: () => Promise.reject(new Error('no facts')) });
  await slack.openHome(slack.ana);
  await expect.poll(() => on.logged.some((line) => line.includes('Home'))).toBe(true);
  expect((await typed('status')).error).toBeNull();
});

test('a button that this version does not know is answered', async () => {
  on = await startChat('socket');
  const { WebClient } = await import('@slack/web-api');
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const { ts } = await client.chat.postMessage({
    channel: slack.channel,
    text: 'A card',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'explode', text: { type: 'plain_text', text: 'Explode' } }],
      },
    ],
  });
  await slack.press({ user: slack.ana, ts: ts!, action: 'explode' });
  await expect
    .poll(() => slack.seen({ person: slack.ana }).find(({ to }) => to === slack.ana)?.words)
    .toContain('not known');
});
