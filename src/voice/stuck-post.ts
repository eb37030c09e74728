import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { compose, type Line } from './compose.ts';
import { eventName, flagFailure } from './decision-words.ts';
import { duration } from './number.ts';
import { leaseEnd } from './trip-post.ts';
import { outsideWords } from './typed.ts';

/** The flag cannot be seen off: what answers, how often it was tried, when the lease ends it. Shown in the channel. */
export function stuckPost(run: Run, now: number): Said {
  const { decision } = run;
  const since = decision === null ? '' : `, ${duration(now - decision.at)} after ${eventName(decision)}`;
  const { serving } = run.flag;
  const state =
    serving === null || serving.off
      ? 'not seen off'
      : `still served as ${outsideWords(String(serving.value), 12)}`;
  const tried =
    run.flag.failures === 0
      ? ''
      : `Tried ${run.flag.failures === 1 ? 'once' : `${run.flag.failures} times`}.`;
  return compose({
    kind: 'milestone',
    level: 'error',
    lines: [
      `🔥 Flag ${state}${since}: ${flagFailure(run, 36) ?? 'no answer says why'}.`,
      sooner(leaseEnd(run, now, tried)),
    ],
    mention: run.owner.id,
    broadcast: true,
  });
}

function sooner(line: Line): Line {
  const add = (words: string) => `${words.trim()} Sooner: see the runbook.`;
  if (typeof line === 'string') return add(line);
  return { shown: add(line.shown), spoken: line.spoken === null ? null : add(line.spoken) };
}
