import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { compose } from './compose.ts';
import { freshReading, memoryWords } from './memory.ts';
import { nameOf, outsideWords } from './typed.ts';

/** `exit`: how the container ended, null where the pod was replaced. Never for an OOMKilled one (rule 22). */
export function restartSeenPost(
  run: Run,
  now: number,
  exit: { exitCode: number; reason: string } | null,
): Said {
  const name = workloadName(run);
  const how =
    exit === null ? `${name}'s pod was replaced` : `${name} restarted, exit ${exit.exitCode}, ${not(exit)}`;
  const doing = run.restart === null ? "not this leak's doing" : `as ${nameOf(run.restart.by)} asked`;
  return compose({
    kind: 'milestone',
    level: 'info',
    lines: [`🔁 ${how}: ${doing}.`, `Now ${memoryWords(run, freshReading(run, now))}. ${goesOn(run)}`],
  });
}

function not(exit: { exitCode: number; reason: string }): string {
  return exit.exitCode === 137 ? 'not OOMKilled' : outsideWords(exit.reason, 24) || 'reason unknown';
}

function goesOn(run: Run): string {
  return run.state === 'growing' ? 'Growth starts over.' : 'The run goes on.';
}
