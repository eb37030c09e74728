/** What one person sees: which way it goes, how often, and that it is not said twice. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action, Place, Said } from '../../../../src/ports.ts';
import type { SeenMessage } from '../../../stand-ins/slack/slack.ts';
import { type Listening, listenTo } from './listening.ts';
import { callsOf, place, refusalOf, type Speaking, said, speakOn } from './speaking.ts';

let on: Speaking;
let listening: Listening;
beforeEach(async () => {
  on = await speakOn();
  listening = await listenTo(on.slack, 'http', { ways: on.ways });
});
afterEach(async () => {
  await listening.close();
  await on.close();
});

const answer = (text: string, more: Partial<Said> = {}) =>
  said(text, { kind: 'reply', level: 'default', ...more });

const button = (id: Action['id'], label: string): Action => ({
  id,
  label,
  style: 'default',
  url: null,
  value: 'run-1',
});

/** To whom a command is answered that Ana types. */
async function typed(text = 'status', channel = on.slack.channel): Promise<Place> {
  await on.slack.slash({ user: on.slack.ana, channel, text });
  await expect.poll(() => listening.heard).not.toEqual([]);
  const { user, thread, way } = listening.heard.pop()!;
  return place(channel, { to: user.id, thread, way });
}

/** The same of a button that she presses. */
async function pressed(ts: string, action: Action['id']): Promise<Place & { messageId: string }> {
  await on.slack.press({ user: on.slack.ana, ts, action });
  await expect.poll(() => listening.pressed).not.toEqual([]);
  const { channel, user, thread, way, messageId } = listening.pressed.pop()!;
  return { ...place(channel, { to: user.id, thread, way }), messageId };
}

const toAna = (): SeenMessage[] => on.slack.seen().filter(({ to }) => to === on.slack.ana);
const wordsToAna = () => toAna().map(({ words }) => words);

describe('a command', () => {
  test('is answered by the way that came with it, to that person alone', async () => {
    await on.chat.post(await typed(), answer('Level 58 %'), 'answer 1', 'now');
    expect(wordsToAna()).toEqual(['Level 58 %']);
    expect(callsOf(on.slack, 'chat.postEphemeral')).toBe(0);
  });

  test('also where the bot is not', async () => {
    await on.chat.post(await typed('status', 'C0SECRET'), answer('Level 58 %'), 'answer 1', 'now');
    expect(toAna()).toMatchObject([{ channel: 'C0SECRET' }]);
  });

  test('once a key, at the same time, again, and after a restart', async () => {
    const where = await typed();
    const post = () => on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    const [first, second] = await Promise.all([post(), post()]);
    expect(second).toBe(first);
    expect(await post()).toBe(first);
    on.restart();
    await post();
    expect(wordsToAna()).toEqual(['Level 58 %']);
  });

  test('newer words follow; the same words do not', async () => {
    const where = await typed();
    const id = await on.chat.post(where, answer('Asked'), 'answer 1', 'now');
    await on.chat.edit(where, id, answer('Asked'), 'now');
    await on.chat.edit(where, id, answer('Started'), 'now');
    expect(wordsToAna()).toEqual(['Asked', 'Started']);
  });
});

describe('progress', () => {
  test('of a quick answer is not said', async () => {
    const where = await typed();
    const held = await refusalOf(
      on.chat.post(where, answer('Preflight: cluster ✓'), 'answer 1', 'when-quiet'),
    );
    expect(held).toMatchObject({ trouble: 'later', mayStand: false, retryAfterMs: 2_000 });
    await on.chat.post(where, answer('Started'), 'answer 1', 'now');
    expect(wordsToAna()).toEqual(['Started']);
  });

  test('of a slow one is said twice at most, and the answer always', async () => {
    const where = await typed();
    await on.clock.advance(2_000);
    const id = await on.chat.post(where, answer('1 of 6'), 'answer 1', 'when-quiet');
    await on.chat.edit(where, id, answer('2 of 6'), 'when-quiet');
    const held = await refusalOf(on.chat.edit(where, id, answer('3 of 6'), 'when-quiet'));
    expect(held).toMatchObject({ trouble: 'later', mayStand: false });
    for (const words of ['Not started', 'Anew', 'More', 'And more']) {
      await on.chat.edit(where, id, answer(words), 'now');
    }
    expect(wordsToAna()).toEqual(['1 of 6', '2 of 6', 'Not started', 'Anew', 'More', 'And more']);
    // Five go the way that came with the command; what comes after them goes another.
    expect(callsOf(on.slack, 'chat.postEphemeral')).toBe(1);
  });
});

describe('the way back is closed', () => {
  test.each(['used_url', 'expired_url'])('%s: an ephemeral message', async (code) => {
    const where = await typed();
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'error', code } });
    await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    expect(wordsToAna()).toEqual(['Level 58 %']);
    expect(callsOf(on.slack, 'chat.postEphemeral')).toBe(1);
  });

  test('nobody knows the address any more (404): the same', async () => {
    const where = await typed();
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'status', status: 404, body: 'gone' } });
    await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    expect(wordsToAna()).toEqual(['Level 58 %']);
  });

  test('after half an hour it is not tried', async () => {
    const where = await typed();
    await on.clock.advance(30 * 60_000);
    await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    expect(callsOf(on.slack, 'chat.postEphemeral')).toBe(1);
  });

  test('and the bot is not in the channel: a direct message', async () => {
    const where = await typed('status', 'C0SECRET');
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'error', code: 'used_url' } });
    await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    const [direct] = on.slack.seen({ person: on.slack.ana }).filter(({ byApp }) => byApp);
    expect(direct).toMatchObject({ words: 'Level 58 %', channel: expect.stringMatching(/^D/) });
  });
});

describe('nobody can be reached there, but the Web API can', () => {
  test.each(['https://hooks.slack.invalid/commands/1', 'a port that nobody listens on'])(
    '%s: an ephemeral message',
    async (address) => {
      const responseUrl = address.startsWith('https') ? address : await closedAddress();
      const { slack } = on;
      const way = on.ways.open({
        responseUrl,
        thread: null,
        uses: 0,
        message: null,
      });
      const where = place(slack.channel, { to: slack.ana, way });
      const id = await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
      await on.chat.edit(where, id, answer('Level 59 %'), 'now');
      expect(wordsToAna()).toEqual(['Level 58 %', 'Level 59 %']);
    },
  );

  async function closedAddress(): Promise<string> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return `http://127.0.0.1:${port}/`;
  }
});

describe('nothing is sent again that may have arrived', () => {
  test('the answer is lost', async () => {
    const where = await typed();
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'lost-answer' } });
    const post = () => on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    const id = await post();
    expect(await post()).toBe(id);
    await on.chat.edit(where, id, answer('Level 58 %'), 'now');
    expect(wordsToAna()).toHaveLength(1);
    expect(on.logged.join()).toMatch(/may not have arrived/);
    // Newer words are other words.
    await on.chat.edit(where, id, answer('Level 59 %'), 'now');
    expect(wordsToAna().at(-1)).toBe('Level 59 %');
  });

  test('an error is answered: once more, as silence is worse than the same words twice, and then no more', async () => {
    const where = await typed();
    const post = () => on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'status', status: 503 } });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later' });
    await post();
    expect(wordsToAna()).toEqual(['Level 58 %']);

    const again = await typed();
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'status', status: 503 }, times: 9 });
    const deaf = () => on.chat.post(again, answer('Level 60 %'), 'answer 2', 'now');
    const before = callsOf(on.slack, 'response_url');
    expect(await refusalOf(deaf())).toMatchObject({ trouble: 'later' });
    await deaf();
    await deaf();
    expect(callsOf(on.slack, 'response_url') - before).toBe(2);
  });

  test('a way that is closed for an hour is not waited for: there is another', async () => {
    const where = await typed();
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'ratelimited', seconds: 3_600 } });
    await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    expect(wordsToAna()).toEqual(['Level 58 %']);
    expect(callsOf(on.slack, 'chat.postEphemeral')).toBe(1);
  });

  test('what cannot have arrived is: throttled, down', async () => {
    const where = await typed();
    const post = () => on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'ratelimited', seconds: 5 } });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later', retryAfterMs: 5_000 });
    for (let tries = 0; tries < 6; tries += 1) {
      on.slack.faults.add({ method: 'response_url', fault: { kind: 'ratelimited', seconds: 5 } });
      await refusalOf(post());
    }
    await on.slack.down();
    // A kept connection that was cut says nothing of what arrived; then there is none.
    const probe = () => fetch(on.slack.apiUrl).catch(({ cause }: Error) => cause);
    await expect.poll(probe).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await refusalOf(post())).toMatchObject({ trouble: 'later', mayStand: false });
    await on.slack.up();
    await post();
    expect(wordsToAna()).toEqual(['Level 58 %']);
    expect(callsOf(on.slack, 'chat.postEphemeral')).toBe(0);
  });
});

describe('a press', () => {
  const cardWith = async (actions: Action[], thread: string | null = null) => {
    const where = place(on.slack.channel, { thread });
    return await on.chat.post(where, said('Growing', { kind: 'card', actions }), `card ${thread}`, 'now');
  };

  test('on a card leaves it as it is; the answer is in the channel, where the card is', async () => {
    const card = await cardWith([button('details', 'Details')]);
    const where = await pressed(card, 'details');
    const id = await on.chat.post(where, answer('Flag 300'), 'answer 1', 'now');
    await on.chat.edit(where, id, answer('Flag 400'), 'now');
    expect(toAna().map(({ thread, words }) => ({ thread, words }))).toEqual([
      { thread: null, words: 'Flag 300' },
      { thread: null, words: 'Flag 400' },
    ]);
    expect(on.slack.seen().find(({ ts }) => ts === card)).toMatchObject({ words: 'Growing', edits: 0 });
  });

  test('the same when the way is used up: a thread that is not open hides its answers', async () => {
    const where = await pressed(await cardWith([button('details', 'Details')]), 'details');
    on.slack.faults.add({ method: 'response_url', fault: { kind: 'error', code: 'used_url' } });
    await on.chat.post(where, answer('Flag 300'), 'answer 1', 'now');
    expect(toAna()).toMatchObject([{ thread: null, words: 'Flag 300' }]);
  });

  test('in a thread is answered there', async () => {
    const card = await cardWith([]);
    const reply = await cardWith([button('trip', 'Trip breaker')], card);
    await on.chat.post(await pressed(reply, 'trip'), answer('Tripped'), 'answer 1', 'now');
    expect(toAna()).toMatchObject([{ thread: card, words: 'Tripped' }]);
  });

  test('on a question: the answer takes its place and its buttons', async () => {
    const where = await typed('extend 10m');
    const actions = [button('confirm', 'Extend'), button('cancel', 'Cancel')];
    await on.chat.post(where, answer('Extend to 15:00?', { actions }), 'answer 1', 'now');
    const [question] = toAna();
    const { messageId, ...press } = await pressed(question!.ts, 'confirm');
    await on.chat.edit(press, messageId, answer('Extended'), 'now');
    await on.chat.edit(press, messageId, answer('Extended to 15:00'), 'now');
    expect(toAna()).toMatchObject([{ ts: question!.ts, words: 'Extended to 15:00', buttons: [] }]);
  });

  test('on a question that was a direct message edits it', async () => {
    const actions = [button('confirm', 'Extend')];
    const direct = await on.chat.post(place(on.slack.ana), answer('Extend?', { actions }), 'q', 'now');
    const { messageId, ...press } = await pressed(direct, 'confirm');
    await on.chat.edit(press, messageId, answer('Extended'), 'now');
    expect(on.slack.seen().find(({ ts }) => ts === direct)).toMatchObject({ words: 'Extended', buttons: [] });
  });
});

describe('a mention, which brings no way', () => {
  const mentioned = (thread: string | null) => place(on.slack.channel, { to: on.slack.ana, thread });

  test('is answered in its thread', async () => {
    const root = await on.chat.post(place(on.slack.channel), said('Growing'), 'card', 'now');
    await on.chat.post(mentioned(root), answer('Stopping'), 'answer 1', 'now');
    expect(toAna()).toMatchObject([{ thread: root, words: 'Stopping' }]);
  });

  test('whose thread is gone, in the channel', async () => {
    await on.chat.post(mentioned('1700000000.000100'), answer('Stopping'), 'answer 1', 'now');
    expect(toAna()).toMatchObject([{ thread: null, words: 'Stopping' }]);
  });

  test('of who has left the channel: a direct message', async () => {
    on.slack.workspace.channel(on.slack.channel)!.members.delete(on.slack.ana);
    await on.chat.post(mentioned(null), answer('Stopping'), 'answer 1', 'now');
    expect(on.slack.seen({ person: on.slack.ana }).at(-1)?.channel).toMatch(/^D/);
  });
});

test('no address of an answer is logged, whatever becomes of it', async () => {
  const where = await typed();
  on.slack.faults.add({ method: 'response_url', fault: { kind: 'lost-answer' } });
  await on.chat.post(where, answer('Level 58 %'), 'answer 1', 'now');
  expect(on.logged.join()).not.toMatch(/actions\/T0|http:/);
  expect(JSON.stringify(where)).not.toMatch(/actions\/T0|http:/);
});
