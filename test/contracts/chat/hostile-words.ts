/** Words that people, flags and clusters bring in: shown as they are, within limits, ringing for nobody. */
import { expect, test } from 'vitest';
import { button, type ChatUnderTest, placeIn, said } from './under-test.ts';

const rings = [
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '@channel',
  '@everyone',
  '@here',
  '<!subteam^S0000001>',
  '<@&100000000000000001>',
];

export function hostileWords(now: () => ChatUnderTest): void {
  test('nothing that is written rings for anyone but who is mentioned', async () => {
    const on = now();
    const hostile = [...rings, `<@${on.person}>`, `<@!${on.person}>`, `@${on.personName}`].join(' ');
    const id = await on.chat.post(placeIn(on), said(hostile, { lines: [hostile, hostile] }), 'h', 'now');
    const edited = said(`edited ${hostile}`, { actions: [button('stop', '<!channel>')] });
    await on.chat.edit(placeIn(on), id, edited, 'now');
    await on.chat.post(placeIn(on, { to: on.person }), said(hostile), 'private', 'now');
    const seen = await on.seen();
    expect(seen).toHaveLength(2);
    expect(seen.flatMap(({ pinged }) => pinged)).toEqual([]);
  });

  test('marks of the platform are shown as they were typed', async () => {
    const on = now();
    const typed = 'a < b & c > d, LEAKOPS_BROKER and flag_value, <http://x.example|click>';
    const id = await on.chat.post(placeIn(on), said('typed', { lines: ['typed', typed] }), 'm', 'now');
    const { words } = (await on.seen()).find((message) => message.id === id)!;
    expect(words).toContain(typed);
  });

  test('too much is cut, not refused', async () => {
    const on = now();
    const much = [
      said('x'.repeat(50_000)),
      said('long', { lines: Array.from({ length: 200 }, (_, i) => `line ${i} ${'y'.repeat(400)}`) }),
      said('😀'.repeat(9_000), { kind: 'report' }),
      said('marks', { lines: [`${'`'.repeat(99)}`, '`', '``` ```', '*_~`*_~`'.repeat(700)] }),
      said('words', { lines: ['&<>'.repeat(3_000)], kind: 'plan' }),
      said('buttons', {
        actions: [button('stop', 'S'.repeat(200)), button('details', 'Details', { value: 'v'.repeat(90) })],
      }),
    ];
    for (const [index, one] of much.entries()) {
      await on.chat.post(placeIn(on), one, `much ${index}`, 'now');
      await on.wait(2_000);
    }
    expect(await on.seen()).toHaveLength(much.length);
  });

  test('too little too', async () => {
    const on = now();
    await on.chat.post(placeIn(on), said('', { lines: [] }), 'nothing', 'now');
    await on.chat.post(placeIn(on), said(' ', { lines: ['', ' ', '\u200b'] }), 'blank', 'now');
    expect(await on.seen()).toHaveLength(2);
  });
}
