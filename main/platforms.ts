/** The chat platforms that have a token. What speaks to one is loaded only then. */
import type { DiscordChatOptions } from '../adapters/chat/discord/discord-chat.ts';
import type { SlackChatOptions } from '../adapters/chat/slack/slack-chat.ts';
import { systemClock } from '../adapters/clock/system.ts';
import type { Routes } from '../adapters/http/server.ts';
import type { DiscordConfig } from '../src/config/discord.ts';
import type { SlackConfig } from '../src/config/slack.ts';
import type { Config } from '../src/config.ts';
import type { Chat } from '../src/ports.ts';
import type { Finding } from '../src/run/desk.ts';
import type { Run } from '../src/run/run.ts';
import { platformName } from '../src/voice/platform-name.ts';

export interface Platform {
  chat: Chat;
  /** What the platform sends over HTTP; null: nothing. */
  routes: Routes | null;
  /** Connects in the background; waits for nothing. */
  start(): void;
  /** Within a second or so. */
  stop(): Promise<void>;
  runChanged(run: Run): void;
  /** What is wrong, with what to do; null: nothing that is known. */
  trouble(): string | null;
}

/** What the rest of the bot gives them. */
export type PlatformParts = Omit<SlackChatOptions, keyof SlackConfig | 'home' | 'clock'> &
  Omit<DiscordChatOptions, keyof DiscordConfig | 'home' | 'clock'>;

export async function openPlatforms({ slack, discord }: Config, parts: PlatformParts): Promise<Platform[]> {
  const clock = systemClock();
  const platforms: Platform[] = [];
  if (slack !== null) {
    const { slackChat } = await import('../adapters/chat/slack/slack-chat.ts');
    platforms.push(slackChat({ ...slack, home: slack.channel, clock, ...parts }));
  }
  if (discord !== null) {
    const { discordChat } = await import('../adapters/chat/discord/discord-chat.ts');
    const opened = discordChat({ ...discord, home: discord.channel, clock, ...parts });
    platforms.push({ ...opened, routes: null });
  }
  return platforms;
}

/** For doctor. */
export function platformFinding(platform: Platform): Finding {
  const name = platformName(platform.chat.name);
  const text = platform.trouble();
  return text === null
    ? { name, verdict: 'ok', text: `${name} connected`, remedy: null }
    : { name, verdict: 'problem', text, remedy: `Look closer: npm run ${platform.chat.name}:check` };
}

/** How a person begins there, once it serves. */
export function platformWords({ slack, discord }: Config): string[] {
  const words = (where: string, check: string) =>
    `${where}: type /leak doctor there; what is missing: npm run ${check}`;
  const way = slack?.appToken == null ? 'over HTTP, at /slack/events' : 'over Socket Mode';
  return [
    ...(slack === null ? [] : [words(`Slack ${way}`, 'slack:check')]),
    ...(discord === null ? [] : [words('Discord', 'discord:check')]),
  ];
}

/** What a platform lets leakops do, as the configuration says; starts nothing. Whether nothing must be done. */
export async function checkPlatform(
  name: 'slack' | 'discord',
  { slack, discord, publicUrl }: Config,
  write: (line: string) => void,
): Promise<boolean> {
  if (name === 'slack') {
    const { printCheck } = await import('../adapters/chat/slack/check.ts');
    return printCheck(slack, publicUrl, write);
  }
  const { printCheck } = await import('../adapters/chat/discord/check.ts');
  return printCheck(discord === null ? null : { ...discord, clock: systemClock() }, write);
}
