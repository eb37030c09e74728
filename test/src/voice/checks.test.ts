/** The checks at the end of chat-ux.md, over every message of every run. */
import { describe, expect, test } from 'vitest';
import type { Said } from '../../../src/ports.ts';
import type { ServedAgain } from '../../../src/run/flag-hold.ts';
import type { Run } from '../../../src/run/run.ts';
import { announcedCard } from '../../../src/voice/announced-card.ts';
import {
  brokerBackPost,
  brokerDownPost,
  brokerNotReadyPost,
  brokerRestartPost,
  brokerStuckPost,
  brokerTakenPost,
  brokerWaitsPost,
} from '../../../src/voice/broker-posts.ts';
import { card } from '../../../src/voice/card.ts';
import { finalLine } from '../../../src/voice/final-line.ts';
import { editedPost, leaseTroublePost, resetPost } from '../../../src/voice/flag-trouble-posts.ts';
import { cardGonePost, channelGonePost, noCardPost, threadGonePost } from '../../../src/voice/gone-posts.ts';
import { growthStoppedPost, stillGrowsPost } from '../../../src/voice/growth-after-post.ts';
import { renderInstants, utc } from '../../../src/voice/instant.ts';
import { killPost } from '../../../src/voice/kill-post.ts';
import { latePost, saidLate } from '../../../src/voice/late-post.ts';
import { loadTroublePost } from '../../../src/voice/load-trouble-post.ts';
import { breakerOffThresholdPost, milestonePost } from '../../../src/voice/milestone-post.ts';
import { planPost } from '../../../src/voice/plan-post.ts';
import { progressPost } from '../../../src/voice/progress-post.ts';
import { recoveryPost, restartNeededPost } from '../../../src/voice/recovery-post.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { restartSeenPost } from '../../../src/voice/restart-seen-post.ts';
import { offAgainPost, servedAgainPost, stuckAgainPost } from '../../../src/voice/served-again-post.ts';
import { signPost } from '../../../src/voice/sign-post.ts';
import { steeredPost } from '../../../src/voice/steered-post.ts';
import { stuckPost } from '../../../src/voice/stuck-post.ts';
import { tripPost } from '../../../src/voice/trip-post.ts';
import { everyRun, nowAt } from './every-run.ts';

const links = { publicUrl: 'https://leakops.example', chartUrl: 'https://leakops.example/chart.png' };
const runs = [...everyRun()];

function posts(run: Run): Said[] {
  const always = [
    planPost(run, nowAt),
    planPost({ ...run, unseen: 'bursts', protectableValue: 1000 }, nowAt),
    planPost({ ...run, unseen: 'too-fast', protectableValue: 1000 }, nowAt),
    progressPost(run, nowAt),
    milestonePost(run, [70], nowAt),
    milestonePost(run, [85, 70, 80], nowAt),
    breakerOffThresholdPost(run, nowAt),
    stuckPost(run, nowAt),
    restartSeenPost(run, nowAt, { exitCode: 137, reason: 'Error' }),
    restartSeenPost(run, nowAt, null),
    recoveryPost(run, nowAt),
    restartNeededPost(run, nowAt),
    leaseTroublePost(run, nowAt),
    editedPost(run, nowAt),
    resetPost(run, nowAt),
    ...run.events.slice(0, 3).map((event) => steeredPost(run, event, nowAt)),
    loadTroublePost(run, nowAt),
    stillGrowsPost(run, nowAt),
    growthStoppedPost(run, nowAt),
    ...(run.flag.again === null ? [] : againPosts(run, run.flag.again)),
    ...(run.signs.length === 0
      ? []
      : [signPost(run, run.signs, nowAt), signPost(run, run.signs.slice(0, 1), nowAt)]),
    ...run.kills.slice(0, 1).map((kill) => killPost(run, kill, nowAt)),
    ...talkPosts(run),
  ];
  if (run.broker !== null) always.push(...brokerPosts({ ...run, broker: run.broker }));
  if (run.decision !== null) always.push(tripPost(run, nowAt));
  if (run.state === 'ended') always.push(reportPost(run, nowAt, links));
  return always;
}

/** Several posts in one, or one with a line of its own for that. */
function wasAway({ text }: Said): boolean {
  return text.includes('could not be reached');
}

/** Of a chat that was away, has lost something, or announces. */
function talkPosts(run: Run): Said[] {
  const waited = [milestonePost(run, [85], nowAt), stuckPost(run, nowAt), resetPost(run, nowAt)];
  const outbox = Array.from({ length: 14 }, (_, i) => ({
    key: `p${i}`,
    said: waited[i % 3]!,
    at: i === 0 ? null : nowAt - i * 60_000,
  }));
  return [
    latePost(run, outbox.slice(0, 2), nowAt, 'slack'),
    latePost(run, outbox, nowAt, 'web'),
    saidLate(outbox[2]!, nowAt, 'discord'),
    cardGonePost(run),
    threadGonePost(run),
    noCardPost(run, 'Slack answers "invalid_blocks" to chat.postMessage'),
    channelGonePost(run, nowAt, '/invite @leakops in the channel'),
    announcedCard(run, null),
  ];
}

function brokerPosts(run: Parameters<typeof brokerDownPost>[0]): Said[] {
  return [
    brokerDownPost(run),
    brokerRestartPost(run, 'memory holds at 79\u00a0%'),
    brokerBackPost(run),
    brokerTakenPost(run, 'Kafka scaled to 2 outside leakops'),
    brokerStuckPost(run),
    brokerWaitsPost(run),
    brokerNotReadyPost(run, nowAt),
  ];
}

function againPosts(run: Run, again: ServedAgain): Said[] {
  return [servedAgainPost, offAgainPost, stuckAgainPost].map((post) => post(run, again, nowAt));
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const length = (line: string) => [...segmenter.segment(line)].length;
const visible = (line: string) => length(renderInstants(line, utc).replace(/[`\u2060]/g, ''));
const linesOf = (said: Said) => said.lines.join('\n');

type Message = { run: Run; said: Said };
const cards: Message[] = runs.map((run) => ({ run, said: card(run, nowAt, links) }));
const threads: Message[] = runs.flatMap((run) => posts(run).map((said) => ({ run, said })));
const all = [...cards, ...threads];

/** Fails with the message itself, so that what is wrong can be read. */
function each(check: (said: Said, run: Run) => boolean, messages: readonly Message[]): void {
  const wrong = messages.filter(({ said, run }) => !check(said, run));
  const shown = wrong
    .slice(0, 5)
    .map(({ said, run }) => `${run.state}: ${linesOf(said)}\n  text: ${said.text}`);
  expect(shown, `${wrong.length} messages`).toEqual([]);
}

const firstSentence = (text: string) => text.split(/(?<=[.?…]) /)[0] ?? '';

test('the runs are many and of every state', () => {
  expect(runs.length).toBeGreaterThan(1_000);
  expect(new Set(runs.map(({ state }) => state)).size).toBe(5);
});

describe('every message', () => {
  test('its text starts with the first line, whose first sentence has at most 100 characters', () => {
    each(
      (said) => said.text.startsWith(said.lines[0] ?? '?') && length(firstSentence(said.text)) <= 100,
      all,
    );
  });

  test('its text has no bars, code marks or instants', () => {
    each(({ text }) => !/[▁-█`]|<t:/.test(text), all);
  });

  test('no line is empty or has more lines in it; the first has no instant and no code', () => {
    each((said) => said.lines.every((line) => line.trim() !== '' && !line.includes('\n')), all);
    each((said) => !/<t:|`/.test(said.lines[0] ?? ''), all);
  });

  test('nothing that was typed mentions anyone, or passes for an instant', () => {
    each((said) => !/@(?!leakops\b)|<!|<@|:R>/.test(linesOf(said) + said.text), all);
  });

  test('code marks come in pairs, and hold bars or the command', () => {
    each((said) => said.lines.every((line) => (line.match(/`/g) ?? []).length % 2 === 0), all);
  });

  test('sparklines are of the known glyphs, at most 24', () => {
    let seen = 0;
    each((said) => {
      const bars = linesOf(said).match(/`[^`]*[▁-█·][^`]*`/g) ?? [];
      seen += bars.length;
      return bars.every((code) => /^`[▁▂▃▄▅▆▇█·TKR]{1,24}`$/.test(code));
    }, all);
    expect(seen).toBeGreaterThan(1_000);
  });

  test('no exclamation mark, no NaN, no undefined, no null, no doubled stop', () => {
    each((said) => !/NaN|undefined|null|Infinity|\.\.|….\s?\./.test(linesOf(said) + said.text), all);
    each((said, run) => run.owner.name.includes('!') || !linesOf(said).includes('!'), all);
  });

  test('numbers with a unit have a no-break space before it, and no measured number lacks it', () => {
    each((said) => !/\d (?:%|MiB|s|m|h)(?![\p{L}\d-])/u.test(said.text.replaceAll('9', '')), all);
    each((said) => !/\d(?:%|MiB|ms|points)/.test(said.text), all);
  });

  test('words are plain: how a screen breaks them is the business of each chat', () => {
    each((said) => !/\u2060|\u00a0✓/.test(linesOf(said) + said.text), all);
  });

  test('no line begins small, but with a name', () => {
    each((said) => said.lines.every((line) => !/^(?:no forecast|kill |a kill|from )/.test(line)), all);
  });

  test('one coloured button at most, five buttons, labels of at most 34 characters', () => {
    each(({ actions }) => actions.filter(({ style }) => style !== 'default').length <= 1, all);
    each(({ actions }) => actions.length <= 5 && actions.every(({ label }) => length(label) <= 34), all);
  });

  test('buttons know their run, only the report is a link', () => {
    each(
      ({ actions }, run) =>
        actions.every(
          ({ id, value, url }) =>
            (id === 'value' ? value === 'flag 1000' : value === run.id) &&
            (url !== null) === (id === 'report'),
        ),
      all,
    );
  });

  test('one emoji at most, and first', () => {
    each((said) => !/\p{Extended_Pictographic}/u.test(said.lines.slice(1).join('')), all);
  });

  test('never a ✓ beside what is unknown or not seen', () => {
    each((said) => !/(?:unknown|not seen|not put back|not compared)[^·.,]*✓/.test(linesOf(said)), all);
  });

  test('nothing is said to be off before it was seen off', () => {
    each(
      (said, run) =>
        run.flag.seenOffAt !== null || !/flag (?:seen off|off)\b(?! by itself)/i.test(said.lines[0] ?? ''),
      all,
    );
    each((said) => !/will/.test(said.text), all);
  });
});

describe('cards', () => {
  test('at most six lines, none over 48 visible characters; the final line at most 100', () => {
    each((said) => said.lines.length <= 6, cards);
    each(
      (said, run) => said.lines.slice(run.state === 'ended' ? 1 : 0).every((line) => visible(line) <= 48),
      cards,
    );
    each((said) => visible(said.lines[0] ?? '') <= 100, cards);
  });

  test('ended ones have no buttons of a run', () => {
    const ofARun = ['stop', 'trip', 'extend', 'users', 'details', 'value', 'confirm', 'cancel'];
    each(
      ({ actions }, run) => run.state !== 'ended' || actions.every(({ id }) => !ofARun.includes(id)),
      cards,
    );
  });

  test('every final state has its own words', () => {
    const words: Record<string, RegExp> = {
      averted: /^(✅|🔧) Averted/,
      'oom-killed': /^💥 OOM-killed/,
      levelled: /^(➖|🔧) Levelled/,
      completed: /^(🏁|🔧) Completed/,
      stopped: /^(⏹️|🔧) Stopped/,
      aborted: /^(🚫|🔧) Aborted/,
      'lost-sight': /^(❔|🔧) Lost sight/,
    };
    for (const run of runs)
      if (run.state === 'ended') expect(finalLine(run)).toMatch(words[run.outcome] ?? /never/);
  });

  test('without readings memory is unknown, never 0', () => {
    each((said, run) => run.readings.length > 0 || !/\b0\s?%|\b0\.0/.test(said.lines.join(' ')), cards);
  });
});

describe('posts', () => {
  test('at most three lines, plan and report five', () => {
    const most = (said: Said) => (said.kind === 'plan' || said.kind === 'report' ? 5 : 3);
    each((said) => said.lines.length <= (wasAway(said) ? 14 : most(said)), threads);
  });

  test('a report without a public address has no link', () => {
    for (const run of runs) {
      if (run.state !== 'ended') continue;
      expect(
        reportPost(run, nowAt, { publicUrl: null, chartUrl: null }).actions.every(({ url }) => url === null),
      ).toBe(true);
    }
  });

  test('the picture has words that name peak and outcome', () => {
    for (const run of runs) {
      if (run.state !== 'ended') continue;
      const [file] = reportPost(run, nowAt, links).files;
      expect(file?.alt).toContain(run.growingAt === null ? 'before the growth' : 'peak');
      expect(file?.alt).toContain(run.outcome);
    }
  });

  test('only what needs a person mentions, and only the owner', () => {
    each(({ mention }, run) => mention === null || mention === run.owner.id, all);
    each(({ kind, mention }) => kind === 'milestone' || mention === null, all);
    each((said) => !said.broadcast || wasAway(said) || /^(🔥|💥)/u.test(said.lines[0] ?? ''), all);
  });
});
