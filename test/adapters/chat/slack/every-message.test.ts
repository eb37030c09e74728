/** chat-ux's checks on every message as it goes to Slack, and that Slack takes whatever comes in. */
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../../../adapters/chat/slack/message-blocks.ts';
import type { Action, ActionId, Said } from '../../../../src/ports.ts';
import { card } from '../../../../src/voice/card.ts';
import { planPost } from '../../../../src/voice/plan-post.ts';
import { progressPost } from '../../../../src/voice/progress-post.ts';
import { reportPost } from '../../../../src/voice/report-post.ts';
import { tripPost } from '../../../../src/voice/trip-post.ts';
import { everyRun, nowAt } from '../../../src/voice/every-run.ts';
import { problemsOf, sentOf, workspaceUrl } from './drawn.ts';
import { garbageLines } from './garbage-lines.ts';
import { readMrkdwn } from './read-mrkdwn.ts';

const links = { publicUrl: 'https://leakops.example', chartUrl: 'https://leakops.example/chart.png' };
const cards: Said[] = [];
const posts: Said[] = [];
let at = 0;
for (const run of everyRun()) {
  // One in five: each kind of run is there many times.
  at += 1;
  if (at % 5 !== 0) continue;
  cards.push(card(run, nowAt, links));
  posts.push(planPost(run, nowAt), progressPost(run, nowAt));
  if (run.decision !== null) posts.push(tripPost(run, nowAt));
  if (run.state === 'ended') posts.push(reportPost(run, nowAt, links));
}
const all = [...cards, ...posts];

type Sent = ReturnType<typeof sentOf>;

function each(check: (sent: Sent, said: Said) => boolean, messages: readonly Said[] = all): void {
  const wrong = messages.filter((said) => !check(sentOf(said), said));
  const shown = wrong.slice(0, 3).map((said) => JSON.stringify(sentOf(said), null, 1));
  expect(shown, `${wrong.length} messages`).toEqual([]);
}

const textsOf = ({ blocks }: Sent) =>
  blocks.flatMap((block) => {
    if (block.type === 'alert' || block.type === 'section') return [block.text?.text ?? ''];
    return block.type === 'context'
      ? block.elements.map((element) => ('text' in element ? element.text : ''))
      : [];
  });
const buttonsOf = ({ blocks }: Sent) =>
  blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.flatMap((each) => (each.type === 'button' ? [each] : [])) : [],
  );

describe('every message of every run', () => {
  test('there are many', () => expect(all.length).toBeGreaterThan(800));

  test('is taken by Slack', () => each(({ blocks }) => problemsOf(blocks).length === 0));

  test('begins in its first block as in its text', () => {
    each((sent) => sent.text.startsWith(textsOf(sent)[0] ?? '?'));
  });

  test('has a text of words alone', () => {
    each(({ text }) => text.length <= 4_000 && !/[▁-█`]|<!|<t:|<card:/.test(text));
  });

  test('formats nothing but code, instants, links to cards and the one mention', () => {
    each((sent, said) => {
      const read = textsOf(sent).map(readMrkdwn);
      const mentions = read.flatMap((seen) => seen.mentions);
      const wanted = said.mention?.startsWith('U') === true && !said.mention.includes('-') ? 1 : 0;
      return read.every(({ formatted }) => formatted.length === 0) && mentions.length === wanted;
    });
  });

  test('has at most six blocks, the buttons last and one of them coloured', () => {
    each(
      (sent) =>
        sent.blocks.length <= 6 &&
        (buttonsOf(sent).length === 0 || sent.blocks.at(-1)?.type === 'actions') &&
        buttonsOf(sent).filter(({ style }) => style !== undefined).length <= 1,
    );
  });

  test('says to screen readers which run a button is about', () => {
    each((sent) =>
      buttonsOf(sent).every(
        ({ text, value, accessibility_label: spoken }) =>
          !/^run-\d+$/.test(value ?? '') || `${text.text} ${spoken ?? ''}`.includes(value ?? ''),
      ),
    );
  });

  test('keeps a sparkline on a line of its own', () => {
    each((sent) => textsOf(sent).every((text) => !/[^\n]`[▁▂▃▄▅▆▇█·TKR]+`/.test(text)));
  });

  test('a card shows its state in an alert, and who and how long in small print', () => {
    each(({ blocks }) => blocks[0]?.type === 'alert' && blocks.some(({ type }) => type === 'context'), cards);
  });
});

describe('whatever comes in', () => {
  const ids: ActionId[] = ['stop', 'trip', 'confirm', 'report', 'value'];
  const kinds: Said['kind'][] = ['card', 'plan', 'progress', 'milestone', 'report', 'reply', 'line'];
  const levels: Said['level'][] = ['default', 'info', 'warning', 'error', 'success'];
  const lines = garbageLines(3_000, 40);
  const take = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => lines[(from + n) % lines.length] ?? '');
  const saids = Array.from({ length: 300 }, (_, n): Said => {
    const action = (index: number): Action => ({
      id: ids[(n + index) % ids.length] ?? 'stop',
      label: take(n + index, 1).join(),
      style: index % 2 === 0 ? 'danger' : 'primary',
      url: index % 7 === 0 ? take(n, 1).join() : null,
      value: take(n * 3 + index, (index * n) % 60).join(' '),
    });
    const words = take(n * 7, n % 41);
    return {
      kind: kinds[n % kinds.length] ?? 'line',
      text: n % 3 === 0 ? take(n, 1).join() : `${words[0] ?? ''}. ${words.join(' ').repeat(1 + (n % 4))}`,
      lines: n % 5 === 0 ? words.map((line) => line.repeat(40).slice(0, 10_000)) : words,
      level: levels[n % levels.length] ?? 'default',
      actions: Array.from({ length: n % 31 }, (_each, index) => action(index)),
      mention: n % 4 === 0 ? (lines[n] ?? null) : 'U0ANA',
      broadcast: n % 2 === 0,
      files: [],
    };
  });

  test('Slack takes it, designed and plain, and nothing in it formats or rings', () => {
    for (const [index, said] of saids.entries()) {
      const more = { mention: said.mention, workspaceUrl, plain: index % 2 === 0 };
      const sent = messageOf(said, { ...more, picture: { fileId: 'F1', alt: lines[index] ?? '' } });
      const why = JSON.stringify(said).slice(0, 2_000);
      expect(problemsOf(sent.blocks), why).toEqual([]);
      expect(sent.text.length, why).toBeLessThanOrEqual(4_000);
      expect(sent.text.trim(), why).not.toBe('');
      expect(sent.text.startsWith(textsOf(sent)[0] ?? '?'), why).toBe(true);
      const read = [sent.text, ...textsOf(sent)].map(readMrkdwn);
      expect(
        read.flatMap(({ formatted }) => formatted),
        why,
      ).toEqual([]);
      expect(new Set(read.flatMap(({ mentions }) => mentions)).size, why).toBeLessThanOrEqual(1);
      expect(new Set(buttonsOf(sent).map((each) => each.action_id)).size).toBe(buttonsOf(sent).length);
    }
  });
});
