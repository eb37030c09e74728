/** Discord is on when a bot token is set. */
import { httpAddress, type Settings } from './settings.ts';

export interface DiscordConfig {
  token: string;
  /** The server whose people use leakops; null: every server that the bot is in. */
  guildId: string | null;
  /** Id of the channel where runs from elsewhere are announced; null: nowhere. */
  channel: string | null;
  apiUrl: string;
}

/** null: Discord is off. */
export function readDiscord(settings: Settings): DiscordConfig | null {
  if (settings.given('DISCORD_TOKEN') === null) return null;
  return {
    token: settings.optional('DISCORD_TOKEN', botToken) ?? '',
    guildId: settings.optional('DISCORD_GUILD_ID', idOf('server')),
    channel: settings.optional('DISCORD_CHANNEL', idOf('channel')),
    apiUrl: settings.read('DISCORD_API_URL', httpAddress),
  };
}

/** Often copied with the word that stands before it in a header. */
function botToken(text: string): { value: string } | { allowed: string } {
  const bare = text.replace(/^Bot\s+/i, '');
  if (/^[\x21-\x7e]{1,512}$/.test(bare) && !isId(bare)) return { value: bare };
  return {
    allowed: 'the token of Bot › Reset Token in the Developer Portal is needed, not an id or a client secret',
  };
}

function idOf(what: 'server' | 'channel') {
  return (text: string) =>
    isId(text)
      ? { value: text }
      : {
          allowed: `the id of a ${what}, a number, is needed: in Discord Settings › Advanced › Developer Mode, then right-click the ${what} › Copy ID`,
        };
}

function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}
