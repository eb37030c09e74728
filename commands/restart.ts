import { runIsOver } from '../src/voice/answer-late.ts';
import { refusal } from '../src/voice/answer-refusal.ts';
import { chooseRun } from '../src/voice/answer-whose.ts';
import { typed } from '../src/voice/typed.ts';
import { giveOrder, outcomeAnswer } from './handling/order.ts';
import { defineVerb, refused, type Step } from './handling/verb.ts';
import { lastEnded, liveRuns, whoseRun } from './handling/whose-run.ts';

export const restart = defineVerb({
  name: 'restart',
  summary: 'restarts the target, which frees its memory; refused while it grows',
  options: [],
  examples: ['restart'],
  refusal: 'Not restarted',
  operatorsOnly: true,
  plan(_values, scene) {
    const whose = whoseRun(scene);
    if (whose.kind === 'several') {
      return refused(chooseRun('Not restarted', 'restart', whose.runs, scene.now, scene));
    }
    const pressedLate =
      scene.named !== null && whose.kind === 'ended' && whose.run.recovery !== 'restart-needed';
    if (pressedLate && whose.kind === 'ended') {
      return refused(runIsOver(whose.run, scene.now, scene.settings.publicUrl, liveRuns(scene)));
    }
    // A run that is over does not keep the target: whoever grows on it now does.
    const concerned = whose.kind === 'live' ? [whose.run] : liveRuns(scene);
    const growing = concerned.find((run) => run.state === 'preparing' || run.state === 'growing');
    if (growing !== undefined) {
      const what = `Not restarted: ${growing.id} is ${growing.state}, a restart would hide its leak`;
      return refused(refusal({ what, more: '`/leak stop` ends it, then restart', command: 'stop' }));
    }
    const ordered = concerned[0];
    const act: Extract<Step, { kind: 'act' }>['act'] =
      ordered === undefined
        ? async () => outcomeAnswer(await scene.desk.restartTarget(scene.user))
        : () => giveOrder(scene, ordered.id, { kind: 'restart' });
    const run = ordered ?? (whose.kind === 'ended' ? whose.run : undefined);
    // Without a run of its own it is the present target that is restarted, by the name it had last.
    const workload = run?.world.workload ?? scene.settings.workload ?? lastEnded(scene)?.world.workload;
    const target = workload === undefined ? 'the target' : typed(workload, 20);
    const question = {
      asks: `Restart ${target}?`,
      effect: ['Its pods are replaced one after the other. Orders under way may fail.'],
      label: `Restart ${target}`,
      style: 'primary' as const,
    };
    return { kind: 'act', risk: { run: run?.id ?? null, lateMatters: true, question }, act };
  },
});
