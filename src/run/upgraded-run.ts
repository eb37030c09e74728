/**
 * A run that an earlier version saved, as this one knows it. A bot that is replaced by a newer one while its run lives
 * must take it up: a field that is missing would stop the step that turns the flag off.
 */
import { wholeReach } from './reach.ts';
import { freshEyes, type Run } from './run.ts';

/** What runs did not have from the first version on, as it is in a run that has seen nothing of it. */
const since = {
  broker: null,
  unseen: null,
  evidence: 'too few readings',
  levelPercent: null,
  signs: [],
  forecasts: [],
  afterOff: null,
  announced: {},
} satisfies Partial<Run>;

/** @param kept as parsed; that it is a run at all is the caller's to have checked */
export function upgradedRun(kept: object, readings: Run['readings']): Run {
  const run = { ...since, ...kept, readings, eyes: freshEyes(0, 0) } as unknown as Run;
  return {
    ...run,
    flag: { ...run.flag, again: run.flag.again ?? null },
    // A run that had ended and said all of it had shown its last card.
    reach: run.reach ?? (isOver(run) ? { ...wholeReach, card: 'final' } : wholeReach),
    outbox: run.outbox.map((post) => ({ ...post, at: post.at ?? null })),
  };
}

function isOver(run: Run): boolean {
  return run.state === 'ended' && run.outbox.length === 0;
}
