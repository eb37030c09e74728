/** What a chat has lost of a run, told so that it can be acted on. */
import { expect, test } from 'vitest';
import { statusAnswer } from '../../../src/voice/answer-status.ts';
import { channelGonePost } from '../../../src/voice/gone-posts.ts';
import { makeRun } from './make-run.ts';

const now = makeRun().startedAt;

test('the way back to a channel is said as it is typed', () => {
  const said = channelGonePost(makeRun(), now, 'invite the bot there: /invite @leakops');
  const words = 'So that the next run is heard there: invite the bot there: /invite @leakops';
  expect(said.lines.at(-1)).toBe(words);
  expect(said.text).toContain(words);
});

test('a card that cannot be posted is not announced', () => {
  const status = (card: 'open' | 'gone') => {
    const run = makeRun({ thread: null, reach: { card, words: 'elsewhere', lost: [] } });
    const here = { chat: run.chat, channel: run.channel };
    return statusAnswer(run, { now, here, publicUrl: null }).lines.at(-1);
  };
  expect(status('gone')).toMatch(/^Its card could not be posted, in /);
  expect(status('open')).toMatch(/^Its card is not posted yet, in /);
});
