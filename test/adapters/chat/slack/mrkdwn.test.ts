import { describe, expect, test } from 'vitest';
import { mrkdwnWithin, mrkdwn as render, wordsWithin } from '../../../../adapters/chat/slack/mrkdwn.ts';
import { garbageLines } from './garbage-lines.ts';
import { readMrkdwn } from './read-mrkdwn.ts';

const urlOf = (channel: string, messageId: string) =>
  `https://team.slack.com/archives/${channel}/${messageId}`;
const mrkdwn = (line: string) => render(line, urlOf);

/** As typed: look-alikes are what they stand for. */
const typedAs = (visible: string) =>
  visible.replace(/[∗ˍ∼∶＠›]/g, (sign) => '*_~:@>'['∗ˍ∼∶＠›'.indexOf(sign)] ?? sign);

describe('what people typed', () => {
  test.each([
    ['*bold* and _italic_ and ~struck~', '∗bold∗ and ˍitalicˍ and ∼struck∼'],
    ['5 * 3 * 2 and ~ and a_ b', '5 * 3 * 2 and ~ and aˍ b'],
    ['set LEAKOPS_BROKER, flag_value or a*b', 'set LEAKOPS_BROKER, flag_value or a*b'],
    ['<!channel> <@U1> <https://a.example|b>', '&lt;!channel&gt; &lt;@U1&gt; &lt;https://a.example|b&gt;'],
    ['@here @Channel ana@everyone.example', '＠here ＠Channel ana＠everyone.example'],
    [':tada: at 14:36:12', '∶tada: at 14:36:12'],
    ['> quoted', '› quoted'],
    ['a & b &amp; c', 'a &amp; b &amp;amp; c'],
    ['one ` alone', "one ' alone"],
    ['```block```', "'''block'''"],
  ])('%s', (typed, shown) => {
    expect(mrkdwn(typed)).toBe(shown);
  });
});

describe('our own marks', () => {
  test('code stays code, with what is typed in it', () => {
    expect(mrkdwn('Ana: `/leak start *gradual* <@U1> :tada:`, then')).toBe(
      'Ana: `/leak start *gradual* &lt;@U1&gt; :tada:`, then',
    );
  });

  test('instants are in the zone of the reader, in UTC where that fails', () => {
    const at = Date.UTC(2026, 10, 23, 14, 36, 12) / 1000;
    expect(mrkdwn(`80 % at <t:${at}>, lease to <t:${at}:s>`)).toBe(
      `80 % at <!date^${at}^{time}|14:36\u00a0UTC>, lease to <!date^${at}^{time_secs}|14:36:12\u00a0UTC>`,
    );
    expect(mrkdwn('never: <t:99999999999999999>')).toBe('never: unknown');
  });

  test('the way to a card is a link, and words where it has no address', () => {
    const line = 'Its card is <card:C1:1700.01|in *this* channel>.';
    expect(mrkdwn(line)).toBe('Its card is <https://team.slack.com/archives/C1/1700.01|in ∗this∗ channel>.');
    expect(render(line, () => null)).toBe('Its card is in ∗this∗ channel.');
  });

  test('an instant inside of code splits it, as it would not be shown there', () => {
    expect(mrkdwn('`until <t:60> or so`')).toBe('`until `<!date^60^{time}|00:01\u00a0UTC>` or so`');
  });
});

describe('garbage', () => {
  const lines = garbageLines(4_000);

  test('nothing is formatted but code marks and instants, and all that was typed is still there', () => {
    for (const line of lines) {
      const shown = mrkdwn(line);
      const seen = readMrkdwn(shown);
      expect(seen.formatted, `${JSON.stringify(line)} → ${shown}`).toEqual([]);
      expect(seen.mentions).toEqual([]);
      expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    }
  });

  test('words keep their characters', () => {
    for (const line of lines.filter((each) => !/[`\p{C}]|<(?:t|card):/u.test(each))) {
      expect(typedAs(readMrkdwn(mrkdwn(line)).visible)).toBe(typedAs(line));
    }
  });

  test('a code mark that never ends does not hold up everything else', () => {
    const long = 'a'.repeat(50_000);
    expect(mrkdwn(`\`${long}`)).toBe(`'${long}`);
    expect(mrkdwn(`\` \` ${long}`)).toBe(`' ' ${long}`);
  });

  test('no limit is passed, and what is cut is still whole for a reader', () => {
    for (const [index, line] of lines.entries()) {
      const limit = 1 + (index % 90);
      const shown = mrkdwnWithin([line, line], limit, urlOf);
      expect(shown.length).toBeLessThanOrEqual(limit);
      expect(readMrkdwn(shown).formatted, `${JSON.stringify(line)} at ${limit} → ${shown}`).toEqual([]);
      expect(wordsWithin(line, limit).length).toBeLessThanOrEqual(limit);
    }
  });
});
