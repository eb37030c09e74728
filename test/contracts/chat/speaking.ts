/** Posts, edits, threads, buttons: what people see of what was said. */
import { expect, test } from 'vitest';
import { ChatFailure } from '../../../src/chat-failure.ts';
import {
  button,
  type ChatFacts,
  type ChatUnderTest,
  heardOf,
  placeIn,
  said,
  seenWith,
} from './under-test.ts';

export function speaking(facts: ChatFacts, now: () => ChatUnderTest): void {
  const post = (words: string, key: string, more: Parameters<typeof said>[1] = {}, thread?: string) =>
    now().chat.post(placeIn(now(), { thread: thread ?? null }), said(words, more), key, 'now');
  const edit = (id: string, words: string, more: Parameters<typeof said>[1] = {}) =>
    now().chat.edit(placeIn(now()), id, said(words, more), 'now');
  const withId = async (id: string) => (await now().seen()).find((message) => message.id === id);

  test('posts in the channel, and answers an id', async () => {
    const id = await post('Growing 72 %', 'card', { kind: 'card' });
    expect(await withId(id)).toMatchObject({ channel: now().channel, thread: null, to: null });
    expect((await withId(id))?.words).toContain('Growing 72 %');
  });

  test('posts once a key, and answers the same id again', async () => {
    const first = await post('once', 'same');
    const second = await post('once', 'same');
    const other = await post('once', 'other');
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect((await now().seen()).filter((message) => message.words.includes('once'))).toHaveLength(2);
  });

  test('posts once a key also across a restart', async () => {
    const first = await post('once', 'same');
    await now().reopen();
    expect(await post('once', 'same')).toBe(first);
    expect(await now().seen()).toHaveLength(1);
  });

  test('two posts with one key at the same time are one message', async () => {
    const [first, second] = await Promise.all([post('once', 'same'), post('once', 'same')]);
    expect(second).toBe(first);
    expect(await now().seen()).toHaveLength(1);
  });

  test('edits in place, latest wins', async () => {
    const actions = [button('stop', 'Stop run')];
    const id = await post('one', 'card', { actions });
    await edit(id, 'two', { actions });
    await edit(id, 'three');
    const seen = await now().seen();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.id).toBe(id);
    expect(seen[0]?.words).toContain('three');
    expect(seen[0]?.words).not.toMatch(/one|two/);
    expect(seen[0]?.buttons).toEqual([]);
  });

  test('a repeated post does not undo an edit', async () => {
    const id = await post('first', 'card');
    await edit(id, 'ended');
    await post('first', 'card');
    expect((await withId(id))?.words).toContain('ended');
  });

  test('edits after a restart', async () => {
    const id = await post('before', 'card', { kind: 'card' });
    await now().reopen();
    await edit(id, 'after', { kind: 'card' });
    expect((await withId(id))?.words).toContain('after');
  });

  test('an edit of a message that is not there rejects and posts nothing', async () => {
    const error = await edit('1700000000.000100', 'lost').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChatFailure);
    expect(error).toMatchObject({ trouble: 'message-gone', retryable: false });
    expect(await now().seen()).toEqual([]);
  });

  test('posts in the thread of a card, also after a restart', async () => {
    const root = await post('the card', 'card', { kind: 'card' });
    await post('+3 m', 'p1', { kind: 'progress' }, root);
    await now().reopen();
    await post('+6 m', 'p2', { kind: 'progress' }, root);
    const inThread = { channel: now().channel, thread: root };
    expect(await seenWith(now(), '+3 m')).toMatchObject(inThread);
    expect(await seenWith(now(), '+6 m')).toMatchObject(inThread);
  });

  test('a broadcast is in the thread and also in the channel, once a key', async () => {
    const root = await post('the card', 'card', { kind: 'card' });
    const kill = () => post('killed', 'kill', { kind: 'milestone', broadcast: true }, root);
    await kill();
    await kill();
    const kills = (await now().seen()).filter((message) => message.words.includes('killed'));
    expect(kills.filter((message) => message.thread === root)).toHaveLength(1);
    expect(kills.filter((message) => message.thread === null)).toHaveLength(1);
  });

  test('buttons keep their order, through edits too', async () => {
    const actions = [
      button('stop', 'Stop run', { style: 'danger' }),
      button('trip', 'Trip breaker'),
      button('extend', 'Extend 10 m'),
      button('users', 'Users…'),
      button('details', 'Details'),
    ];
    const labels = actions.map(({ label }) => label);
    const id = await post('card', 'card', { actions });
    expect((await withId(id))?.buttons).toEqual(labels);
    await edit(id, 'card, later', { actions });
    expect((await withId(id))?.buttons).toEqual(labels);
  });

  test('instants are shown, not their marks', async () => {
    const lines = ['80 % soon', 'at <t:1800000000>, read <t:1800000000:s>'];
    const id = await post('80 % soon', 'card', { lines });
    expect((await withId(id))?.words).not.toMatch(/<t:|1800000000/);
    expect((await withId(id))?.words).toMatch(/at \d?\d:\d\d/);
  });

  test('whom it mentions can be seen', async () => {
    const on = now();
    const id = await post('Tripped', 'trip', { mention: on.person });
    expect((await withId(id))?.words).toContain(`@${on.personName}`);
    if (facts.remote) expect((await withId(id))?.pinged).toEqual([on.person]);
  });

  test('an answer knows the line that it answers', async () => {
    const on = now();
    await on.types('status');
    const line = (await heardOf(on, 1))[0]!.messageId;
    if (line === null) return expect(facts.showsReplyTo).toBe(false);
    const id = await on.chat.post(placeIn(on, { replyTo: line }), said('level'), 'answer', 'now');
    expect(await withId(id)).toMatchObject({ replyTo: facts.showsReplyTo ? line : null });
  });
}
