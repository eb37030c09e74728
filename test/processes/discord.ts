/** The bot in a process of its own, in Discord: the kill, tokens that are refused, and beside Slack at once. */
import { describe, expect, test } from 'vitest';
import { type Discord, startDiscord } from '../stand-ins/discord/discord.ts';
import type { Seen } from '../stand-ins/discord/people/seen.ts';
import { startSlack } from '../stand-ins/slack/slack.ts';
import { type BotProcess, type Environment, startBot } from './bot-process.ts';
import { newHome } from './child-process.ts';
import { newGame, restartable, runThatIs } from './game.ts';
import { until } from './until.ts';

export function settingsOf(discord: Discord): Environment {
  return {
    DISCORD_TOKEN: discord.token,
    DISCORD_GUILD_ID: discord.guildId,
    DISCORD_API_URL: discord.apiUrl,
  };
}

const saidIn = (discord: Discord): Seen[] =>
  discord.seen().filter(({ author, to }) => author === 'leakops' && to === null);
export const cards = (discord: Discord) => saidIn(discord).filter(({ inThread }) => !inThread);
export const messageThatIs = (discord: Discord, words: RegExp) =>
  until(`a message with ${words}`, async () => saidIn(discord).find(({ text }) => words.test(text)));
export const isReady = (discord: Discord, sessions: number) =>
  until(
    'a session, and /leak',
    async () => discord.gateway.identified >= sessions && discord.commands.guild.length > 0,
  );

/** Until there is a run: on a busy machine a preflight may find that a server is slow. */
export async function start(discord: Discord, bot: BotProcess): Promise<void> {
  let typed = 0;
  await until('a run that grows', async () => {
    const run = (await bot.runs())[0];
    if (run !== undefined) return run.state === 'growing' ? run : null;
    const refused = discord.seen().filter(({ text }) => text.startsWith('**Not started'));
    if (refused.length < typed) return null;
    const options = { scenario: 'gradual', 'flag-value': 300, users: 25 };
    const act = await discord.people.slash({ by: 'Ana', channel: 'general', command: 'leak start', options });
    expect(act.failure).toBeNull();
    typed += 1;
    return null;
  });
}

export function inDiscord(): void {
  describe.concurrent('in Discord', () => {
    test('killed in mid-run: on again in the same thread', async (context) => {
      const discord = await startDiscord({ identifyEveryMs: 0 });
      context.onTestFinished(() => discord.close());
      const game = await newGame(context, { ...restartable, ...settingsOf(discord) });
      const first = await game.start();
      await isReady(discord, 1);
      await start(discord, first);
      const card = await messageThatIs(discord, /^\*\*📈 Growing/);
      await first.kill();
      await until('its socket is gone', async () => discord.gateway.connected === 0);
      expect(await game.sandbox.served()).toMatchObject({ value: 300 });

      const second = await game.start();
      expect(second.said.out).toContain('run-1 goes on: growing');
      await isReady(discord, 2);
      discord.people.mention({ by: 'Ben', channel: card.id, text: 'stop' });
      await runThatIs(second, 'ended');
      const report = await until('the report', async () =>
        saidIn(discord).find(({ files }) => files.length > 0),
      );
      expect(report.channel).toBe(card.id);
      expect((await game.sandbox.served()).value).toBe(0);
      await until('the end on the card', async () => /Stopped by Ben/.test(cards(discord)[0]?.text ?? ''));
      expect(cards(discord)).toHaveLength(1);
      expect(discord.commandWrites).toBe(1);
      for (const bot of [first, second]) expect(bot.said.out + bot.said.err).not.toContain(discord.token);
      expect((await second.terminate()).ms).toBeLessThan(5_000);
    });

    test('and in Slack at once: started in Discord, stopped from Slack, told where it is at home', async (context) => {
      const discord = await startDiscord({ identifyEveryMs: 0 });
      const slack = await startSlack();
      context.onTestFinished(() => discord.close());
      context.onTestFinished(() => slack.close());
      const game = await newGame(context, {
        ...restartable,
        ...settingsOf(discord),
        SLACK_API_URL: slack.apiUrl,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
      });
      const bot = await game.start();
      await isReady(discord, 1);
      await slack.connected();
      await start(discord, bot);
      await messageThatIs(discord, /^\*\*📈 Growing/);
      const stop = await slack.slash({ user: slack.ben, channel: slack.channel, text: 'stop' });
      expect(stop).toMatchObject({ acknowledged: true });
      await runThatIs(bot, 'ended');
      await until('the end on the card', async () => /⏹️ Stopped by/.test(cards(discord)[0]?.text ?? ''));
      expect(slack.seen().filter(({ byApp, to }) => byApp && to === null)).toEqual([]);
      expect(await bot.terminate()).toMatchObject({ code: 0 });
    });

    test('a token that Discord refuses: it serves on and says what to do, without naming it', async (context) => {
      const discord = await startDiscord();
      context.onTestFinished(() => discord.close());
      const bot = await startBot(newHome(context.onTestFinished), {
        PORT: '0',
        LOG_LEVEL: 'warn',
        LEAKOPS_DATABASE: ':memory:',
        ...settingsOf(discord),
        DISCORD_TOKEN: 'token.of-another.bot',
      });
      await until('what to do', async () => /[Ss]et DISCORD_TOKEN/.test(bot.said.err));
      expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
      expect(bot.said.out + bot.said.err).not.toContain('of-another');
      expect(bot.hasEnded()).toBe(false);
    });
  });
}
