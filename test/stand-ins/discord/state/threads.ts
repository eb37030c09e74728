/** Threads begin at a message and have its id; one a message. */
import { refuse } from '../server/refusal.ts';
import { channelJson } from './as-json.ts';
import { messageJson } from './message-json.ts';
import { type Core, noParts, post } from './post.ts';
import type { Channel, Message, Thread } from './world.ts';

export const archiveMinutes = [60, 1440, 4320, 10080];

type Start = { parent: Channel; name: string; autoArchiveMinutes: number; by: string };

/** Throws 160004 when the message has one. */
export function startThreadFrom(core: Core, message: Message, start: Start): Thread {
  const { world, publish } = core;
  if (world.channels.has(message.id)) throw refuse('threadExists');
  const thread = open(core, message.id, start);
  post(core, {
    channel: thread,
    author: message.author,
    parts: noParts,
    type: 21,
    reference: { channel: message.channel, message: message.id },
    mentionDefault: 'people',
  });
  thread.sent = 0;
  message.flags |= 1 << 5;
  publish({ name: 'MESSAGE_UPDATE', data: messageJson(world, message), channel: start.parent, message });
  return thread;
}

export function startThread(core: Core, start: Start): Thread {
  return open(core, core.world.nextId(), start);
}

function open(core: Core, id: string, { parent, name, autoArchiveMinutes, by }: Start): Thread {
  const { world, publish } = core;
  const thread: Thread = {
    kind: 'thread',
    id,
    name,
    parent: parent.id,
    overwrites: [],
    lastMessage: null,
    owner: by,
    archived: false,
    locked: false,
    archiveChangedAt: world.now(),
    autoArchiveMinutes,
    activeAt: world.now(),
    joined: new Set([by]),
    sent: 0,
  };
  world.channels.set(id, thread);
  publish({
    name: 'THREAD_CREATE',
    data: { ...channelJson(world, thread), newly_created: true },
    channel: thread,
  });
  return thread;
}
