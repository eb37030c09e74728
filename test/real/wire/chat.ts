/** Slack and Discord behind a bad wire: safety notices nothing of it, and what is said is said once. */
import { expect, test } from 'vitest';
import type { BotProcess } from '../../processes/bot-process.ts';
import * as inDiscord from '../../processes/discord.ts';
import { runThatIs } from '../../processes/game.ts';
import * as inSlack from '../../processes/slack.ts';
import { until } from '../../processes/until.ts';
import { startDiscord } from '../../stand-ins/discord/discord.ts';
import { startSlack } from '../../stand-ins/slack/slack.ts';
import { describeWith, handed } from '../gated.ts';
import { faults } from './faults.ts';
import { type Wire, wireTo } from './toxiproxy.ts';
import { expectOnce, expectSound, offAtServer, pauseMs, type WiredGame, wiredGame } from './wired-game.ts';

/** From a stop that the platform delivers to what is served; with a busy machine's share. */
const offWithinMs = 3_000;
const enduredMs = 4_000;
const chatFaults = ['silent', 'reset', 'gone'] as const;

async function wireOfChat(apiUrl: string): Promise<Wire & { apiUrl: string }> {
  const wire = await wireTo(handed('WIRE_TOXIPROXY_URL'), apiUrl);
  return { ...wire, apiUrl: `${wire.url}${new URL(apiUrl).pathname}` };
}

/** The wire goes bad, somebody stops the run, and after a while the wire is good. */
async function stopOnBadWire(
  game: WiredGame,
  wire: Wire,
  fault: (typeof chatFaults)[number],
  stop: () => Promise<unknown>,
): Promise<void> {
  const wanted = faults[fault];
  await (wanted === 'gone' ? wire.remove() : wire.poison(...wanted));
  const saidAt = Date.now();
  await stop();
  await offAtServer(game);
  expect(game.watch.offSinceMs()! - saidAt).toBeLessThan(offWithinMs);
  await pauseMs(enduredMs);
  await wire.heal();
}

async function expectStopped(game: WiredGame, bot: BotProcess): Promise<void> {
  expect((await runThatIs(bot, 'ended')).outcome).toBe('stopped');
  await expectOnce(game, bot);
  expectSound(bot);
}

export function chat(): void {
  describeWith('WIRE_TOXIPROXY_URL')('a chat whose wire goes bad', { concurrent: true }, () => {
    test.for(chatFaults)('Slack %s: a stop acts at once, and all is said once', async (fault, context) => {
      const slack = await startSlack();
      context.onTestFinished(() => slack.close());
      const wire = await wireOfChat(slack.apiUrl);
      const game = await wiredGame(context, {
        ...inSlack.settingsOf(slack, 'socket'),
        SLACK_API_URL: wire.apiUrl,
      });
      const bot = await game.start();
      await slack.connected();
      await inSlack.start(slack, bot);
      await inSlack.messageThatIs(slack, /^📈 Growing/);
      await stopOnBadWire(game, wire, fault, () =>
        slack.slash({ user: slack.ben, channel: slack.channel, text: 'stop' }),
      );
      await expectStopped(game, bot);
      await inSlack.messageThatIs(slack, /^⏹️ Stopped, .*run-1, gradual/);
      await until('the end on the card', async () =>
        /^⏹️ Stopped by/.test(inSlack.cards(slack)[0]?.words ?? ''),
      );
      inSlack.expectToldOnce(slack);
    });

    test.for(chatFaults)('Discord %s: a stop acts at once, and all is said once', async (fault, context) => {
      const discord = await startDiscord({ identifyEveryMs: 0 });
      context.onTestFinished(() => discord.close());
      const wire = await wireOfChat(discord.apiUrl);
      const game = await wiredGame(context, {
        ...inDiscord.settingsOf(discord),
        DISCORD_API_URL: wire.apiUrl,
      });
      const bot = await game.start();
      await inDiscord.isReady(discord, 1);
      await inDiscord.start(discord, bot);
      const card = await inDiscord.messageThatIs(discord, /^\*\*📈 Growing/);
      await stopOnBadWire(game, wire, fault, async () =>
        discord.people.mention({ by: 'Ben', channel: card.id, text: 'stop' }),
      );
      await expectStopped(game, bot);
      await until('the end on the card', async () =>
        /Stopped by Ben/.test(inDiscord.cards(discord)[0]?.text ?? ''),
      );
      await inDiscord.messageThatIs(discord, /Stopped, .*run-1, gradual/);
      expect(inDiscord.cards(discord)).toHaveLength(1);
    });
  });
}
