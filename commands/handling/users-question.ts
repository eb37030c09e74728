/** "Users…": two concrete numbers to choose from, half and double. */
import { usersAnswer } from '../../src/voice/answer-details.ts';
import { forSteerableRun } from './steering.ts';
import { freely, type Scene, type Step } from './verb.ts';

const mostUsers = 500;

export function usersQuestion(scene: Scene): Step {
  return forSteerableRun(scene, 'Not done', (run) => {
    const fewer = Math.floor(run.users / 2);
    const more = Math.min(mostUsers, run.users * 2);
    return freely(() => usersAnswer(run, fewer >= 1 ? fewer : null, more > run.users ? more : null));
  });
}
