/** A preflight holds the world before there is a run: a stop ends it. */
import { answer, copy } from '../../src/voice/answer.ts';
import { runIsOver } from '../../src/voice/answer-late.ts';
import { noRun } from '../../src/voice/answer-whose.ts';
import { freely, type Scene, type Step } from './verb.ts';
import type { Ended } from './whose-run.ts';

/**
 * Stops the preflight that is on; without one says that nothing is.
 * @param over it was said in the thread of this run
 */
export function stopPreflight(scene: Scene, refusalWord: string, over: Ended | null): Step {
  return freely(() => {
    if (scene.desk.stopPreflight(scene.user)) {
      return answer(['Preflight stopped: no run was made', `What is so: ${copy('status')}`], {
        level: 'success',
      });
    }
    return over === null ? noRun(refusalWord) : runIsOver(over, scene.now, scene.settings.publicUrl, []);
  });
}
