/** What is so now: the card's lines anew, for one person, and where the card stands. */
import type { Said } from '../ports.ts';
import type { Ended, Run } from '../run/run.ts';
import { answer, copy, linkTo } from './answer.ts';
import { briefly, type Here, unpostedWords, where } from './answer-whose.ts';
import { card } from './card.ts';
import { withoutCardLinks } from './card-link.ts';
import { finalLine } from './final-line.ts';
import { duration } from './number.ts';
import { typed } from './typed.ts';

export interface From {
  /** The bot's clock, ms. */
  now: number;
  here: Here;
  publicUrl: string | null;
}

const mostListed = 9;

/** One run, live or ended. The card's buttons stay on the card: nobody edits an answer when the run is over. */
export function statusAnswer(run: Run, from: From): Said {
  const shown = card(run, from.now, { publicUrl: from.publicUrl });
  const place =
    run.thread === null
      ? `Its card ${unpostedWords(run)}, ${where(run, from.here)}`
      : `Its card is ${where(run, from.here)}`;
  return {
    ...shown,
    kind: 'reply',
    text: `${/[.?…]$/u.test(shown.text) ? shown.text : `${shown.text}.`} ${withoutCardLinks(place)}.`,
    lines: [...shown.lines, place],
    actions: linkTo(run, from.publicUrl, `Open ${run.id}`),
    mention: null,
    broadcast: false,
  };
}

export function severalAnswer(runs: readonly Run[], from: From): Said {
  const more = runs.length > mostListed ? [`and ${runs.length - mostListed} more`] : [];
  const lines = runs
    .slice(0, mostListed)
    .map((run) => `${run.id}: ${briefly(run, from.now)}, ${where(run, from.here)}`);
  return answer([`${runs.length} runs are live`, ...lines, ...more]);
}

/** @param last the newest run that ended; null: none was ever played */
export function nothingLive(last: Ended | null, now: number): Said {
  if (last === null)
    return answer(['No run is live, none was played yet', `Start one: ${copy('start gradual')}`]);
  return answer([
    `No run is live. Last: ${last.id}, ${duration(now - last.endedAt)} ago`,
    finalLine(last),
    `Its report: ${copy(`report ${last.id}`)} · again: ${copy(typed(last.command))}`,
  ]);
}
