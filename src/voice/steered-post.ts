import type { Said } from '../ports.ts';
import type { Run, RunEvent } from '../run/run.ts';
import { compose } from './compose.ts';
import { eventWords } from './timeline.ts';
import { nameOf } from './typed.ts';

/** Who steered a live run: `Ana: breaker off.`, `Ben: flag 2000 → 500.` One silent line, for its thread. */
export function steeredPost(run: Run, event: RunEvent, _now: number): Said {
  return compose({
    kind: 'milestone',
    level: 'default',
    lines: [`${nameOf(event.by)}: ${eventWords(run, event)}.`],
  });
}
