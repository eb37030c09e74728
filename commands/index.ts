/** All verbs. Text, help and typed commands are made from this list. */
import { breaker } from './breaker.ts';
import { doctor } from './doctor.ts';
import { extend } from './extend.ts';
import { flag } from './flag.ts';
import { within } from './grammar/within.ts';
import type { Verb } from './handling/verb.ts';
import { helpOn } from './help.ts';
import { history } from './history.ts';
import { load } from './load.ts';
import { report } from './report.ts';
import { restart } from './restart.ts';
import { scenarios } from './scenarios.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';

const aboutRuns: readonly Verb[] = [
  start,
  status,
  stop,
  flag,
  load,
  breaker,
  extend,
  scenarios,
  history,
  report,
  doctor,
  restart,
];

export const verbs: readonly Verb[] = [...aboutRuns, helpOn(aboutRuns)];

/** The same where no run may last longer than LEAKOPS_MAX_DURATION. */
export function verbsWithin(maxDurationMs: number): readonly Verb[] {
  const narrowed = aboutRuns.map((verb) => ({ ...verb, options: within(verb.options, maxDurationMs) }));
  return [...narrowed, helpOn(narrowed)];
}
