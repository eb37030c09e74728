/** Once a key, whatever dies, is lost or is late; where words go, and what is gone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../../src/failure.ts';
import { button, card, place, refusalOf, routesOf, type Speaking, said, speakOn } from './speaking.ts';

let on: Speaking;
beforeEach(async () => {
  on = await speakOn();
});
afterEach(() => on.close());

const here = () => place(on.channel);
const thread = (root: string) => place(on.channel, { thread: root });
const post = (key = 'run-1/card', words = 'Growing 72 %: checkout, run-1') =>
  on.chat.post(here(), card(words), key, 'now');
const seen = () => on.discord.seen();
const stands = (words: string) => seen().filter(({ text }) => text.includes(words)).length;
const postRoute = 'POST /channels/{channel}/messages';
const listRoute = 'GET /channels/{channel}/messages';

describe('the process dies', () => {
  test('before the key is noted: the next start says it, without looking for it', async () => {
    on.restart();
    await post();
    expect(stands('Growing')).toBe(1);
    expect(routesOf(on.discord)).toEqual([postRoute]);
  });

  test('after the key is noted, before it is sent: it is looked for, and said', async () => {
    await on.posts.tried('run-1/card', on.clock.now());
    on.restart();
    const id = await post();
    expect(stands('Growing')).toBe(1);
    expect(on.posts.find('run-1/card')?.messageId).toBe(id);
    expect(routesOf(on.discord)).toEqual([listRoute, postRoute]);
  });

  test.each([
    ['with an embed', card('Growing 72 %')],
    ['of one line', said('Users now 10, as Ana asked')],
  ])(
    'after a message %s was sent, before its id is noted: it is found, also an hour later',
    async (_words, one) => {
      on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'after', times: 1 });
      await refusalOf(on.chat.post(here(), one, 'k', 'now'));
      for (let i = 0; i < 120; i++) {
        await on.clock.advance(100);
        await on.chat.post(here(), said(`other ${i}`), `o${i}`, 'now');
      }
      await on.clock.advance(3_600_000);
      on.restart();
      const id = await on.chat.post(here(), one, 'k', 'now');
      expect(
        seen()
          .filter(({ text }) => text.includes(one.text))
          .map((each) => each.id),
      ).toEqual([id]);
      expect(on.posts.find('k')?.messageId).toBe(id);
    },
  );

  test('what was sent is found in a busy channel, behind more than a page of others', async () => {
    for (let i = 0; i < 230; i++) {
      await on.clock.advance(100);
      await on.chat.post(here(), said(`other ${i}`), `o${i}`, 'now');
    }
    on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'after', times: 1 });
    await refusalOf(post());
    on.restart();
    await post();
    expect(stands('Growing')).toBe(1);
    expect(routesOf(on.discord).filter((route) => route === listRoute)).toHaveLength(1);
  });

  test('after its id is noted: nothing is asked of Discord', async () => {
    const id = await post();
    on.restart();
    const before = on.discord.requests.length;
    expect(await post()).toBe(id);
    expect(on.discord.requests).toHaveLength(before);
  });

  test('between the card and its thread, and between the thread and its first post', async () => {
    const root = await post();
    on.restart();
    on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'before', times: 1 });
    await refusalOf(on.chat.post(thread(root), said('the plan'), 'plan', 'now'));
    on.restart();
    await on.chat.post(thread(root), said('the plan'), 'plan', 'now');
    expect(seen().filter(({ inThread }) => inThread)).toMatchObject([
      { channel: root, text: '**the plan**' },
    ]);
  });
});

describe('the answer is lost', () => {
  test.each([
    ['it stands', { kind: 'drop', when: 'after' }],
    ['nothing stands', { kind: 'drop', when: 'before' }],
    ['a 500 came, and it stands', { kind: 'status', status: 500, when: 'after' }],
    ['a web page came, and nothing stands', { kind: 'status', status: 502, when: 'before', html: true }],
  ] as const)('%s: it is said once', async (_words, fault) => {
    on.discord.faults.add({ route: postRoute, times: 1, ...fault });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later', mayStand: true });
    const id = await post();
    expect(await post()).toBe(id);
    expect(stands('Growing')).toBe(1);
  });

  test('and it cannot be looked for: within minutes the nonce makes it one message', async () => {
    on.discord.moderation.deny('general', 'ReadMessageHistory');
    on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'after', times: 1 });
    await refusalOf(post());
    on.restart();
    await post();
    expect(stands('Growing')).toBe(1);
  });

  test('a refusal makes nothing: the next try is not looked for', async () => {
    on.discord.faults.add({ route: postRoute, kind: 'rate-limited', retryAfterMs: 2_000, times: 1 });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later', retryAfterMs: 2_000, mayStand: false });
    await on.clock.advance(2_000);
    await post();
    expect(routesOf(on.discord)).toEqual([postRoute, postRoute]);
  });

  test('another database with the same key says its own', async () => {
    const id = await post('run-1/card');
    on.posts.forget(Number.MAX_SAFE_INTEGER);
    const { discordChat } = await import('../../../../adapters/chat/discord/chat-port.ts');
    const pictureOf = async () => new Uint8Array();
    const parts = { ...on, botId: 'another', pictureOf, log: { warn: () => {} } };
    const { chat } = discordChat(parts, { home: null, verbs: [] });
    expect(await chat.post(here(), card('Growing 72 %'), 'run-1/card', 'now')).not.toBe(id);
  });
});

describe('threads', () => {
  test('a thread is started from the card with the first post, named after the run', async () => {
    const root = await post('c', '📈 Growing 72 %: checkout, run-1');
    expect(routesOf(on.discord)).toEqual([postRoute]);
    await Promise.all([1, 2, 3].map((n) => on.chat.post(thread(root), said(`post ${n}`), `p${n}`, 'now')));
    expect(on.discord.people.place('checkout, run-1').id).toBe(root);
    expect(routesOf(on.discord).filter((route) => route.endsWith('/threads'))).toHaveLength(1);
  });

  test('after a restart its name is read from the card', async () => {
    const root = await post('c', '📈 Growing 72 %: flag_value *x*, run-1');
    on.restart();
    await on.chat.post(thread(root), said('post'), 'p', 'now');
    expect(on.discord.people.place('flag_value *x*, run-1').id).toBe(root);
  });

  test('one that a person has started from the card is used', async () => {
    const root = await post();
    await on.api.call({
      method: 'POST',
      path: `/channels/${on.channel}/messages/${root}/threads`,
      body: { name: 'mine' },
      where: 'thread',
      urgency: 'now',
    });
    await on.chat.post(thread(root), said('post'), 'p', 'now');
    expect(seen().find(({ text }) => text.includes('post'))).toMatchObject({ place: 'mine' });
  });

  test('an archived one is woken, by a post and by an edit', async () => {
    const root = await post();
    const id = await on.chat.post(thread(root), said('one'), 'p', 'now');
    on.discord.people.archiveThread(root);
    await on.chat.edit(thread(root), id, said('two'), 'now');
    on.discord.people.archiveThread(root);
    await on.chat.post(thread(root), said('three'), 'q', 'now');
    expect(stands('two') + stands('three')).toBe(2);
  });

  test.each([
    ['deleted', (root: string) => on.discord.people.deleteThread(root)],
    ['locked', (root: string) => on.discord.people.lock(root)],
    ['closed to the bot', () => on.discord.moderation.deny('general', 'SendMessagesInThreads')],
  ])('one that is %s is gone, its channel is not', async (_words, act) => {
    const root = await post();
    await on.chat.post(thread(root), said('one'), 'p', 'now');
    act(root);
    const refusal = await refusalOf(on.chat.post(thread(root), said('Tripped'), 'trip', 'now'));
    expect(refusal).toMatchObject({ trouble: 'thread-gone', retryable: false });
    await on.chat.post(here(), said('Tripped'), 'trip', 'now');
    expect(seen().filter(({ text }) => text.includes('Tripped'))).toMatchObject([{ inThread: false }]);
  });

  test('a card that was deleted before its thread began', async () => {
    const root = await post();
    on.discord.people.deleteMessage(root);
    const refusal = await refusalOf(on.chat.post(thread(root), said('Tripped'), 'trip', 'now'));
    expect(refusal.trouble).toBe('thread-gone');
    expect(stands('Tripped')).toBe(0);
  });

  test('no right to start one: it says which', async () => {
    const root = await post();
    on.discord.moderation.deny('general', 'CreatePublicThreads');
    const refusal = await refusalOf(on.chat.post(thread(root), said('plan'), 'plan', 'now'));
    expect(refusal).toMatchObject({
      trouble: 'thread-gone',
      remedy: expect.stringContaining('Create Public Threads'),
    });
  });
});

describe('a channel is gone', () => {
  test.each([
    ['deleted', () => on.discord.moderation.deleteChannel('general')],
    ['hidden', () => on.discord.moderation.deny('general', 'ViewChannel')],
    ['left', () => on.discord.moderation.kick()],
  ])('%s: everything there says so', async (_words, act) => {
    const root = await post();
    await on.chat.post(thread(root), said('one'), 'p', 'now');
    act();
    for (const work of [
      () => on.chat.post(thread(root), said('Tripped'), 'trip', 'now'),
      () => on.chat.post(here(), said('anew'), 'anew', 'now'),
      () => on.chat.edit(here(), root, card('later'), 'now'),
    ]) {
      expect(await refusalOf(work())).toMatchObject({ trouble: 'place-gone', retryable: false });
    }
  });

  test('elsewhere is the home channel, then the person, then nowhere', async () => {
    const ana = { id: on.discord.people.person('Ana').id, name: 'Ana' };
    const direct = on.chat.elsewhere(ana, on.channel);
    await on.chat.post(direct!, said('Tripped'), 'trip', 'now');
    expect(seen()).toMatchObject([{ text: '**Tripped**', inThread: false }]);
    expect(on.chat.elsewhere(ana, direct!.channel)).toBeNull();
    expect(on.chat.elsewhere({ id: 'ana', name: 'Ana' }, on.channel)).toBeNull();
  });
});

describe('what is not taken as it is', () => {
  test('no right to embed: all lines are the content', async () => {
    on.discord.moderation.deny('general', 'EmbedLinks', 'AttachFiles');
    const one = card('Growing 72 %', { actions: [button('stop', 'Stop run')] });
    await on.chat.post(here(), one, 'c', 'now');
    expect(seen()[0]).toMatchObject({
      lines: ['**Growing 72 %**', 'second line', '[Stop run]'],
      color: null,
    });
    expect(seen()[0]!.buttons).toHaveLength(1);
  });

  test('also of progress, which does not wait for its own first try', async () => {
    const root = await post();
    on.discord.moderation.deny('general', 'EmbedLinks');
    const progress = said('+6 m: 64 %', { kind: 'progress', lines: ['+6 m: 64 %', '`▅▅▅`'] });
    await on.chat.post(thread(root), progress, 'p', 'when-quiet');
    await on.clock.advance(1_000);
    await on.chat.edit(here(), root, card('Growing 80 %'), 'when-quiet');
    expect(stands('`▅▅▅`')).toBe(1);
    expect(stands('Growing 80 %')).toBe(1);
  });

  test('progress whose answer was lost is found behind a page of others', async () => {
    for (let i = 0; i < 130; i++) {
      await on.clock.advance(100);
      await on.chat.post(here(), said(`other ${i}`), `o${i}`, 'now');
    }
    on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'after', times: 1 });
    const quietly = () => on.chat.post(here(), said('+6 m', { kind: 'progress' }), 'p', 'when-quiet');
    await refusalOf(quietly());
    on.restart();
    await quietly();
    expect(stands('+6 m')).toBe(1);
    expect(routesOf(on.discord).filter((route) => route === postRoute)).toHaveLength(131);
  });

  test('a file that is refused: the words go without it', async () => {
    on.discord.faults.add({
      route: postRoute,
      kind: 'error',
      status: 413,
      code: 40005,
      message: 'too large',
      times: 1,
    });
    const files = [{ name: 'run-1.png', url: '/chart.png', alt: 'peak 81 %' }];
    await on.chat.post(here(), said('Averted', { kind: 'report', files }), 'r', 'now');
    expect(seen()).toMatchObject([{ text: '**Averted**', files: [] }]);
  });

  test('with nothing to leave out it is not sent again', async () => {
    on.discord.faults.add({
      route: postRoute,
      kind: 'error',
      status: 400,
      code: 50035,
      message: 'Invalid Form Body',
    });
    expect(await refusalOf(on.chat.post(here(), said('Tripped'), 't', 'now'))).toMatchObject({
      trouble: 'refused',
    });
    expect(on.discord.requests).toHaveLength(1);
  });

  test('AutoMod does not take the words: given up at once', async () => {
    on.discord.faults.add({ route: postRoute, kind: 'error', status: 400, code: 200000, message: 'blocked' });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'refused', code: 'discord-200000' });
    expect(on.discord.requests).toHaveLength(1);
  });

  test('no right to write at all', async () => {
    on.discord.moderation.deny('general', 'SendMessages');
    const refusal = await refusalOf(post());
    expect(refusal).toMatchObject({
      trouble: 'place-gone',
      remedy: expect.stringContaining('Send Messages'),
    });
  });
});

test('a broadcast is in the thread, rings once, and is copied into the channel without buttons', async () => {
  const ana = on.discord.people.person('Ana').id;
  const root = await post();
  const kill = said('💥 checkout killed at +15 m', {
    broadcast: true,
    mention: ana,
    actions: [button('restart', 'Restart checkout')],
  });
  on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'after', times: 1, skip: 1 });
  await refusalOf(on.chat.post(thread(root), kill, 'kill', 'now'));
  await on.chat.post(thread(root), kill, 'kill', 'now');
  await on.chat.post(thread(root), kill, 'kill', 'now');
  const kills = seen().filter(({ text }) => text.includes('killed'));
  expect(
    kills.map(({ inThread, pinged, buttons }) => ({ inThread, pinged, buttons: buttons.length })),
  ).toEqual([
    { inThread: true, pinged: ['Ana'], buttons: 1 },
    { inThread: false, pinged: [], buttons: 0 },
  ]);
});

describe('the disk is in trouble', () => {
  const full = new Failure('storage-full', 'disk full');

  test('the key cannot be noted: people are told all the same, once, the thread is made and the card moves', async () => {
    on.posts.tried = () => Promise.reject(full);
    on.discord.faults.add({ route: postRoute, kind: 'drop', when: 'after', times: 1 });
    await refusalOf(post());
    const root = await post();
    await on.chat.post(thread(root), said('Tripped at 81 %'), 'trip', 'now');
    expect(await post()).toBe(root);
    await on.clock.advance(56 * 60_000);
    for (const words of ['Growing 80 %: checkout, run-1', 'Stopping 81 %: checkout, run-1']) {
      await on.chat.edit(here(), root, card(words), 'now');
    }
    expect(stands('This card has moved') + stands('Stopping')).toBe(2);
    expect(seen()).toHaveLength(3);
  });

  test('nothing can be looked up either: people are told all the same, once', async () => {
    const broken = () => {
      throw full;
    };
    Object.assign(on.posts, { find: broken, tried: broken, posted: broken });
    const id = await post();
    expect(await post()).toBe(id);
    const toAna = place(on.channel, { to: on.discord.people.person('Ana').id });
    await on.chat.post(toAna, said('Stopped'), 'answer-1', 'now');
    await on.chat.post(toAna, said('Stopped'), 'answer-1', 'now');
    expect([stands('Growing'), stands('Stopped')]).toEqual([1, 1]);
  });
});
