/** What people type and press arrives, with all that a rule counts on. */
import { expect, test } from 'vitest';
import type { Heard } from '../../../src/ports.ts';
import { eventually } from '../../eventually.ts';
import {
  button,
  type ChatFacts,
  type ChatUnderTest,
  heardOf,
  placeIn,
  pressedOf,
  said,
} from './under-test.ts';

export function hearing(facts: ChatFacts, now: () => ChatUnderTest): void {
  const card = (words = 'the card') =>
    now().chat.post(
      placeIn(now()),
      said(words, { kind: 'card', actions: [button('stop', 'Stop run'), button('details', 'Details')] }),
      `card ${words}`,
      'now',
    );

  test('a command arrives with who gave it, where, and a key', async () => {
    const on = now();
    await on.types('start gradual 300 25');
    const [heard] = await heardOf(on, 1);
    expect(heard).toMatchObject({
      chat: on.chat.name,
      channel: on.channel,
      thread: null,
      user: { id: on.person, name: on.personName },
      text: 'start gradual 300 25',
      key: expect.stringMatching(/./),
    });
    expect(heard!.givenAt === null || Number.isFinite(heard!.givenAt)).toBe(true);
  });

  test('what a person typed arrives as typed', async () => {
    const on = now();
    const typed = ['stop & <go> "now"', 'flag  off', 'help *start* `x` &amp; @channel', 'stäuts 😀'];
    for (const text of typed) await on.types(text);
    const heard = await heardOf(on, typed.length);
    expect(heard.map(({ text }) => text)).toEqual(typed);
  });

  test('the platform’s word alone is a command without words', async () => {
    const on = now();
    await on.types('');
    expect((await heardOf(on, 1))[0]).toMatchObject({ text: '' });
  });

  test('in the thread of a card it is about that thread', async () => {
    const on = now();
    const root = await card();
    await on.types('stop', root);
    expect((await heardOf(on, 1))[0]).toMatchObject({ channel: on.channel, thread: root, text: 'stop' });
  });

  test('delivered again it has the same key, another command another one', async () => {
    const on = now();
    await on.types('status');
    await heardOf(on, 1);
    await on.redelivers();
    await on.types('status');
    const heard = await eventuallyOther(on);
    const keys = heard.map(({ key }) => key);
    expect(keys).not.toContain(null);
    expect(new Set(keys).size).toBe(2);
  });

  test('a press on a card is in its thread, with the button’s value', async () => {
    const on = now();
    const id = await card();
    await on.presses(id, 'stop');
    expect((await pressedOf(on, 1))[0]).toMatchObject({
      chat: on.chat.name,
      channel: on.channel,
      thread: id,
      user: { id: on.person, name: on.personName },
      action: 'stop',
      value: 'run-1',
      messageId: id,
    });
  });

  test('a press in a thread knows the thread and the message', async () => {
    const on = now();
    const thread = await card();
    const milestone = said('85 %', { kind: 'milestone', actions: [button('restart', 'Restart checkout')] });
    const messageId = await on.chat.post(placeIn(on, { thread }), milestone, 'm', 'now');
    await on.presses(messageId, 'restart');
    expect((await pressedOf(on, 1))[0]).toMatchObject({ thread, messageId, action: 'restart' });
  });

  test('buttons work after a restart, and after an edit', async () => {
    const on = now();
    const id = await card();
    await on.reopen();
    await on.presses(id, 'details');
    await pressedOf(on, 1);
    const actions = [button('again', 'Run again', { value: 'run-2' })];
    await on.chat.edit(placeIn(on), id, said('ended', { kind: 'card', actions }), 'now');
    await on.presses(id, 'again');
    expect(await pressedOf(on, 2)).toMatchObject([
      { action: 'details', value: 'run-1', messageId: id },
      { action: 'again', value: 'run-2', messageId: id },
    ]);
  });

  test('a press that is delivered again has the same key, a second press another one', async () => {
    const on = now();
    const id = await card();
    await on.presses(id, 'details');
    await pressedOf(on, 1);
    if (!facts.pressesHaveKeys) return expect(on.pressed[0]?.key).toBeNull();
    await on.redelivers();
    await on.presses(id, 'stop');
    const pressed = await eventually(() => {
      if (!on.pressed.some(({ action }) => action === 'stop')) throw new Error('it has not arrived');
      return on.pressed;
    });
    const keysOf = (wanted: string) =>
      new Set(pressed.flatMap(({ action, key }) => (action === wanted ? [key] : [])));
    expect(keysOf('details').size).toBe(1);
    expect(keysOf('details').has(null)).toBe(false);
    expect([...keysOf('stop')]).not.toEqual([...keysOf('details')]);
  });

  test('a question is answered in its own place, and its buttons go', async () => {
    const on = now();
    await on.types('start gradual');
    const { way } = (await heardOf(on, 1))[0]!;
    const asked = placeIn(on, { to: on.person, way });
    const question = said('Run it again?', {
      actions: [button('confirm', 'Start it', { value: 'q1' }), button('cancel', 'Cancel', { value: 'q1' })],
    });
    await on.chat.post(asked, question, 'question', 'now');
    const seen = (await on.seen()).find(({ words }) => words.includes('Run it again?'))!;
    await on.presses(seen.id, 'confirm');
    const pressed = (await pressedOf(on, 1))[0]!;
    expect(pressed).toMatchObject({ action: 'confirm', value: 'q1', user: { id: on.person } });
    const answer = placeIn(on, { to: on.person, way: pressed.way });
    await on.chat.edit(answer, pressed.messageId, said('Started'), 'now');
    const words = (await on.seen()).map((message) => message.words);
    expect(words.filter((one) => one.includes('Started'))).toHaveLength(1);
    expect(words.filter((one) => one.includes('Run it again?'))).toHaveLength(0);
  });
}

/** Until both commands have arrived, however often the first was delivered. */
function eventuallyOther(on: ChatUnderTest): Promise<Heard[]> {
  return eventually(() => {
    if (new Set(on.heard.map(({ key }) => key)).size < 2) throw new Error('only one has arrived');
    return on.heard;
  });
}
