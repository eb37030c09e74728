/** What a person says: kept as a line, and heard when it is for the bot. */
import { z } from 'zod';
import type { Clock, Heard, Messages } from '../../../src/ports.ts';
import { HttpRefusal, parsed } from '../../http/refusal.ts';
import { channel, messageId, user } from './fields.ts';
import { isBlank } from './reserved-names.ts';

const textLimit = 4000;

const sayRequest = z.object(
  {
    channel,
    user,
    text: z.string('must be text'),
    thread: messageId.nullish(),
    key: z
      .string('must be text')
      .min(1, 'must not be empty')
      .max(200, 'must be at most 200 characters')
      .nullish(),
  },
  'the body must be a JSON object with channel, user and text',
);

export interface Listener {
  messages: Messages;
  clock: Clock;
  onHeard: (heard: Heard) => void;
  /** Milliseconds since the epoch on the real clock: what the age of a command counts on (rule 28). */
  realNow: () => number;
}

/** Answers the id of the line. Throws HttpRefusal. */
export function say(input: unknown, { messages, clock, onHeard, realNow }: Listener): string {
  const request = parsed(sayRequest, input);
  const text = cleaned(request.text);
  if (isBlank(text)) throw new HttpRefusal(400, `text: must be 1 to ${textLimit} characters, and not blank`);
  if ([...text].length > textLimit) {
    throw new HttpRefusal(413, `text: is too long, at most ${textLimit} characters`);
  }
  const thread = request.thread ?? null;
  if (thread !== null) {
    const root = messages.message(thread);
    if (root === null || root.channel !== request.channel || root.thread !== null || root.kind !== 'card') {
      throw new HttpRefusal(404, `thread: no card ${thread.slice(0, 80)} in channel ${request.channel}`);
    }
  }
  const line = messages.append(
    {
      channel: request.channel,
      thread,
      replyTo: null,
      kind: 'line',
      author: request.user,
      to: null,
      text,
      lines: text.split('\n'),
      level: 'default',
      actions: [],
      files: [],
      createdAt: clock.now(),
    },
    request.key == null ? null : `say ${request.key}`,
  );
  const command = commandIn(line.text);
  if (command !== null) {
    // Also when the key was seen before: the bot may have died between keeping the line and hearing it. The same
    // line has the same delivery key, by which the bot acts once.
    onHeard({
      chat: 'web',
      channel: line.channel,
      thread: line.thread,
      user: { id: line.author, name: line.author },
      text: command,
      givenAt: realNow(),
      key: `web ${line.id}`,
      way: null,
      messageId: line.id,
    });
  }
  return line.id;
}

/** What stands after `/leak` or `@leakops` at the beginning; null: talk. */
export function commandIn(text: string): string | null {
  const match = /^(?:\/leak|@leakops)(?![\p{L}\p{N}_-])[,:]?(.*)$/isu.exec(text);
  return match === null ? null : match[1]!.trim();
}

/** Controls, halves of characters and marks that turn the direction of text are nothing that a person typed. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
}
