/** The Chat port on the web chat: what is said is kept, and who looks is told that there is something new. */
import { ChatFailure } from '../../../src/chat-failure.ts';
import type { Chat, Clock, Message, Messages, Place, Said } from '../../../src/ports.ts';
import { renderInstants, utc } from '../../../src/voice/instant.ts';
import { botName } from './fields.ts';

/** `changed` is called after every new or edited message. */
export function chatPort(messages: Messages, clock: Clock, changed: () => void): Chat {
  return {
    name: 'web',
    clock,
    home: null,
    elsewhere: () => null,
    async post(place, said, key) {
      const message = messages.append(
        { ...placed(place), ...shown(said), author: botName, createdAt: clock.now() },
        `post ${key}`,
      );
      // A copy without buttons: the message itself stays in its thread, as every other one of its run.
      if (said.broadcast && place.thread !== null && place.to === null) {
        messages.append(
          {
            ...shown(said),
            ...placed(place),
            thread: null,
            replyTo: place.thread,
            actions: [],
            author: botName,
            createdAt: clock.now(),
          },
          `broadcast ${key}`,
        );
      }
      changed();
      return message.id;
    },
    async edit(_place, messageId, said) {
      if (messages.message(messageId) === null) {
        throw new ChatFailure('web-message-missing', `the web chat has no message ${messageId}`, {
          trouble: 'message-gone',
        });
      }
      messages.edit(messageId, shown(said), clock.now());
      changed();
    },
  };
}

/** What is kept of a place: the way back to a person is of the moment. */
function placed({ channel, thread, to, replyTo }: Place): Omit<Place, 'way'> {
  return { channel, thread, to, replyTo };
}

/** A reader's zone is not known here, so that instants are in UTC and say so. */
function shown(said: Said): Pick<Message, 'kind' | 'text' | 'lines' | 'actions' | 'files' | 'level'> {
  const lines = said.lines.map((line) => renderInstants(line, utc));
  if (said.mention !== null && lines.length > 0 && !lines.some((line) => line.includes(`@${said.mention}`))) {
    lines[0] += ` @${said.mention}`;
  }
  const { kind, text, actions, files, level } = said;
  return { kind, text, lines, actions, files, level };
}
