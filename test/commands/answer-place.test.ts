import { expect, test } from 'vitest';
import { AnswerPlace } from '../../commands/handling/answer-place.ts';
import { manualClock } from '../adapters/sandbox/manual-clock.ts';
import { said } from '../contracts/chat/under-test.ts';
import { fakeChat, later, trouble } from '../fakes/fake-chat.ts';

const place = { channel: 'game-day', thread: null, to: 'ana', replyTo: null, way: null };

function answering() {
  const clock = manualClock();
  const chat = fakeChat(clock);
  const warnings: string[] = [];
  const log = { warn: (_facts: object, words: string) => void warnings.push(words), error: () => {} };
  const answer = new AnswerPlace({ chat, place, key: 'answer-1', messageId: null }, log);
  const words = () => [...chat.posts, ...chat.edits].map((each) => each.said.text);
  return { clock, chat, warnings, answer, words };
}

test('the answer goes at once, progress before it waits for quiet', async () => {
  const { answer, chat, clock } = answering();
  for (const text of ['checking', 'half', 'most']) {
    answer.show(said(text));
    await clock.advance(0);
  }
  answer.finish(said('started'));
  await answer.settled();
  expect(chat.calls.map(({ urgency, said: { text } }) => `${urgency} ${text}`)).toEqual([
    'when-quiet checking',
    'when-quiet half',
    'when-quiet most',
    'now started',
  ]);
  expect(chat.posts).toHaveLength(1);
});

test('progress that is told to wait waits that long, and only the latest of it is shown', async () => {
  const { answer, chat, clock } = answering();
  answer.show(said('checking'));
  await clock.advance(0);
  chat.meets = ({ urgency }) => (urgency === 'when-quiet' ? later({ retryAfterMs: 20_000 }) : null);
  answer.show(said('half'));
  await clock.advance(10_000);
  answer.show(said('most'));
  chat.meets = () => null;
  await clock.advance(9_000);
  expect(chat.edits).toEqual([]);
  await clock.advance(2_000);
  expect(chat.edits.map((edit) => edit.said.text)).toEqual(['most']);
});

test('the answer takes the place of progress that waits, at once', async () => {
  const { answer, chat, clock } = answering();
  answer.show(said('checking'));
  await clock.advance(0);
  chat.meets = ({ urgency }) => (urgency === 'when-quiet' ? later({ retryAfterMs: 600_000 }) : null);
  answer.show(said('half'));
  await clock.advance(1_000);
  answer.finish(said('started'));
  await clock.advance(0);
  expect(chat.edits.map((edit) => edit.said.text)).toEqual(['started']);
  await answer.settled();
});

test('an answer is tried again as often as is decent, then given up with a line', async () => {
  const { answer, chat, clock, warnings } = answering();
  chat.down = true;
  answer.finish(said('started'));
  await clock.advance(600_000);
  await answer.settled();
  expect(chat.calls).toHaveLength(5);
  expect(warnings).toEqual(['an answer could not be said']);
});

test('the tries of progress are not those of the answer', async () => {
  const { answer, chat, clock, words } = answering();
  chat.down = true;
  answer.show(said('checking'));
  await clock.advance(600_000);
  answer.finish(said('started'));
  await clock.advance(1_500);
  chat.down = false;
  await clock.advance(60_000);
  expect(words()).toEqual(['started']);
});

test('an answer whose post was lost stands once, with the latest words', async () => {
  const { answer, chat, clock } = answering();
  chat.losesAnswer = () => chat.posts.length === 0;
  answer.show(said('checking'));
  await clock.advance(0);
  answer.finish(said('started'));
  await clock.advance(60_000);
  expect(chat.posts).toHaveLength(1);
  expect(chat.shown('m1')?.text).toBe('started');
});

test('a message that is refused is not tried again', async () => {
  const { answer, chat, clock, warnings } = answering();
  chat.meets = () => trouble('refused');
  answer.finish(said('started'));
  await clock.advance(60_000);
  expect(chat.calls).toHaveLength(1);
  expect(warnings).toHaveLength(1);
});

test('an answer that would come an hour late is none: it is given up with a line, and nothing is kept waiting', async () => {
  const { answer, chat, clock, warnings } = answering();
  chat.meets = () => later({ retryAfterMs: 3_600_000, mayStand: false });
  answer.finish(said('memory is at 61 %'));
  await clock.advance(1_000);
  await answer.settled();
  expect(warnings).toEqual(['an answer could not be said']);
  chat.meets = () => null;
  await clock.advance(2 * 3_600_000);
  expect(chat.posts).toEqual([]);
});
