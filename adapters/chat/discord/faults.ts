/**
 * What each answer of Discord's means for who wanted to say something: one rule for every JSON error code that the
 * routes used here can return (Opcodes and Status Codes, JSON error codes). Discord does not tell which route returns
 * which; those about voice, stickers, invitations, money and the like cannot come. An unknown one is fatal for its
 * message only, once it was tried in simpler forms.
 */
import type { ChatTrouble } from '../../../src/chat-failure.ts';
import { DiscordFailure } from './discord-failure.ts';

/** Where a call went: the same code means something else in a thread than in its channel. */
export type Where = 'channel' | 'thread' | 'person' | 'interaction' | 'application';

interface Rule {
  /** `gone`: the place that was spoken to; a thread's channel may still be there. */
  trouble: ChatTrouble | 'gone';
  words: string;
  remedy?: string;
  /** Where Discord does not say how long: ms. */
  retryAfterMs?: number;
}

const minuteMs = 60_000;
const token: Rule = {
  trouble: 'later',
  words: 'does not take the bot’s token',
  remedy:
    'Set DISCORD_TOKEN to the token of Bot › Reset Token in the Developer Portal, and start leakops again.',
  retryAfterMs: minuteMs,
};
const busy = (words: string, retryAfterMs = 5_000): Rule => ({ trouble: 'later', words, retryAfterMs });
const refused = (words: string, remedy?: string): Rule =>
  remedy === undefined ? { trouble: 'refused', words } : { trouble: 'refused', words, remedy };
const gone = (words: string, remedy?: string): Rule =>
  remedy === undefined ? { trouble: 'gone', words } : { trouble: 'gone', words, remedy };

const textChannel = 'Use /leak in a text channel.';
const rightsIn: Readonly<Record<Where, string>> = {
  channel:
    'Allow the bot View Channel, Send Messages, Embed Links, Attach Files and Read Message History here.',
  thread: 'Allow the bot Create Public Threads and Send Messages in Threads in this channel.',
  person: 'Allow direct messages from members of the server, or use /leak in a channel.',
  interaction: 'Allow the bot View Channel and Send Messages here.',
  application: 'Invite the bot again with the scopes bot and applications.commands.',
};

export const rules: Readonly<Record<number, Rule>> = {
  0: refused('has an error that it does not name'),
  10002: refused('does not know the application'),
  10003: gone('does not know the channel: deleted, or not shown to the bot'),
  10004: gone('does not know the server: deleted, or the bot was removed'),
  10007: gone('does not know the member'),
  10008: { trouble: 'message-gone', words: 'does not have the message any more' },
  10011: refused('does not know the role'),
  10012: token,
  10013: gone('does not know the person'),
  10015: refused('does not know the way back to the person any more'),
  10062: refused('does not know the command or press any more: answered too late'),
  10063: refused('does not know the command'),
  20001: refused('does not let bots do that'),
  20009: refused('takes the words for explicit content'),
  20012: refused(
    'does not let the bot act for this application',
    'Check that DISCORD_TOKEN belongs to the application.',
  ),
  20016: busy('keeps to the slow mode of the channel', 30_000),
  20022: busy('edits announcements only so often', minuteMs),
  20028: busy('takes no more writes in this channel for now'),
  20029: busy('takes no more writes in this server for now'),
  20031: refused('does not take a word in the name'),
  30015: refused('has no room for more files in the message'),
  30032: refused('takes no more commands'),
  30033: refused('takes no more people in the thread'),
  30034: refused('takes no more new commands today'),
  30046: refused('lets a message over an hour old be edited only so often'),
  40001: token,
  40002: refused('wants the account verified first', 'Verify the e-mail address of the application’s owner.'),
  40003: busy('opens no more direct messages for now', minuteMs),
  40004: busy('has switched off sending for a while', minuteMs),
  40005: refused('finds the message too large'),
  40006: busy('has switched this off for a while', minuteMs),
  40007: gone('says that the person is banned from the server'),
  40041: refused('has a command of that name already'),
  40058: gone('takes no messages in a forum', textChannel),
  40060: refused('has an answer to this command already'),
  40062: busy('is rate limiting a part of itself'),
  40067: gone('wants a tag in this forum', textChannel),
  40094: refused('takes no more answers to this command'),
  40333: busy('is behind a Cloudflare that blocks the bot', minuteMs),
  50001: gone('does not show the bot this channel'),
  50003: gone('has no threads in direct messages'),
  50005: refused('says that the message is not the bot’s'),
  50006: refused('sees nothing in the message'),
  50007: gone('does not let the bot write to this person', rightsIn.person),
  50008: gone('takes no messages in this kind of channel', textChannel),
  50009: gone('wants a higher verification level here'),
  50013: gone('says that the bot lacks a permission'),
  50014: token,
  50010: refused('says that the application has no bot', rightsIn.application),
  50017: refused('wants two-factor authentication', 'Switch on 2FA for the owner of the application.'),
  50021: refused('does not let a system message be changed'),
  50024: gone('cannot do that in this kind of channel', textChannel),
  50025: token,
  50026: refused('misses a scope', rightsIn.application),
  50027: refused('does not take the way back to the person any more: over 15 minutes old'),
  50033: gone('does not know whom to write to'),
  50035: refused('does not take the message as it is'),
  50041: refused(
    'does not know this version of its API',
    'Check DISCORD_API_URL; unset it for Discord itself.',
  ),
  50045: refused('finds the file too large'),
  50046: refused('does not take the file'),
  50055: gone('does not know the server'),
  50067: refused('does not take requests from here'),
  50068: refused('does not let this kind of message be changed'),
  50083: gone('has archived the thread'),
  50095: gone('does not offer this server here'),
  50109: refused('could not read what was sent'),
  50110: refused('does not take the file'),
  50123: refused('does not take this kind of file'),
  50146: refused('has lost the file on its way'),
  50178: gone('wants the person’s account verified first'),
  50278: gone('lets the bot write only to people of a server that it shares'),
  60003: refused('wants two-factor authentication', 'Switch on 2FA for the owner of the application.'),
  110001: busy('does not have the application ready yet', 30_000),
  130000: busy('is overloaded', 30_000),
  160002: refused('lets only who may read the history reply to a line'),
  160009: refused('lets only who may read the history reply to a line'),
  160010: refused('does not let an age-restricted line be answered here'),
  160004: refused('has a thread for this message already'),
  160005: gone('has locked the thread'),
  160006: gone('has no room for another thread in this server', 'Archive old threads of the server.'),
  160007: gone('has no room for another thread in this channel', 'Archive old threads of the channel.'),
  200000: refused('has blocked the words by AutoMod', 'Exempt the bot’s role in Server Settings › AutoMod.'),
  200001: refused('has blocked the title by AutoMod', 'Exempt the bot’s role in Server Settings › AutoMod.'),
  240000: refused('has blocked a link in the message'),
  400001: refused('does not take files in this server for now'),
};

export interface Answer {
  status: number;
  /** From the body; null: it had none. */
  jsonCode: number | null;
  /** Discord's own words, and the places of a form that it did not like; null: none. */
  words: string | null;
  /** `Retry-After` or `retry_after`; null: not said. */
  retryAfterMs: number | null;
}

/** The failure that an answer other than 2xx stands for. */
export function failureOf(answer: Answer, where: Where): DiscordFailure {
  const { status, jsonCode, retryAfterMs } = answer;
  const rule = jsonCode === null ? undefined : rules[jsonCode];
  // 0 says nothing: the status says more. Some limits have a code of their own; 30046 is none that waiting ends.
  if (rule === undefined || jsonCode === 0 || (status === 429 && jsonCode !== 30046)) {
    return byStatus(answer, where);
  }
  return new DiscordFailure(`discord-${jsonCode}`, sentence(rule.words, answer), {
    trouble: rule.trouble === 'gone' ? goneIn(where) : rule.trouble,
    jsonCode,
    retryAfterMs: rule.trouble === 'later' ? (retryAfterMs ?? rule.retryAfterMs ?? null) : null,
    remedy: rule.remedy ?? (jsonCode === 50013 || jsonCode === 50001 ? rightsIn[where] : null),
  });
}

function byStatus(answer: Answer, where: Where): DiscordFailure {
  const { status, jsonCode } = answer;
  // An outage is asked about every minute, whatever it says.
  const longestMs = status === 429 ? Number.POSITIVE_INFINITY : minuteMs;
  const retryAfterMs = answer.retryAfterMs === null ? null : Math.min(longestMs, answer.retryAfterMs);
  const isCoded = jsonCode !== null && jsonCode !== 0;
  const code = `discord-${isCoded ? jsonCode : status}`;
  const failure = (rule: Rule, { mayStand = false, isUnexplained = false } = {}) =>
    new DiscordFailure(code, sentence(rule.words, answer), {
      trouble: rule.trouble === 'gone' ? goneIn(where) : rule.trouble,
      jsonCode,
      mayStand,
      isUnexplained,
      retryAfterMs: rule.trouble === 'later' ? (retryAfterMs ?? rule.retryAfterMs ?? null) : null,
      remedy: rule.remedy ?? null,
    });
  if (status === 429) return failure(busy('asks the bot to wait'));
  if (status === 401) return failure(token);
  // Without a code of its own it is not Discord that answers: its shield, or a proxy on the way.
  if (status === 403 && jsonCode === null)
    return failure(busy('is behind something that blocks the bot', minuteMs));
  if (status === 408) return failure(busy('gave up waiting for the request'), { mayStand: true });
  if (status >= 500) return failure(busy('has a fault of its own'), { mayStand: true });
  if (status === 404 && !isCoded) {
    return failure(
      refused('does not know the address', 'Check DISCORD_API_URL; unset it for Discord itself.'),
    );
  }
  return failure(refused(isCoded ? 'answered with an error that leakops does not know' : 'refused'), {
    isUnexplained: true,
  });
}

/** A thread that is gone leaves its channel. */
function goneIn(where: Where): ChatTrouble {
  switch (where) {
    case 'thread':
      return 'thread-gone';
    case 'channel':
    case 'person':
      return 'place-gone';
    case 'interaction':
    case 'application':
      return 'refused';
  }
}

function sentence(words: string, { status, jsonCode, words: theirs }: Answer): string {
  const numbers = jsonCode === null ? `${status}` : `${status}, code ${jsonCode}`;
  return `Discord ${words} (${numbers}${theirs === null ? '' : `: ${theirs}`})`;
}
