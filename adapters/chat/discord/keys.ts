/**
 * The key of a post, as Discord gets to know it. The nonce keeps two sends within minutes from becoming two messages;
 * it is not given back later. The mark is: it stands in the message for good, where people do not see it, as the
 * address of an embed that has no title to be a link.
 */
import { createHash } from 'node:crypto';

/** Discord takes 25 characters. */
const nonceCharacters = 24;

/** @param botId of the database: another one counts its runs from 1 again */
export function nonceOf(botId: string, key: string): string {
  return createHash('sha256').update(`${botId}\n${key}`).digest('base64url').slice(0, nonceCharacters);
}

export function markOf(nonce: string): string {
  return `https://discord.com/channels/@me#leakops-${nonce}`;
}

/** Whether an embed's address is a mark of leakops, of whichever post. */
export function isMark(url: string): boolean {
  return /#leakops-[\w-]{24}$/.test(url);
}
