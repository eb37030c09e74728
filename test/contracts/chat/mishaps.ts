/** Between the bot and its people there is a network: nothing twice, nothing lost, and nobody waits for it. */
import { expect, test } from 'vitest';
import type { Urgency } from '../../../src/ports.ts';
import {
  button,
  type ChatFacts,
  type ChatUnderTest,
  countWith,
  heardOf,
  type Mishap,
  type Platform,
  placeIn,
  pressedOf,
  said,
} from './under-test.ts';

/** Rejected, and to be tried again. */
const later = { trouble: 'later', retryable: true };

export function mishaps(facts: ChatFacts, now: () => ChatUnderTest): void {
  const platform = (): Platform => now().platform!;
  const post = (words: string, key: string, thread: string | null = null, urgency: Urgency = 'now') =>
    now().chat.post(placeIn(now(), { thread }), said(words), key, urgency);
  const edit = (id: string, words: string, urgency: Urgency = 'now') =>
    now().chat.edit(placeIn(now()), id, said(words), urgency);

  const privateAnswer = async () => {
    const on = now();
    await on.types('status');
    const { way } = (await heardOf(on, 1))[0]!;
    return () => on.chat.post(placeIn(on, { to: on.person, way }), said('level'), 'answer', 'now');
  };

  const noAnswer: Mishap[] = ['lost', 'undone', 'broken-answer', 'server-error'];
  test.each(noAnswer)('a post whose answer is %s is posted once', async (mishap) => {
    const root = await post('the card', 'card');
    for (const [index, thread] of [null, root].entries()) {
      platform().mishap('post', mishap, 1);
      await expect(post(`word ${index}`, `w${index}`, thread)).rejects.toMatchObject(later);
      const id = await post(`word ${index}`, `w${index}`, thread);
      expect(await post(`word ${index}`, `w${index}`, thread)).toBe(id);
      const seen = (await now().seen()).filter(({ words }) => words.includes(`word ${index}`));
      expect(seen.map((message) => ({ id: message.id, thread: message.thread }))).toEqual([{ id, thread }]);
    }
  });

  test.each(noAnswer)('a post whose answer is %s is posted once by the next process', async (mishap) => {
    platform().mishap('post', mishap, 1);
    await expect(post('the card', 'card')).rejects.toMatchObject(later);
    await now().reopen();
    const root = await post('the card', 'card');
    platform().mishap('post', mishap, 1);
    await expect(post('word', 'word', root)).rejects.toMatchObject(later);
    await now().reopen();
    await post('word', 'word', root);
    expect(await countWith(now(), 'the card')).toBe(1);
    expect(await countWith(now(), 'word')).toBe(1);
  });

  test('many answers are lost in a row', async () => {
    platform().mishap('post', 'lost', 3);
    for (let i = 0; i < 4; i++) await post('once', 'once').catch(() => {});
    await post('once', 'once');
    expect(await countWith(now(), 'once')).toBe(1);
  });

  test('the lost one is found behind what others said since', async () => {
    platform().mishap('post', 'lost', 1);
    await post('once', 'lost').catch(() => {});
    for (let i = 0; i < 5; i++) await post(`other ${i}`, `o${i}`);
    await post('once', 'lost');
    expect(await countWith(now(), 'once')).toBe(1);
  });

  test.each(noAnswer)('an edit whose answer is %s is done again', async (mishap) => {
    const id = await post('one', 'card');
    platform().mishap('edit', mishap, 1);
    await expect(edit(id, 'two')).rejects.toMatchObject(later);
    await edit(id, 'three');
    expect(await now().seen()).toMatchObject([{ id, words: expect.stringContaining('three') }]);
  });

  test.each(noAnswer)('a private answer whose answer is %s is said at most once', async (mishap) => {
    const answer = await privateAnswer();
    platform().mishap('post', mishap, 1);
    for (let i = 0; i < 3; i++) await answer().catch(() => {});
    const count = await countWith(now(), 'level');
    expect(count).toBeLessThanOrEqual(1);
    if (facts.privateHasHistory || mishap === 'lost') expect(count).toBe(1);
  });

  test('a private answer that is throttled is said later, once', async () => {
    const answer = await privateAnswer();
    platform().mishap('post', 'throttled', 1);
    await expect(answer()).rejects.toMatchObject({ ...later, retryAfterMs: expect.any(Number) });
    await now().wait(30_000);
    await answer();
    await answer();
    expect(await countWith(now(), 'level')).toBe(1);
  });

  test('what hangs holds back nothing else', async () => {
    const id = await post('the card', 'card');
    platform().mishap('edit', 'hangs', 1);
    void edit(id, 'hangs', 'when-quiet').catch(() => {});
    await post('Tripped', 'trip', id);
    await edit(id, 'stopping');
    expect(await countWith(now(), 'Tripped')).toBe(1);
    expect(await countWith(now(), 'stopping')).toBe(1);
  });

  test('progress that is too much is told so at once, and holds back nothing else', async () => {
    const id = await post('the card', 'card');
    const edits = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => edit(id, `edit ${i}`, 'when-quiet')),
    );
    const posts = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => post(`progress ${i}`, `p${i}`, id, 'when-quiet')),
    );
    for (const all of [edits, posts]) {
      const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused.length).toBeGreaterThan(90);
      for (const reason of refused) {
        expect(reason).toMatchObject({ ...later, retryAfterMs: expect.any(Number) });
        expect(reason.retryAfterMs).toBeGreaterThan(0);
      }
    }
    expect(platform().calls()).toBeLessThan(20);
    await edit(id, 'stopping');
    await post('Tripped', 'trip', id);
    expect(await countWith(now(), 'stopping')).toBe(1);
  });

  test('progress goes on after the time that it was told', async () => {
    const id = await post('the card', 'card');
    let waitMs = 0;
    for (let i = 0; i < 100 && waitMs === 0; i++) {
      await edit(id, `edit ${i}`, 'when-quiet').catch((error: { retryAfterMs: number }) => {
        waitMs = error.retryAfterMs;
      });
    }
    expect(waitMs).toBeGreaterThan(0);
    await now().wait(waitMs);
    await edit(id, 'later', 'when-quiet');
    expect(await countWith(now(), 'later')).toBe(1);
  });

  test('throttled progress is not asked again before its time, what is urgent goes', async () => {
    const id = await post('the card', 'card');
    platform().mishap('edit', 'throttled', 1);
    await expect(edit(id, 'progress', 'when-quiet')).rejects.toMatchObject({
      ...later,
      retryAfterMs: expect.any(Number),
    });
    const calls = platform().calls();
    await expect(edit(id, 'progress', 'when-quiet')).rejects.toMatchObject(later);
    expect(platform().calls()).toBe(calls);
    await edit(id, 'stopping');
    expect(await countWith(now(), 'stopping')).toBe(1);
  });

  test('throttled for good: everything says so at once; then it is said once', async () => {
    const id = await post('the card', 'card');
    platform().throttle(30_000);
    for (let i = 0; i < 3; i++) {
      const asked = post('Tripped', 'trip', id);
      await expect(asked).rejects.toMatchObject({ ...later, retryAfterMs: expect.any(Number) });
      await expect(edit(id, `card ${i}`)).rejects.toMatchObject(later);
      await now().wait(30_000);
    }
    platform().throttle(null);
    await post('Tripped', 'trip', id);
    await edit(id, 'card, at last');
    expect(await countWith(now(), 'Tripped')).toBe(1);
    expect(await countWith(now(), 'card, at last')).toBe(1);
  });

  test('commands are heard and acknowledged while everything is throttled', async () => {
    const on = now();
    const id = await on.chat.post(
      placeIn(on),
      said('card', { actions: [button('stop', 'Stop')] }),
      'c',
      'now',
    );
    platform().throttle(30_000);
    await on.types('stop');
    expect(platform().timedOut()).toBe(false);
    await on.types('stop', id);
    expect(platform().timedOut()).toBe(false);
    await on.presses(id, 'stop');
    expect(platform().timedOut()).toBe(false);
    expect(await heardOf(on, 2)).toMatchObject([{ text: 'stop' }, { text: 'stop', thread: id }]);
    expect(await pressedOf(on, 1)).toMatchObject([{ action: 'stop' }]);
  });

  test('a command is acknowledged whatever the bot does', async () => {
    const on = now();
    platform().deaf();
    await on.types('status');
    expect(platform().timedOut()).toBe(false);
    await on.types('stop');
    expect(platform().timedOut()).toBe(false);
  });

  test('down and up again: what was said is said once, and people are heard again', async () => {
    const on = now();
    const id = await post('the card', 'card');
    await platform().down();
    await expect(post('Tripped', 'trip', id)).rejects.toMatchObject(later);
    await expect(edit(id, 'stopping')).rejects.toMatchObject(later);
    await platform().up();
    await post('Tripped', 'trip', id);
    await edit(id, 'stopping');
    expect(await countWith(on, 'Tripped')).toBe(1);
    await on.types('status');
    await heardOf(on, 1);
  });
}
