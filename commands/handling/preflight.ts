/** A preflight holds the world before there is a run: a stop ends it. */
import type { Said } from '../../src/ports.ts';
import { answer, copy } from '../../src/voice/answer.ts';
import { noRun } from '../../src/voice/answer-whose.ts';
import type { Scene } from './verb.ts';

/** Stops the preflight that is on; without one says that nothing is. */
export function preflightStopped(scene: Scene, refusalWord: string): Said {
  if (!scene.desk.stopPreflight(scene.user)) return noRun(refusalWord);
  return answer(['Preflight stopped: no run was made', `What is so: ${copy('status')}`], {
    level: 'success',
  });
}
