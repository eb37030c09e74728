import { expect, test } from 'vitest';
import { where } from '../../../src/voice/answer-whose.ts';
import { cardLink, renderCardLinks, withoutCardLinks } from '../../../src/voice/card-link.ts';
import { makeRun } from './make-run.ts';

const shown = (line: string) =>
  renderCardLinks(line, ({ channel, messageId, words }) => `[${words}](${channel} ${messageId})`);

test('a card of the same platform is linked, another channel has no name', () => {
  const run = { ...makeRun(), chat: 'slack' as const, channel: 'C024', thread: '1712.0001' };
  expect(shown(where(run, { chat: 'slack', channel: 'C024' }))).toBe('[in this channel](C024 1712.0001)');
  expect(shown(where(run, { chat: 'slack', channel: 'C9' }))).toBe('[in another channel](C024 1712.0001)');
  expect(where(run, { chat: 'web', channel: 'C024' })).toBe('in Slack');
  expect(where({ ...run, thread: null }, { chat: 'slack', channel: 'C024' })).toBe('in this channel');
});

test('several in one line; the words alone where there are no links', () => {
  const line = `${cardLink('C1', '1.2', 'one')} and ${cardLink('C2', '3.4', 'two')}`;
  expect(shown(line)).toBe('[one](C1 1.2) and [two](C2 3.4)');
  expect(withoutCardLinks(line)).toBe('one and two');
});

test('an id that would end the mark early makes none', () => {
  expect(cardLink('C1', '1>2', 'words')).toBe('words');
  expect(cardLink('C1:2', '1', 'words')).toBe('words');
});
