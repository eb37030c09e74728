/** What people do in Slack, taken from Bolt and handed on in the words of the ports. */
import type { Receiver } from '@slack/bolt';
import type { Heard, Pressed } from '../../../src/ports.ts';
import { AcknowledgingApp } from './acknowledging-app.ts';
import {
  type Delivery,
  type From,
  type Line,
  type Press,
  readMention,
  readPress,
  readSlash,
} from './deliveries.ts';
import type { People } from './people.ts';
import type { SlackLog } from './sdk-log.ts';
import type { SlackWays } from './slack-ways.ts';

export interface HearingOptions {
  receiver: Receiver;
  people: People;
  ways: SlackWays;
  /** The app's own user id; null: not known yet. */
  botUser(): string | null;
  onHeard(heard: Heard): void;
  onPressed(pressed: Pressed): void;
  /** A button that no version of leakops knows, with the way back to who pressed it. */
  onStranger(pressed: Omit<Pressed, 'action'>): void;
  /** `/leak start` and nothing else: whether a form was shown in its place. Never rejects. */
  showForm(line: Line): Promise<boolean>;
  log: SlackLog;
}

/** What Bolt hands to a listener, as far as it is used. */
export interface Taken {
  body: unknown;
  context: object;
}

export function listen(options: HearingOptions): AcknowledgingApp {
  const app = new AcknowledgingApp(options.receiver, options.log);
  const anything = /^/;
  app.command(anything, (taken: Taken) => hear(readSlash(taken.body, deliveryOf(taken)), options));
  app.event('app_mention', (taken: Taken) => hear(readMention(taken.body, options.botUser()), options));
  app.action(anything, (taken: Taken) => press(readPress(taken.body, deliveryOf(taken)), options));
  return app;
}

export function deliveryOf({ context }: Taken): Delivery {
  const delivery: unknown = 'delivery' in context ? context.delivery : null;
  return isDelivery(delivery) ? delivery : { envelopeId: null, sentAt: null };
}

function isDelivery(given: unknown): given is Delivery {
  return typeof given === 'object' && given !== null && 'envelopeId' in given && 'sentAt' in given;
}

async function hear(line: Line | null, options: HearingOptions): Promise<void> {
  if (line === null) return;
  if (/^\s*start\s*$/i.test(line.text) && line.triggerId !== null && (await options.showForm(line))) return;
  const { channel, thread, text, givenAt, key, messageId } = line;
  options.onHeard({
    chat: 'slack',
    channel,
    thread,
    user: await options.people.person(line.user, line.userName),
    text,
    givenAt,
    key,
    messageId,
    way: wayBack(line, line.thread, null, options.ways),
  });
}

async function press(pressed: Press | null, options: HearingOptions): Promise<void> {
  if (pressed === null) return;
  const { channel, thread, action, value, messageId, givenAt, key, isLink } = pressed;
  if (isLink && action === null) return;
  const told = {
    chat: 'slack' as const,
    channel,
    thread,
    user: await options.people.person(pressed.user, pressed.userName),
    value,
    messageId,
    givenAt,
    key,
    way: wayBack(
      pressed,
      pressed.seenInThread,
      { ts: messageId, ephemeral: pressed.isPrivate },
      options.ways,
    ),
  };
  if (action === null) options.onStranger(told);
  else options.onPressed({ ...told, action });
}

function wayBack(
  { responseUrl }: From,
  thread: string | null,
  message: { ts: string; ephemeral: boolean } | null,
  ways: SlackWays,
): string | null {
  return responseUrl === null ? null : ways.open({ responseUrl, thread, message, uses: 0 });
}
