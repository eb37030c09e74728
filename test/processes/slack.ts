/** The bot in a process of its own, in Slack: over HTTP from the command to the report, over a socket through a kill. */
import { describe, expect, test } from 'vitest';
import { type SeenMessage, type Slack, startSlack } from '../stand-ins/slack/slack.ts';
import { type BotProcess, type Environment, startBot } from './bot-process.ts';
import { newHome } from './child-process.ts';
import { newGame, restartable, runThatIs } from './game.ts';
import { until } from './until.ts';

/** As people set it; the page is off then, the runs are still to be asked for. */
export function settingsOf(slack: Slack, way: 'socket' | 'http'): Environment {
  return {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    ...(way === 'socket'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
  };
}

const saidIn = (slack: Slack): SeenMessage[] => slack.seen().filter(({ byApp, to }) => byApp && to === null);
export const cards = (slack: Slack) => saidIn(slack).filter(({ thread }) => thread === null);
export const messageThatIs = (slack: Slack, words: RegExp) =>
  until(`a message with ${words}`, async () => saidIn(slack).find((message) => words.test(message.words)));

/** Types until there is a run: on a busy machine a preflight may find that a server is slow. */
export async function start(slack: Slack, bot: BotProcess): Promise<void> {
  let typed = 0;
  await until('a run that grows', async () => {
    const run = (await bot.runs())[0];
    if (run !== undefined) return run.state === 'growing' ? run : null;
    const refused = slack.seen().filter(({ words }) => words.startsWith('Not started'));
    if (refused.length < typed) return null;
    const text = 'start gradual 300 25';
    const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text });
    expect(delivered).toMatchObject({ acknowledged: true, error: null });
    typed += 1;
    return null;
  });
}

function expectNoSecret(slack: Slack, bot: BotProcess): void {
  const said = bot.said.out + bot.said.err;
  for (const secret of [slack.botToken, slack.appToken, slack.signingSecret, '/commands/', '/actions/'])
    expect(said).not.toContain(secret);
}

export function expectToldOnce(slack: Slack): void {
  const keys = saidIn(slack).map(({ metadata }) => metadata?.event_payload.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(cards(slack)).toHaveLength(1);
}

export function inSlack(): void {
  describe.concurrent('in Slack', () => {
    test('over HTTP, on its own sandbox: card, trip, recovered, report with its picture', async (context) => {
      const slack = await startSlack();
      context.onTestFinished(() => slack.close());
      const home = newHome(context.onTestFinished);
      const bot = await startBot(home, {
        PORT: '0',
        LOG_LEVEL: 'warn',
        LEAKOPS_DATABASE: ':memory:',
        ...settingsOf(slack, 'http'),
      });
      slack.requestUrl = `${bot.url}/slack/events`;
      expect((await slack.verifyUrl()).status).toBe(200);
      await start(slack, bot);
      await messageThatIs(slack, /^🛑 Tripped/);
      const report = await messageThatIs(slack, /\[picture: /);
      expect(report.words).toMatch(/^✅ Averted, recovered: run-1, gradual, flag 300, 25 users/);
      const [file] = report.raw.blocks.filter(({ type }) => type === 'image');
      expect(file).toMatchObject({ alt_text: expect.stringMatching(/peak/) });
      const [card] = cards(slack);
      expect(card?.words).toMatch(/^✅ Averted/);
      expect(report.thread).toBe(card?.ts);
      expectToldOnce(slack);
      expectNoSecret(slack, bot);
      expect(await bot.terminate()).toMatchObject({ code: 0 });
    });

    test('over a socket, killed in mid-run: on again in the same thread', async (context) => {
      const slack = await startSlack();
      context.onTestFinished(() => slack.close());
      const game = await newGame(context, { ...restartable, ...settingsOf(slack, 'socket') });
      const first = await game.start();
      await slack.connected();
      await start(slack, first);
      const card = await messageThatIs(slack, /^📈 Growing/);
      await first.kill();
      await until('its socket is gone', async () => slack.sockets.count() === 0);
      expect(await game.sandbox.served()).toMatchObject({ value: 300 });

      const second = await game.start();
      expect(second.said.out).toContain('run-1 goes on: growing');
      await slack.connected();
      const stop = await slack.mention({
        user: slack.ben,
        channel: slack.channel,
        thread: card.ts,
        text: 'stop',
      });
      expect(stop.delivered).toMatchObject({ acknowledged: true });
      await runThatIs(second, 'ended');
      const report = await messageThatIs(slack, /\[picture: /);
      expect(report.thread).toBe(card.ts);
      expect((await game.sandbox.served()).value).toBe(0);
      await until('the end on the card', async () => /^⏹️ Stopped by Ben/.test(cards(slack)[0]?.words ?? ''));
      expectToldOnce(slack);
      expectNoSecret(slack, second);
      expect((await second.terminate()).ms).toBeLessThan(5_000);
    });

    test('Slack hangs in the middle of a word: a stop acts, SIGTERM is in time, and the next process says all of it once', async (context) => {
      const slack = await startSlack();
      context.onTestFinished(() => slack.close());
      const game = await newGame(context, { ...restartable, ...settingsOf(slack, 'socket') });
      const first = await game.start();
      await slack.connected();
      await start(slack, first);
      await messageThatIs(slack, /^📈 Growing/);
      // Done and never answered; nor is it known what people are called.
      slack.faults.add({ method: '*', fault: { kind: 'hang' }, times: Number.POSITIVE_INFINITY });
      const stop = await slack.slash({ user: slack.ben, channel: slack.channel, text: 'stop' });
      expect(stop).toMatchObject({ acknowledged: true });
      await until('the flag is off', async () => (await game.sandbox.served()).value === 0);
      expect(await first.terminate()).toMatchObject({
        code: 0,
        signal: null,
        ms: expect.toSatisfy((ms) => ms < 5_000),
      });
      slack.faults.clear();

      const second = await game.start();
      await runThatIs(second, 'ended');
      await messageThatIs(slack, /^⏹️ Stopped, .*run-1, gradual/);
      await until('the end on the card', async () => /^⏹️ Stopped by ben/.test(cards(slack)[0]?.words ?? ''));
      const words = saidIn(slack).map((message) => message.words);
      expect(words.filter((each) => /^⏹️ Stopped by ben at .*seen off/.test(each))).toHaveLength(1);
      expectToldOnce(slack);
    });

    test('tokens that Slack refuses: it serves on and says what to do, without naming them', async (context) => {
      const slack = await startSlack();
      context.onTestFinished(() => slack.close());
      const home = newHome(context.onTestFinished);
      const wrong = { SLACK_BOT_TOKEN: 'xoxb-of-another-app', SLACK_APP_TOKEN: 'xapp-of-another-app' };
      const settings = {
        PORT: '0',
        LOG_LEVEL: 'warn',
        LEAKOPS_DATABASE: ':memory:',
        ...settingsOf(slack, 'socket'),
        ...wrong,
      };
      const bot = await startBot(home, settings);
      await until('what to do', async () => /set SLACK_APP_TOKEN.*set SLACK_BOT_TOKEN/s.test(bot.said.err));
      expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
      expect(bot.said.out + bot.said.err).not.toMatch(/of-another-app/);
      expect(bot.hasEnded()).toBe(false);
    });
  });
}
