/**
 * A run that an earlier version saved, as this one knows it. A bot that is replaced by a newer one while its run lives
 * must take it up: a field that is missing would stop the step that turns the flag off.
 */
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
} satisfies Partial<Run>;

/** @param kept as parsed; that it is a run at all is the caller's to have checked */
export function upgradedRun(kept: object, readings: Run['readings']): Run {
  const run = { ...since, ...kept, readings, eyes: freshEyes(0, 0) } as unknown as Run;
  return { ...run, flag: { ...run.flag, again: run.flag.again ?? null } };
}
