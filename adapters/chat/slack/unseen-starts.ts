/** A run is started where it can be seen: not in a private channel that the bot is not in. */
import type { Chat, Clock, Heard, Said } from '../../../src/ports.ts';
import { refusal } from '../../../src/voice/answer-refusal.ts';
import type { SlackLog } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';
import { SlackFailure } from './slack-failure.ts';

/** What cannot be found out in this time is no obstacle. */
const lookWithinMs = 1_000;

export interface UnseenStartsOptions {
  /** One whose troubles nobody is told: it asks where it may not. */
  api: SlackApi;
  clock: Pick<Clock, 'sleep'>;
  log: Pick<SlackLog, 'warn'>;
  answer: Chat['post'];
  onHeard(heard: Heard): void;
}

/** Hands on what was heard, at once but for a start that may be one that nobody would see. */
export function withoutUnseenStarts(options: UnseenStartsOptions): (heard: Heard) => void {
  return (heard) => {
    // A mention is heard only where the bot is, and a public channel it joins with its first word.
    const isCertain = heard.messageId !== null || !startsRun(heard.text) || !/^[CG]/.test(heard.channel);
    if (isCertain) options.onHeard(heard);
    else void lookAndStart(heard, options);
  };
}

async function lookAndStart(heard: Heard, options: UnseenStartsOptions): Promise<void> {
  const { channel, thread, user, way, key, text } = heard;
  try {
    if (!(await isShutOut(channel, options))) return options.onHeard(heard);
    const place = { channel, thread, to: user.id, replyTo: null, way };
    await options.answer(place, notThere(text), `unseen ${key}`, 'now');
  } catch (error) {
    options.log.warn({ err: error }, 'a start could not be looked at');
  }
}

/** A dry one is for one person. */
function startsRun(text: string): boolean {
  return /^\s*start\s/i.test(text) && !/\sdry(\s|$)/i.test(text);
}

async function isShutOut(channel: string, { api, clock }: UnseenStartsOptions): Promise<boolean> {
  const looked = new AbortController();
  const seen = api.call('conversations.history', { channel, limit: 1 }).then(
    () => false,
    // Private, and without the bot. A public one answers `not_in_channel`.
    (error: unknown) => error instanceof SlackFailure && error.slackCode === 'channel_not_found',
  );
  try {
    return await Promise.race([seen, clock.sleep(lookWithinMs, looked.signal).then(() => false)]);
  } finally {
    looked.abort();
  }
}

function notThere(command: string): Said {
  return refusal({
    what: 'Not started: leakops is not in this channel, nobody here would see the run',
    more: 'Type `/invite @leakops` first',
    command: command.trim().replace(/\s+/g, ' ').slice(0, 100).replaceAll('`', "'"),
  });
}
