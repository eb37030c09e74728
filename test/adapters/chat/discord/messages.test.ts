/** What is said as a Discord message: its parts, its limits, its buttons. */
import { afterEach, describe, expect, test } from 'vitest';
import { pressedOf, rowsOf } from '../../../../adapters/chat/discord/buttons.ts';
import { type More, messageOf } from '../../../../adapters/chat/discord/messages.ts';
import type { Said } from '../../../../src/ports.ts';
import { button, card, place, type Speaking, said, speakOn } from './speaking.ts';

const more: More = {
  form: 'whole',
  mark: null,
  addressOf: () => null,
  below: null,
  picture: null,
  rings: true,
};
const message = (words: Said, other: Partial<More> = {}) => messageOf(words, { ...more, ...other });
const ana = '123456789012345678';

test('the first sentence is the content, the rest the embed in the colour of the state', () => {
  const lines = ['📈 Growing 72 %: checkout, run-42', '14.4 of 20 MiB', '`▅▅█T` (█ = 80 %)', 'Ana · +8 m'];
  expect(
    message(said('x', { kind: 'card', level: 'info', lines, actions: [button('stop', 'Stop run')] })),
  ).toEqual({
    content: '**📈 Growing 72 %: checkout, run-42**',
    embeds: [{ color: 0x5865f2, description: '14.4 of 20 MiB\n`▅▅█T` (█ = 80 %)\nAna · +8 m' }],
    components: [
      { type: 1, components: [{ type: 2, style: 2, label: 'Stop run', custom_id: 'stop run-42' }] },
    ],
    allowed_mentions: { parse: [], replied_user: false },
  });
});

test('one line has no embed; progress is not bold', () => {
  expect(message(said('+3 m: 57 %', { kind: 'progress' }))).toMatchObject({
    content: '+3 m: 57 %',
    embeds: [],
  });
});

test('the owner is mentioned where it is read first, and nobody of another chat', () => {
  const one = said('🛑 Tripped at 81 %', { mention: ana });
  expect(message(one)).toMatchObject({
    content: `**🛑 Tripped at 81 %** <@${ana}>`,
    allowed_mentions: { parse: [], users: [ana] },
  });
  expect(message(one, { rings: false }).allowed_mentions).toEqual({ parse: [], replied_user: false });
  expect(message(said('x', { mention: 'U0ANA' })).content).toBe('**x**');
});

test('in a simpler form all lines are the content; links and then all buttons go', () => {
  const actions = [button('report', 'Report', { url: 'https://a.example/r' }), button('again', 'Run again')];
  const one = card('Averted', { actions });
  const simple = message(one, { form: 'simple' });
  expect(simple).toMatchObject({ content: '**Averted**\nsecond line', embeds: [] });
  expect(simple.components).toMatchObject([{ components: [{ label: 'Run again' }] }]);
  expect(message(one, { form: 'words' }).components).toEqual([]);
});

test('every form keeps to its limits, whatever its lines', () => {
  const odd = [
    '`'.repeat(5_000),
    '*_~|'.repeat(2_000),
    '😀'.repeat(4_000),
    'y '.repeat(9_000),
    '<card:1:2|w>'.repeat(500),
  ];
  const addressOf = () => 'https://discord.com/channels/1/2/3';
  for (const first of odd) {
    for (const form of ['whole', 'simple', 'words'] as const) {
      const lines = [first, ...odd, ...odd];
      const below = 'More in <#123456789012345678>';
      const { content, embeds } = message(said(first, { lines, mention: ana }), { form, below, addressOf });
      expect(content.length).toBeLessThanOrEqual(2_000);
      expect(content.isWellFormed()).toBe(true);
      expect(embeds[0]?.description?.length ?? 0).toBeLessThanOrEqual(4_096);
      expect(content + (embeds[0]?.description ?? '')).toContain(below);
      expect(content).toContain(`<@${ana}>`);
    }
  }
});

describe('buttons', () => {
  test('one coloured at most, in rows of five, each id once', () => {
    const all = Array.from({ length: 12 }, (_, i) => button('stop', `Stop ${i}`, { style: 'danger' }));
    const rows = rowsOf(all);
    expect(rows.map(({ components }) => components.length)).toEqual([5, 5, 2]);
    const buttons = rows.flatMap(({ components }) => components);
    expect(buttons.filter(({ style }) => style !== 2)).toHaveLength(1);
    expect(new Set(buttons.map(({ custom_id }) => custom_id)).size).toBe(12);
  });

  test.each([
    ['stop', 'run-42'],
    ['users-fewer', 'load 10'],
    ['confirm', 'mgz1abcd run-42 flag 2000'],
    ['details', ''],
    ['value', 'two\nlines #3'],
  ] as const)('%s about "%s" is understood again, the second time too', (action, value) => {
    const [row] = rowsOf([button(action, 'a', { value }), button(action, 'b', { value })]);
    for (const { custom_id } of row!.components) expect(pressedOf(custom_id!)).toEqual({ action, value });
  });

  test.each(['', 'leak', 'stopp run-1', 'constructor', 'toString x', '#2'])(
    '"%s" is none of ours',
    (customId) => {
      expect(pressedOf(customId)).toBeNull();
    },
  );

  test('what has no room, and a link that Discord would not take, is left out', () => {
    const wanted = [
      button('confirm', 'Start it', { value: 'v'.repeat(93) }),
      button('report', 'Report', { url: 'javascript:alert(1)' }),
      button('report', 'Report', { url: `https://a.example/${'x'.repeat(512)}` }),
      button('cancel', 'Cancel'),
    ];
    expect(rowsOf(wanted)).toMatchObject([{ components: [{ label: 'Cancel' }] }]);
    expect(rowsOf([button('confirm', 'Start it', { value: 'v'.repeat(92) })])).toHaveLength(1);
  });
});

describe('whatever comes in', () => {
  let on: Speaking;
  afterEach(() => on.close());

  test('Discord takes it, whole', async () => {
    on = await speakOn();
    const odd = [
      '',
      ' ',
      '\u200b',
      '`',
      '**',
      '😀'.repeat(3_000),
      'x'.repeat(9_000),
      '\ud83d',
      '<@1>',
      '\\'.repeat(3_000),
    ];
    for (const [i, first] of odd.entries()) {
      for (const kind of ['card', 'progress', 'report'] as const) {
        await on.clock.advance(100);
        const lines = [first, ...odd.slice(0, i), first, first];
        const actions = odd.map((label) => button('details', label, { value: first.slice(0, 80) }));
        const files = [{ name: 'ä b/c?.png', url: '/x', alt: first }];
        await on.chat.post(
          place(on.channel),
          said(first, { kind, lines, actions, files }),
          `${i} ${kind}`,
          'now',
        );
      }
    }
    expect(on.logged).toEqual([]);
    expect(on.discord.seen()).toHaveLength(odd.length * 3);
  });

  test('a picture that cannot be drawn leaves the words', async () => {
    on = await speakOn({
      pictureOf: async () => {
        throw new Error('no font');
      },
    });
    const files = [{ name: 'run-1.png', url: '/api/runs/run-1/chart.png', alt: 'peak 81 %' }];
    await on.chat.post(place(on.channel), said('Averted', { kind: 'report', files }), 'r', 'now');
    expect(on.discord.seen()).toMatchObject([{ text: '**Averted**', files: [] }]);
    expect(on.logged).toHaveLength(1);
  });

  test('a report that is edited keeps its picture', async () => {
    on = await speakOn();
    const files = [{ name: 'run-1.png', url: '/api/runs/run-1/chart.png', alt: 'peak 81 %' }];
    const report = (words: string) => said(words, { kind: 'report', lines: [words, 'more'], files });
    const id = await on.chat.post(place(on.channel), report('Averted'), 'r', 'now');
    await on.chat.edit(place(on.channel), id, report('Averted, recovered'), 'now');
    const [seen] = on.discord.seen();
    expect(seen!.text).toContain('picture: run-1.png (peak 81 %)');
    expect(seen!.text).toContain('Averted, recovered');
  });
});
