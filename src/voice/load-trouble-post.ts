import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { compose } from './compose.ts';
import { outsideWords } from './typed.ts';

/** The load generator does not do as it is told. The run goes on: flag and breaker do not need it. */
export function loadTroublePost(run: Run, _now: number): Said {
  const why = run.load.failureWhy === null ? 'no reason known' : outsideWords(run.load.failureWhy, 70);
  const tried = run.load.failures === 1 ? 'Tried once.' : `Tried ${run.load.failures} times.`;
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⚠️ Load not ${wanted(run)}: ${why}.`,
      `${tried} Flag and breaker work without it. The run goes on.`,
    ],
  });
}

function wanted(run: Run): string {
  return run.state === 'preparing' || run.state === 'growing' ? `at ${run.users} users` : 'put back';
}
