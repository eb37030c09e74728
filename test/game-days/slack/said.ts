/** What must be so of all that was said in Slack, whatever happened on the way. */
import { expect } from 'vitest';
import type { SeenMessage, Slack } from '../../stand-ins/slack/slack.ts';
import type { SlackGame } from './slack-game.ts';

/** chat-ux: the first sentence of a notification, and nothing in it that a phone cannot read out. */
const longestFirstSentence = 100;
const mostPings = 3;
const mostThreadPosts = 12;

function keyOf({ metadata }: SeenMessage): string | null {
  const key = metadata?.event_payload.key;
  return typeof key === 'string' ? key : null;
}

/** Each key was posted once, deleted messages included. */
export function expectEachOnce(slack: Slack): void {
  const keys = slack
    .seen({ deleted: true })
    .filter(({ byApp, to }) => byApp && to === null)
    .map(keyOf);
  expect(keys).not.toContain(null);
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
}

/** One card in the channel, all else in its thread, within the noise budget; the report with its picture last. */
export function expectWholeStory(game: SlackGame, channel = game.slack.channel): void {
  const said = game.said(channel);
  const card = game.card(channel);
  const others = said.filter(({ ts }) => ts !== card.ts);
  expect(others.filter(({ thread }) => thread !== card.ts)).toEqual([]);
  expect(others.length).toBeLessThanOrEqual(mostThreadPosts);
  expect(others.at(0)?.words).toMatch(/^Plan: /);
  const report = others.at(-1)!;
  expect(report.words).toContain(`: ${game.run(channel).id}, gradual, flag 300, 25 users`);
  expect(report.words).toMatch(/\[picture: .*peak.*outcome/);
  expect(others.filter(({ words }) => words.includes('[picture:'))).toHaveLength(1);
  const pings = game.slack.pings().filter((ping) => ping.channel === channel);
  expect(pings.length).toBeLessThanOrEqual(mostPings);
  expect(new Set(pings.map(({ person }) => person)).size).toBeLessThanOrEqual(1);
  for (const message of said) expectReadable(message);
  expectEnded(game, channel);
  expectEachOnce(game.slack);
}

/** The card shows how it ended, and has no button that would do something to a run that is over. */
export function expectEnded(game: SlackGame, channel = game.slack.channel): void {
  const { state } = game.run(channel);
  expect(state).toBe('ended');
  const ids = game.card(channel).buttons.map(({ actionId }) => actionId);
  for (const id of ids) expect(['again', 'report', 'restart']).toContain(id);
}

/** On a phone, on a desktop and by a screen reader the same words come first. */
function expectReadable({ mobile, lines, words }: SeenMessage): void {
  const [first = ''] = lines;
  expect(mobile.startsWith(first.replaceAll('`', ''))).toBe(true);
  expect(mobile).not.toMatch(/[▁-█]|<!date/);
  expect(mobile.split('. ')[0]!.length).toBeLessThanOrEqual(longestFirstSentence);
  expect(words).not.toMatch(/undefined|NaN|\[object|<t:|<card:/);
}
