/** A chat in memory that fails as platforms do: it is down, throttles, loses answers, and has things deleted. */
import { ChatFailure } from '../../src/chat-failure.ts';
import type { Chat, Clock, Person, Place, Said, Urgency } from '../../src/ports.ts';

interface ChatCall {
  method: 'post' | 'edit';
  place: Place;
  said: Said;
  /** Of a post its key, of an edit the message's id. */
  key: string;
  urgency: Urgency;
}

export interface FakeChat extends Chat {
  name: Chat['name'];
  home: string | null;
  elsewhere(person: Person, gone: string): Place | null;
  posts: { id: string; key: string; place: Place; said: Said; at: number }[];
  edits: { id: string; said: Said; at: number }[];
  /** All that was asked, also what failed. */
  calls: (ChatCall & { at: number })[];
  /** Nothing arrives. */
  down: boolean;
  /** What a call meets before it is done; null: nothing. */
  meets: (call: ChatCall) => ChatFailure | null;
  /** Done, and the answer is lost. */
  losesAnswer: (call: ChatCall) => boolean;
  /** The latest of a message. */
  shown(id: string): Said | undefined;
  keys(): string[];
}

export function fakeChat(clock: Clock): FakeChat {
  /** Throws what the call meets; answers what it rejects with when it is done, null: nothing. */
  const met = (call: ChatCall): ChatFailure | null => {
    chat.calls.push({ ...call, at: clock.now() });
    if (chat.down) throw later({ mayStand: false });
    const failure = chat.meets(call);
    if (failure !== null) throw failure;
    return chat.losesAnswer(call) ? later({ mayStand: true }) : null;
  };
  const chat: FakeChat = {
    name: 'web',
    clock,
    home: null,
    elsewhere: () => null,
    posts: [],
    edits: [],
    calls: [],
    down: false,
    meets: () => null,
    losesAnswer: () => false,
    async post(place, said, key, urgency) {
      const lost = met({ method: 'post', place, said, key, urgency });
      const known = chat.posts.find((post) => post.key === key);
      const id = known?.id ?? `m${chat.posts.length + 1}`;
      if (known === undefined) chat.posts.push({ id, key, place, said, at: clock.now() });
      if (lost !== null) throw lost;
      return id;
    },
    async edit(place, id, said, urgency) {
      const lost = met({ method: 'edit', place, said, key: id, urgency });
      chat.edits.push({ id, said, at: clock.now() });
      if (lost !== null) throw lost;
    },
    shown: (id) =>
      chat.edits.findLast((edit) => edit.id === id)?.said ?? chat.posts.find((p) => p.id === id)?.said,
    keys: () => chat.posts.map((post) => post.key),
  };
  return chat;
}

export function later(more: { retryAfterMs?: number; mayStand?: boolean } = {}): ChatFailure {
  return new ChatFailure('test-later', 'chat does not take it now', { trouble: 'later', ...more });
}

export function trouble(kind: ChatFailure['trouble']): ChatFailure {
  return new ChatFailure(`test-${kind}`, `the chat says ${kind}`, { trouble: kind });
}
