/** What a person typed, out of a line that mentions the bot. */
import { mentionOf } from './deliveries.ts';

/** What stands behind the mention, or before it where nothing does. */
export function commandInLine(content: string, botId: string): string {
  const own = mentionOf(botId).exec(content);
  if (own === null) return asTyped(content).trim();
  const behind = asTyped(content.slice(own.index + own[0].length)).replace(/^[\s,:;–—-]+/u, '');
  return behind.trim() === '' ? asTyped(content.slice(0, own.index)).trim() : behind.trim();
}

/** Discord writes ids for the names of people, roles, channels and emoji. */
function asTyped(content: string): string {
  return content.replace(/<(@!?|@&|#)(\d+)>/g, '$1$2').replace(/<a?(:\w+:)\d+>/g, '$1');
}
