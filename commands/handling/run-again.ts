/** "Run again": the same command again, asked first. */
import type { RunId } from '../../src/run/run.ts';
import type { Question } from '../../src/voice/answer-question.ts';
import { refusal } from '../../src/voice/answer-refusal.ts';
import { duration, usersCount } from '../../src/voice/number.ts';
import type { Intent, World } from './intent.ts';
import { refused } from './verb.ts';

export function runAgain(
  named: RunId | null,
  world: Pick<World, 'desk'>,
  intentOf: (text: string) => Intent,
): Intent {
  const run = named === null ? null : world.desk.run(named);
  if (run === null) {
    const what = `Not started: ${named ?? 'the run'} is not known here`;
    const step = refused(refusal({ what, command: 'start gradual' }));
    return { step, command: 'start gradual', refusal: 'Not started', confirmed: false };
  }
  const again = intentOf(run.command);
  if (again.step.kind === 'refused' || again.step.risk === null) return again;
  const own = again.step.risk.question;
  const question: Question =
    own === null
      ? {
          asks: `Run ${run.scenario} again, as ${run.id}?`,
          effect: [
            `Flag ${run.flag.value}, ${usersCount(run.users)}, at most ${duration(run.durationMs)}. Preflight comes first.`,
          ],
          label: 'Run again',
          style: 'primary',
        }
      : { ...own, asks: `Run ${run.scenario} again, as ${run.id}? ${own.asks}` };
  return {
    ...again,
    confirmed: false,
    step: { ...again.step, risk: { ...again.step.risk, run: null, question } },
  };
}
