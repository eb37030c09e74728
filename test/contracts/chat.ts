/** What every Chat must do, whatever the platform. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action, Chat, Place, Said } from '../../src/ports.ts';

/** A message as people on that platform see it, in the words of the port. */
interface SeenMessage {
  id: string;
  channel: string;
  thread: string | null;
  to: string | null;
  replyTo: string | null;
  /** All that is written in it, in one string. */
  words: string;
  /** Labels of its buttons, in order. */
  buttons: string[];
}

export interface ChatUnderTest {
  chat: Chat;
  channel: string;
  person: string;
  /** A person writes a line in the channel; answers its id. */
  personSays(text: string): Promise<string>;
  /** Everything that was posted by anyone, oldest first. */
  seen(): Promise<SeenMessage[]>;
  /** The same chat in a new process: what was posted is still there. */
  reopen(): Promise<Chat>;
  close(): Promise<void>;
}

export function said(text: string, more: Partial<Said> = {}): Said {
  return {
    kind: 'reply',
    text,
    lines: [text],
    level: 'default',
    actions: [],
    mention: null,
    broadcast: false,
    files: [],
    ...more,
  };
}

const button = (id: Action['id'], label: string, style: Action['style'] = 'default'): Action => ({
  id,
  label,
  style,
  url: null,
  value: 'run-1',
});

export function chatContract(name: string, setup: () => Promise<ChatUnderTest>): void {
  describe(`Chat: ${name}`, () => {
    let on: ChatUnderTest;
    const inChannel = (more: Partial<Place> = {}): Place => ({
      channel: on.channel,
      thread: null,
      to: null,
      replyTo: null,
      way: null,
      ...more,
    });
    const withId = async (id: string) => (await on.seen()).find((message) => message.id === id)!;

    beforeEach(async () => {
      on = await setup();
    });
    afterEach(() => on.close());

    test('posts in the channel, and answers an id', async () => {
      const id = await on.chat.post(inChannel(), said('Growing 72 %', { kind: 'card' }), 'card', 'now');
      expect(await withId(id)).toMatchObject({ channel: on.channel, thread: null, to: null });
      expect((await withId(id)).words).toContain('Growing 72 %');
    });

    test('posts once a key, and answers the same id again', async () => {
      const first = await on.chat.post(inChannel(), said('once'), 'same', 'now');
      const second = await on.chat.post(inChannel(), said('once'), 'same', 'now');
      const other = await on.chat.post(inChannel(), said('once'), 'other', 'now');
      expect(second).toBe(first);
      expect(other).not.toBe(first);
      expect((await on.seen()).filter((message) => message.words.includes('once'))).toHaveLength(2);
    });

    test('posts once a key also across a restart', async () => {
      const first = await on.chat.post(inChannel(), said('once'), 'same', 'now');
      const chat = await on.reopen();
      expect(await chat.post(inChannel(), said('once'), 'same', 'now')).toBe(first);
      expect(await on.seen()).toHaveLength(1);
    });

    test('two posts with one key at the same time are one message', async () => {
      const post = () => on.chat.post(inChannel(), said('once'), 'same', 'now');
      const [first, second] = await Promise.all([post(), post()]);
      expect(second).toBe(first);
      expect(await on.seen()).toHaveLength(1);
    });

    test('edits in place, latest wins', async () => {
      const id = await on.chat.post(
        inChannel(),
        said('one', { actions: [button('stop', 'Stop run')] }),
        'card',
        'now',
      );
      await on.chat.edit(inChannel(), id, said('two', { actions: [button('stop', 'Stop run')] }), 'now');
      await on.chat.edit(inChannel(), id, said('three', { actions: [] }), 'now');
      const seen = await on.seen();
      expect(seen).toHaveLength(1);
      expect(seen[0]!.id).toBe(id);
      expect(seen[0]!.words).toContain('three');
      expect(seen[0]!.words).not.toMatch(/one|two/);
      expect(seen[0]!.buttons).toEqual([]);
    });

    test('a repeated post does not undo an edit', async () => {
      const id = await on.chat.post(inChannel(), said('first'), 'card', 'now');
      await on.chat.edit(inChannel(), id, said('ended'), 'now');
      await on.chat.post(inChannel(), said('first'), 'card', 'now');
      expect((await withId(id)).words).toContain('ended');
    });

    test('edits after a restart', async () => {
      const id = await on.chat.post(inChannel(), said('before', { kind: 'card' }), 'card', 'now');
      const chat = await on.reopen();
      await chat.edit(inChannel(), id, said('after', { kind: 'card' }), 'now');
      expect((await withId(id)).words).toContain('after');
    });

    test('an edit of a message that is not there rejects and posts nothing', async () => {
      await expect(on.chat.edit(inChannel(), '999999', said('lost'), 'now')).rejects.toMatchObject({
        retryable: false,
      });
      expect(await on.seen()).toEqual([]);
    });

    test('posts in the thread of a card', async () => {
      const root = await on.chat.post(inChannel(), said('card', { kind: 'card' }), 'card', 'now');
      const id = await on.chat.post(
        inChannel({ thread: root }),
        said('+3 m', { kind: 'progress' }),
        'p1',
        'now',
      );
      expect(await withId(id)).toMatchObject({ channel: on.channel, thread: root });
    });

    test('a broadcast is in the thread and also in the channel, once a key', async () => {
      const root = await on.chat.post(inChannel(), said('card', { kind: 'card' }), 'card', 'now');
      const kill = said('killed', { kind: 'milestone', broadcast: true });
      await on.chat.post(inChannel({ thread: root }), kill, 'kill', 'now');
      await on.chat.post(inChannel({ thread: root }), kill, 'kill', 'now');
      const kills = (await on.seen()).filter((message) => message.words.includes('killed'));
      expect(kills.filter((message) => message.thread === root)).toHaveLength(1);
      expect(kills.filter((message) => message.thread === null)).toHaveLength(1);
    });

    test('a private answer is for one person', async () => {
      const id = await on.chat.post(inChannel({ to: on.person }), said('for you'), 'private', 'now');
      expect((await withId(id)).to).toBe(on.person);
    });

    test('an answer knows the line that it answers', async () => {
      const line = await on.personSays('/leak status');
      const id = await on.chat.post(inChannel({ replyTo: line }), said('level'), 'answer', 'now');
      expect((await withId(id)).replyTo).toBe(line);
    });

    test('buttons keep their order', async () => {
      const actions = [
        button('stop', 'Stop run', 'danger'),
        button('trip', 'Trip breaker'),
        button('extend', 'Extend 10 m'),
        button('users', 'Users…'),
        button('details', 'Details'),
      ];
      const id = await on.chat.post(inChannel(), said('card', { actions }), 'card', 'now');
      expect((await withId(id)).buttons).toEqual(actions.map(({ label }) => label));
    });

    test('instants are shown, not their marks', async () => {
      const lines = ['80 % at <t:1800000000>, read <t:1800000000:s>'];
      const id = await on.chat.post(inChannel(), said('80 %', { lines }), 'card', 'now');
      expect((await withId(id)).words).not.toContain('<t:1800000000:s>');
    });

    test('whom it mentions can be seen', async () => {
      const id = await on.chat.post(inChannel(), said('Tripped', { mention: on.person }), 'trip', 'now');
      expect((await withId(id)).words).toContain(on.person);
    });
  });
}
