import { Failure } from '../../src/failure.ts';
import type { Chat, Clock, Place, Said } from '../../src/ports.ts';

export interface FakeChat extends Chat {
  posts: { id: string; key: string; place: Place; said: Said }[];
  edits: { id: string; said: Said }[];
  down: boolean;
  /** The latest of a message. */
  shown(id: string): Said | undefined;
  keys(): string[];
}

export function fakeChat(clock: Clock): FakeChat {
  const up = () => {
    if (chat.down) throw new Failure('chat-down', 'chat is down');
  };
  const chat: FakeChat = {
    name: 'web',
    clock,
    home: null,
    elsewhere: () => null,
    posts: [],
    edits: [],
    down: false,
    async post(place, said, key) {
      up();
      const known = chat.posts.find((post) => post.key === key);
      if (known !== undefined) return known.id;
      const id = `m${chat.posts.length + 1}`;
      chat.posts.push({ id, key, place, said });
      return id;
    },
    async edit(_place, id, said) {
      up();
      chat.edits.push({ id, said });
    },
    shown: (id) =>
      chat.edits.findLast((edit) => edit.id === id)?.said ?? chat.posts.find((p) => p.id === id)?.said,
    keys: () => chat.posts.map((post) => post.key),
  };
  return chat;
}
