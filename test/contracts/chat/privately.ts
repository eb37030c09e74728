/** Answers that concern one person. */
import { expect, test } from 'vitest';
import {
  type ChatFacts,
  type ChatUnderTest,
  countWith,
  heardOf,
  placeIn,
  said,
  seenWith,
} from './under-test.ts';

export function privately(facts: ChatFacts, now: () => ChatUnderTest): void {
  const asked = async () => {
    const on = now();
    await on.types('status');
    return (await heardOf(on, 1))[0]!;
  };

  test('a private answer is for one person, in the channel and in a thread', async () => {
    const on = now();
    const root = await on.chat.post(placeIn(on), said('the card', { kind: 'card' }), 'card', 'now');
    await on.chat.post(placeIn(on, { to: on.person }), said('for you'), 'a', 'now');
    await on.chat.post(placeIn(on, { to: on.person, thread: root }), said('and you'), 'b', 'now');
    expect(await seenWith(on, 'for you')).toMatchObject({ to: on.person, thread: null });
    expect(await seenWith(on, 'and you')).toMatchObject({
      to: on.person,
      thread: facts.directWithoutWay ? null : root,
    });
  });

  test('newer words take its place, where they can, and are for that person', async () => {
    const on = now();
    const { way } = await asked();
    const place = placeIn(on, { to: on.person, way });
    const id = await on.chat.post(place, said('1 of 6 checks'), 'answer', 'now');
    await on.chat.edit(place, id, said('all checks passed'), 'now');
    expect((await seenWith(on, 'all checks passed')).to).toBe(on.person);
    expect(await countWith(on, '1 of 6 checks')).toBe(facts.editsPrivate ? 0 : 1);
  });

  test('it is said once a key', async () => {
    const on = now();
    const { way } = await asked();
    const place = placeIn(on, { to: on.person, way });
    const ids = await Promise.all([
      on.chat.post(place, said('level'), 'answer', 'now'),
      on.chat.post(place, said('level'), 'answer', 'now'),
    ]);
    ids.push(await on.chat.post(place, said('level'), 'answer', 'now'));
    expect(new Set(ids).size).toBe(1);
    expect(await countWith(on, 'level')).toBe(1);
  });

  test('however many answers a command has, each is heard', async () => {
    const on = now();
    const { way } = await asked();
    const place = placeIn(on, { to: on.person, way });
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      await on.chat.post(place, said(`answer ${number}`), `a${number}`, 'now');
    }
    for (const number of [1, 7])
      expect(await seenWith(on, `answer ${number}`)).toMatchObject({ to: on.person });
  });

  test('a way that is not known any more, after a restart or never, is no obstacle', async () => {
    const on = now();
    const { way } = await asked();
    await on.reopen();
    for (const [index, one] of [way, 'nobody’s'].entries()) {
      await on.chat.post(
        placeIn(on, { to: on.person, way: one }),
        said(`still ${index}`),
        `k${index}`,
        'now',
      );
      expect((await seenWith(on, `still ${index}`)).to).toBe(on.person);
    }
  });

  test('after half an hour it is still answered', async () => {
    const on = now();
    const { way } = await asked();
    await on.wait(31 * 60_000);
    await on.chat.post(placeIn(on, { to: on.person, way }), said('ended'), 'late', 'now');
    expect((await seenWith(on, 'ended')).to).toBe(on.person);
  });
}
