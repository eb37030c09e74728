/** Lines of the voice as Discord's Markdown: nothing that people typed is formatted, and commands can be copied. */
import { describe, expect, test } from 'vitest';
import { markdown, markdownWithin, wordsWithin } from '../../../../adapters/chat/discord/markdown.ts';
import { read, textOf } from './read-markdown.ts';

const address = ({ channel, messageId }: { channel: string; messageId: string }) =>
  `https://discord.com/channels/1/${channel}/${messageId}`;
const seen = (line: string) => textOf(read(markdown(line, address)));
const kinds = (line: string) => read(markdown(line, address)).map(({ kind }) => kind);

test.each([
  ['`▅▅▅█T` (█ = 80 %)', '`▅▅▅█T` (█ = 80 %)'],
  [
    'Do: `/leak start gradual 300 25`, then `/leak stop`',
    'Do: `/leak start gradual 300 25`, then `/leak stop`',
  ],
  ['lease to <t:1766500000:s>, ends <t:1766500000>', 'lease to <t:1766500000:T>, ends <t:1766500000:t>'],
  ['`at <t:60>`', '`at `<t:60:t>'],
  ['LEAKOPS_BROKER and flag_value', 'LEAKOPS_BROKER and flag_value'],
  ['+6 m: 64 %, 12.8 MiB · -3 °C', '+6 m: 64 %, 12.8 MiB · -3 °C'],
  ['go to <card:12:34|the card>', 'go to [the card](https://discord.com/channels/1/12/34)'],
  ['14:36:12 UTC', '14:36:12 UTC'],
])('%s', (line, shown) => {
  expect(markdown(line, address)).toBe(shown);
});

test('without an address the words of a way stand alone', () => {
  expect(markdown('go to <card:12:34|the *card*>', () => null)).toBe('go to the \\*card\\*');
});

test.each([
  '# heading',
  '## heading',
  '-# small',
  '- item',
  '* item',
  '> quote',
  '>>> quote',
  '1. one',
  '12. twelve',
  '+ plus',
  '*it* **bold** ***both*** _it_ __under__ ~~no~~ ||secret||',
  'a*b*c',
  '5 * 3 * 2',
  '`',
  '``',
  '```js```',
  '` `',
  '[click](https://evil.example)',
  '[a] (b)',
  'see https://evil.example/x_y_z now',
  '<https://evil.example>',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '</leak:123456789012345678>',
  '<id:customize>',
  '<a:party:123456789012345678>',
  ':tada: :100: :+1:',
  '¯\\_(ツ)_/¯',
  'C:\\temp\\*',
  '__init__',
  '_',
  '**',
  '~~~~',
  '||||',
  'a < b & c > d',
  '_x_y_',
  'x_',
  '<t:60:R>',
])('as it was typed: %s', (line) => {
  const shown = seen(line);
  expect(shown).toBe(line);
  expect(new Set(kinds(line)).size).toBe(1);
  expect(kinds(line)[0]).toBe('text');
});

test('names that call everybody are words', () => {
  expect(seen('@everyone and @here')).toBe('＠everyone and ＠here');
});

const pieces = [
  ...[
    '*',
    '**',
    '_',
    '__',
    '~~',
    '||',
    '`',
    '```',
    '\\',
    '<',
    '>',
    '[',
    ']',
    '(',
    ')',
    '](',
    '#',
    '# ',
    '-# ',
    '- ',
  ],
  ...[
    '> ',
    '1. ',
    ':',
    ':tada:',
    '14:36:12',
    '@',
    '@everyone',
    '<@123456789012345678>',
    '<#123456789012345678>',
  ],
  ...[
    'https://a.example/b',
    '<https://a.example>',
    '[x](https://a.example)',
    '\n',
    '\t',
    '\u202e',
    '\u0000',
    '\ud83d',
  ],
  ...[
    '<t:60>',
    '<t:60:s>',
    '<t:99999999999999999999>',
    '<card:1:2|w]o*rd>',
    '<card:1|x>',
    '`code`',
    '`at <t:60>`',
  ],
  ...[
    'a',
    'Z',
    '9',
    ' ',
    '  ',
    'é',
    '漢字',
    '😀',
    '👩‍👩‍👧‍👦',
    '/leak start gradual',
    'flag_value',
    '81 %',
    '▅█T',
  ],
];

/** The same ones each time. */
function garbage(count: number): string[] {
  let state = 7;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(12) }, () => pieces[below(pieces.length)]).join(''),
  );
}

describe('garbage', () => {
  test('is never formatted, rings for nobody, links only to cards', () => {
    for (const line of garbage(4_000)) {
      const bad = read(markdown(line, address)).filter(
        ({ kind }) => !['text', 'code', 'time', 'link'].includes(kind),
      );
      expect(bad, JSON.stringify(line)).toEqual([]);
      if (line.includes('<card:1:2|')) continue;
      expect(kinds(line), JSON.stringify(line)).not.toContain('link');
    }
  });

  test('keeps to its limit, whole characters and whole marks', () => {
    for (const line of garbage(2_000)) {
      const text = `${line} ${'x'.repeat(20)}`;
      for (const limit of [9, 20, 40]) {
        const cut = markdownWithin([text, text], limit, address);
        expect(cut.length, JSON.stringify(text)).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
        const bad = read(cut).filter(({ kind }) => ['format', 'mention', 'emoji', 'line'].includes(kind));
        expect(bad, JSON.stringify([text, limit, cut])).toEqual([]);
        expect(wordsWithin(text, limit).length).toBeLessThanOrEqual(limit);
      }
    }
  });
});
