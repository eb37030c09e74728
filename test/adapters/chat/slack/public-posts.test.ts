/** Once a key, whatever dies, is lost or is late. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../../src/failure.ts';
import { callsOf, place, refusalOf, type Speaking, said, speakOn, wordsIn } from './speaking.ts';

let on: Speaking;
beforeEach(async () => {
  on = await speakOn();
});
afterEach(() => on.close());

const inChannel = () => place(on.slack.channel);
const post = (key = 'run-1/card', words = 'Growing 72 %') =>
  on.chat.post(inChannel(), said(words), key, 'now');
const stands = (words = 'Growing 72 %') => wordsIn(on.slack).filter((each) => each.includes(words)).length;

describe('the process dies', () => {
  test('before the key is noted: the next start says it, without looking for it', async () => {
    on.restart();
    await post();
    expect(stands()).toBe(1);
    expect(callsOf(on.slack, 'conversations.history')).toBe(0);
  });

  test('after the key is noted, before it is sent: it is looked for, and said', async () => {
    await on.posts.tried('run-1/card', on.clock.now());
    on.restart();
    const id = await post();
    expect(stands()).toBe(1);
    expect(on.posts.find('run-1/card')?.messageId).toBe(id);
    expect(callsOf(on.slack, 'conversations.history')).toBe(1);
  });

  test('after it was sent, before its id is noted: it is found', async () => {
    const id = await post('elsewhere');
    await on.posts.tried('run-1/card', on.clock.now());
    on.slack.workspace.messages[0]!.metadata = {
      event_type: 'leakops_post',
      event_payload: { key: 'run-1/card', tried_at: on.clock.now() },
    };
    on.restart();
    expect(await post()).toBe(id);
    expect(stands()).toBe(1);
    expect(on.posts.find('run-1/card')?.messageId).toBe(id);
  });

  test('after its id is noted: nothing is asked of Slack', async () => {
    const id = await post();
    on.restart();
    const before = on.slack.calls.length;
    expect(await post()).toBe(id);
    expect(on.slack.calls).toHaveLength(before);
  });
});

describe('the answer is lost', () => {
  test.each([
    ['it stands: the next try finds it', { kind: 'lost-answer' }],
    ['nothing stands: the next try says it', { kind: 'lost-request' }],
    ['a 503 came: it is looked for', { kind: 'status', status: 503 }],
    ['a web page came: it is looked for', { kind: 'html' }],
  ] as const)('%s', async (_words, fault) => {
    on.slack.faults.add({ method: 'chat.postMessage', fault });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later', mayStand: true });
    const id = await post();
    expect(stands()).toBe(1);
    expect(await post()).toBe(id);
  });

  test.each([
    ['in a thread', true],
    ['in a busy channel', false],
  ])('%s, over more messages than a page has', async (_words, inThread) => {
    const root = await post();
    const where = place(on.slack.channel, { thread: inThread ? root : null });
    const { slack } = on;
    const talker = { user: slack.ana, channel: slack.channel, ...(inThread ? { thread: root } : {}) };
    const talk = () => {
      for (let i = 0; i < 250; i += 1) slack.say({ ...talker, text: 'talk' });
    };
    talk();
    slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
    await refusalOf(on.chat.post(where, said('Tripped'), 'run-1/trip', 'now'));
    talk();
    await on.chat.post(where, said('Tripped'), 'run-1/trip', 'now');
    expect(stands('Tripped')).toBe(1);
  });

  test.each([-10, 10])(
    'the clocks of Slack and the bot are %i minutes apart: it is found',
    async (minutes) => {
      on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
      // The stand-in shares the bot's clock: what it dates is dated by another one.
      await refusalOf(post());
      const [lost] = on.slack.workspace.messages;
      lost!.ts = (Number(lost!.ts) + minutes * 60).toFixed(6);
      await post();
      expect(stands()).toBe(1);
    },
  );

  test('a card of another database with the same key is none of ours', async () => {
    await post('run-1/card', 'The first game day');
    const { posts } = on;
    const known = posts.find;
    // A new database: it knows nothing, and counts its runs from 1 again.
    posts.find = () => null;
    await on.clock.advance(60_000);
    on.restart();
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-request' } });
    const asked = on.clock.now();
    await refusalOf(post());
    posts.find = () => ({ messageId: null, triedAt: asked });
    on.restart();
    await post();
    posts.find = known;
    expect(stands()).toBe(1);
    expect(stands('The first game day')).toBe(1);
  });

  test('many times in a row: it is looked for each time, and stands once', async () => {
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-request' } });
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'ratelimited', seconds: 1 } });
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
    for (let tries = 0; tries < 3; tries += 1) await refusalOf(post());
    await post();
    expect(stands()).toBe(1);
  });

  test('what others said is no answer of ours, whatever they carry', async () => {
    await on.posts.tried('run-1/card', on.clock.now());
    const { slack } = on;
    slack.workspace.post({ channel: slack.channel, user: slack.ana, byApp: false, text: 'run-1/card' });
    on.restart();
    await post();
    expect(stands()).toBe(1);
  });

  test('Slack is silent when it is looked for: nothing is said blindly', async () => {
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
    await refusalOf(post());
    on.slack.faults.add({ method: 'conversations.history', fault: { kind: 'status', status: 500 } });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later' });
    await post();
    expect(stands()).toBe(1);
  });

  test('Slack does not show the history: better twice than never', async () => {
    on.slack.scopes.splice(0, on.slack.scopes.length, 'chat:write');
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-request' } });
    await refusalOf(post());
    await post();
    expect(stands()).toBe(1);
    expect(on.logged.join()).toContain('history');
  });
});

test('what was refused for certain is not looked for', async () => {
  on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'ratelimited', seconds: 3 } });
  expect(await refusalOf(post())).toMatchObject({ trouble: 'later', retryAfterMs: 3_000 });
  await post();
  expect(callsOf(on.slack, 'conversations.history')).toBe(0);
  expect(stands()).toBe(1);
});

test('at the same time: one call, one message', async () => {
  const [first, second] = await Promise.all([post(), post()]);
  expect(second).toBe(first);
  expect(callsOf(on.slack, 'chat.postMessage')).toBe(1);
});

describe('the disk is in trouble', () => {
  const full = new Failure('storage-full', 'disk full');

  test('the key cannot be noted: people are told all the same, once', async () => {
    on.posts.tried = () => Promise.reject(full);
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-answer' } });
    await refusalOf(post());
    const id = await post();
    expect(await post()).toBe(id);
    expect(stands()).toBe(1);
  });

  test('nothing can be looked up either: people are told all the same, once', async () => {
    const broken = () => {
      throw full;
    };
    Object.assign(on.posts, { find: broken, tried: broken, posted: broken });
    const id = await post();
    expect(await post()).toBe(id);
    expect(stands()).toBe(1);
    const toAna = place(on.slack.channel, { to: on.slack.ana });
    await on.chat.post(toAna, said('Stopped'), 'answer-1', 'now');
    await on.chat.post(toAna, said('Stopped'), 'answer-1', 'now');
    expect(stands('Stopped')).toBe(1);
  });

  test('the id cannot be noted: it is said once all the same', async () => {
    on.posts.posted = () => {
      throw full;
    };
    const id = await post();
    expect(await post()).toBe(id);
    expect(stands()).toBe(1);
  });
});

test('the first word in a public channel without the bot: it joins', async () => {
  await on.chat.post(place('C0PUBLIC'), said('Growing'), 'run-1/card', 'now');
  expect(stands('Growing')).toBe(1);
});

test('a private channel without the bot is gone, with what to do', async () => {
  const refusal = await refusalOf(on.chat.post(place('C0SECRET'), said('Growing'), 'run-1/card', 'now'));
  expect(refusal).toMatchObject({ trouble: 'place-gone', remedy: expect.stringContaining('/invite') });
});

test('taken out of a channel, the bot does not come back for a thread', async () => {
  const root = await post();
  on.slack.kick(on.slack.channel);
  const inThread = place(on.slack.channel, { thread: root });
  expect(await refusalOf(on.chat.post(inThread, said('+3 m'), 'p', 'now'))).toMatchObject({
    trouble: 'place-gone',
  });
  expect(callsOf(on.slack, 'conversations.join')).toBe(0);
});

test('what cannot be drawn is given up, not tried for ever', async () => {
  const broken = { ...said('x'), lines: null as unknown as string[] };
  const refusal = await refusalOf(on.chat.post(place(on.slack.channel), broken, 'broken', 'now'));
  expect(refusal).toMatchObject({ trouble: 'refused' });
  await post();
  expect(stands()).toBe(1);
});

describe('edits', () => {
  test('an edit keeps the key, so that a lost answer is found after it', async () => {
    const id = await post();
    await on.chat.edit(inChannel(), id, said('Stopping 81 %'), 'now');
    expect(on.slack.seen()[0]).toMatchObject({
      edits: 1,
      metadata: { event_payload: { key: 'run-1/card' } },
    });
  });

  test.each([
    ['message_not_found', 'message-gone'],
    ['cant_update_message', 'message-gone'],
    ['edit_window_closed', 'message-gone'],
    ['is_inactive', 'place-gone'],
    ['channel_not_found', 'place-gone'],
    ['ratelimited', 'later'],
  ] as const)('%s: %s', async (code, trouble) => {
    const id = await post();
    on.slack.faults.add({ method: 'chat.update', fault: { kind: 'error', code } });
    expect(await refusalOf(on.chat.edit(inChannel(), id, said('more'), 'now'))).toMatchObject({ trouble });
  });
});

describe('a person or a name as the channel', () => {
  test('a direct message: posted, edited, and not looked for where that needs another scope', async () => {
    const direct = place(on.slack.ana);
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'lost-request' } });
    await refusalOf(on.chat.post(direct, said('game-day was archived'), 'direct', 'now'));
    const id = await on.chat.post(direct, said('game-day was archived'), 'direct', 'now');
    await on.chat.edit(direct, id, said('game-day is back'), 'now');
    expect(wordsIn(on.slack)).toEqual(['game-day is back']);
    expect(callsOf(on.slack, 'conversations.history')).toBe(0);
  });
});

describe('what can wait', () => {
  const quietly = (key: string) => on.chat.post(inChannel(), said(key), key, 'when-quiet');

  test('keeps its distance, says how long, and leaves no trace meanwhile', async () => {
    await quietly('p1');
    const held = await refusalOf(quietly('p2'));
    expect(held).toMatchObject({ trouble: 'later', mayStand: false, retryAfterMs: 2_000 });
    expect(on.posts.find('p2')).toBeNull();
    await on.clock.advance(2_000);
    await quietly('p2');
    expect(wordsIn(on.slack)).toEqual(['p1', 'p2']);
  });

  test('never holds back what cannot', async () => {
    for (let i = 0; i < 30; i += 1) await quietly(`p${i}`).catch(() => {});
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'ratelimited', seconds: 30 } });
    await on.clock.advance(2_000);
    expect(await refusalOf(quietly('late'))).toMatchObject({ retryAfterMs: 30_000 });
    const before = callsOf(on.slack, 'chat.postMessage');
    expect(await refusalOf(quietly('later'))).toMatchObject({ trouble: 'later' });
    expect(callsOf(on.slack, 'chat.postMessage')).toBe(before);
    await post('trip', 'Tripped');
    expect(stands('Tripped')).toBe(1);
  });
});

describe('elsewhere', () => {
  const ana = () => ({ id: on.slack.ana, name: 'Ana' });

  test('home, and from home the person', () => {
    expect(on.chat.elsewhere(ana(), 'C0OTHER')).toMatchObject({ channel: on.slack.channel, thread: null });
    expect(on.chat.elsewhere(ana(), on.slack.channel)).toMatchObject({ channel: on.slack.ana, to: null });
  });

  test.each(['U1', 'W0', 'U_ANA'])('an id may be as short, or look so: %s', (id) => {
    expect(on.chat.elsewhere({ id, name: 'Ana' }, on.slack.channel)).toMatchObject({ channel: id });
  });

  test('nowhere for who is not of Slack', () => {
    expect(on.chat.elsewhere({ id: 'Ana', name: 'Ana' }, on.slack.channel)).toBeNull();
  });
});
