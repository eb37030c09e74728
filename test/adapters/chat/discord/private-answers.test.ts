/** Answers that concern one person. */
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Place } from '../../../../src/ports.ts';
import { eventually } from '../../../eventually.ts';
import { button, card, place, refusalOf, routesOf, type Speaking, said, speakOn } from './speaking.ts';

let on: Speaking;
let ana: string;
beforeEach(async () => {
  on = await speakOn({ people: [{ name: 'Ana' }, { name: 'Ben', closed: true }] });
  ana = on.discord.people.person('Ana').id;
});
afterEach(() => on.close());

const forAna = (more: Partial<Place> = {}) => place(on.channel, { to: ana, ...more });
const seen = () => on.discord.seen();

test('without a way: a direct message; a line is answered where it stands, and rings for nobody', async () => {
  await on.chat.post(forAna(), said('for you'), 'a', 'now');
  const line = on.discord.people.say({ by: 'Ana', channel: 'general', text: '@leakops stop' }).id;
  const id = await on.chat.post(forAna({ replyTo: line }), said('Stopped'), 'b', 'now');
  expect(seen().find(({ text }) => text.includes('for you'))).toMatchObject({ inThread: false });
  expect(seen().find(({ text }) => text.includes('for you'))!.channel).not.toBe(on.channel);
  expect(seen().find((message) => message.id === id)).toMatchObject({
    channel: on.channel,
    replyTo: line,
    pinged: [],
  });
  await on.chat.edit(forAna({ replyTo: line }), id, said('Stopped at 64 %'), 'now');
  expect(seen().find((message) => message.id === id)!.text).toContain('64 %');
});

test('no right to read the history: the line is answered without the reference', async () => {
  const line = on.discord.people.say({ by: 'Ana', channel: 'general', text: '@leakops stop' }).id;
  on.discord.moderation.deny('general', 'ReadMessageHistory');
  await on.chat.post(forAna({ replyTo: line }), said('Stopped'), 'b', 'now');
  expect(seen().find(({ text }) => text.includes('Stopped'))).toMatchObject({ replyTo: null });
});

test('who takes no direct messages is answered in the channel, once, by name, without a ring', async () => {
  const ben = on.discord.people.person('Ben').id;
  const here = place(on.channel, { to: ben });
  const id = await on.chat.post(here, said('for you'), 'a', 'now');
  expect(await on.chat.post(here, said('for you'), 'a', 'now')).toBe(id);
  const mine = seen().filter(({ text }) => text.includes('for you'));
  expect(mine).toMatchObject([{ channel: on.channel, pinged: [], text: expect.stringContaining('Ben') }]);
  await on.chat.edit(here, id, said('for you, later'), 'now');
  expect(seen().find((message) => message.id === id)!.text).toContain('later');
});

test('a way that nobody knows is no obstacle', async () => {
  await on.chat.post(forAna({ way: 'way-99' }), said('still'), 'a', 'now');
  expect(seen().find(({ text }) => text.includes('still'))).toBeDefined();
});

test('an edit by a way that is over says that the message is gone', async () => {
  const refusal = await refusalOf(on.chat.edit(forAna({ way: 'way-1' }), '999', said('x'), 'now'));
  expect(refusal.trouble).toBe('message-gone');
});

describe('by the way of a command or press', () => {
  let client: Client<true>;
  /** Names of the ways, in the order of what was heard. */
  let ways: string[];

  beforeEach(async () => {
    ways = [];
    const connecting = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: on.discord.apiUrl } });
    const ready = new Promise<Client<true>>((resolve) => connecting.once(Events.ClientReady, resolve));
    await connecting.login(on.discord.token);
    client = await ready;
    await client.application.commands.set([{ name: 'leak', description: 'Leaks' }], on.discord.guildId);
    client.on(Events.InteractionCreate, async (interaction) => {
      const { applicationId, token } = interaction;
      const open = (original: string) => ways.push(on.ways.open({ applicationId, token, original }));
      if (interaction.isChatInputCommand()) {
        await interaction.deferReply({ flags: 64 });
        open('waiting');
      } else if (interaction.isButton()) {
        await interaction.deferUpdate();
        open(interaction.message.id);
      }
    });
  });
  afterEach(() => client.destroy());

  /** Until the bot knows that Discord has its acknowledgement. */
  async function heard<T>(act: Promise<T>): Promise<T> {
    const before = ways.length;
    const done = await act;
    await eventually(() => expect(ways.length).toBeGreaterThan(before));
    return done;
  }
  const command = () => heard(on.discord.people.slash({ by: 'Ana', channel: 'general', command: 'leak' }));
  const answer = (words: string, key: string) =>
    on.chat.post(forAna({ way: ways.at(-1)! }), said(words), key, 'now');
  const posted = 'POST /webhooks/{webhook}/{token}';
  const filled = 'PATCH /webhooks/{webhook}/{token}/messages/{message}';

  test('the first answer fills the waiting one; it is edited in place; others follow; only Ana sees them', async () => {
    const act = await command();
    const id = await answer('1 of 6 checks', 'a');
    await on.chat.edit(forAna({ way: ways[0]! }), id, said('all checks passed'), 'now');
    const next = await answer('and more', 'b');
    await on.chat.edit(forAna({ way: ways[0]! }), next, said('and more, later'), 'now');
    expect(act.replies()).toMatchObject([
      { id, to: 'Ana', loading: false, text: '**all checks passed**' },
      { id: next, to: 'Ana', text: '**and more, later**' },
    ]);
    expect(on.discord.seen({ by: 'Ben' })).toEqual([]);
  });

  test.each([
    ['lost', 'after'],
    ['never sent', 'before'],
  ] as const)(
    'an answer that is %s: the first is said once, a later one at most twice',
    async (_words, when) => {
      const act = await command();
      on.discord.faults.add({ route: filled, kind: 'drop', when, times: 1 });
      await refusalOf(answer('first', 'a'));
      await answer('first', 'a');
      on.discord.faults.add({ route: posted, kind: 'drop', when, times: 2 });
      for (let i = 0; i < 2; i++)
        expect(await refusalOf(answer('second', 'b'))).toMatchObject({ trouble: 'later' });
      expect(await refusalOf(answer('second', 'b'))).toMatchObject({ trouble: 'refused' });
      const words = act.replies().map(({ text }) => text);
      expect(words.filter((text) => text.includes('first'))).toHaveLength(1);
      expect(words.filter((text) => text.includes('second'))).toHaveLength(when === 'after' ? 2 : 0);
    },
  );

  test('a press is answered in the place of its question, by its own way', async () => {
    await command();
    const question = said('Run it again?', { actions: [button('confirm', 'Start it', { value: 'q1' })] });
    const id = await answer('one', 'x').then(() =>
      on.chat.post(forAna({ way: ways[0]! }), question, 'q', 'now'),
    );
    await heard(on.discord.people.press({ by: 'Ana', message: id, button: 'Start it' }));
    await on.chat.edit(forAna({ way: ways[1]! }), id, said('Started'), 'now');
    const mine = seen().find((message) => message.id === id)!;
    expect(mine).toMatchObject({ text: '**Started**', buttons: [] });
  });

  test('after 15 minutes it is still answered, and nothing goes to the old way', async () => {
    await command();
    await answer('one', 'a');
    await on.clock.advance(16 * 60_000);
    await answer('ended', 'b');
    expect(routesOf(on.discord).filter((route) => route === posted)).toEqual([]);
    expect(seen().find(({ text }) => text.includes('ended'))).toBeDefined();
  });

  test('Discord does not know the way any more: the answer comes as a direct message', async () => {
    await command();
    const error = { kind: 'error', status: 404, code: 10015, message: 'Unknown Webhook' } as const;
    on.discord.faults.add({ route: filled, ...error });
    on.discord.faults.add({ route: posted, ...error });
    await answer('still', 'a');
    expect(seen().find(({ text }) => text.includes('still'))!.channel).not.toBe(on.channel);
  });

  test('a card on which something was pressed stays as it is: the answer is a new one', async () => {
    const id = await on.chat.post(
      place(on.channel),
      card('the card', { actions: [button('details', 'Details')] }),
      'c',
      'now',
    );
    const act = await heard(on.discord.people.press({ by: 'Ana', message: id, button: 'Details' }));
    await answer('the details', 'd');
    expect(act.replies()).toMatchObject([{ to: 'Ana', text: '**the details**' }]);
    expect(seen().find((message) => message.id === id)!.text).toContain('the card');
  });
});
