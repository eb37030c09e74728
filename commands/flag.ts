import { endingStep } from './handling/ending.ts';
import { giveOrder, outcomeAnswer } from './handling/order.ts';
import { dangerLines, dangerousFlagValue, forSteerableRun } from './handling/steering.ts';
import { defineVerb, freely, type Scene, type Step } from './handling/verb.ts';

export const flag = defineVerb({
  name: 'flag',
  summary: 'changes the flag of the live run; off works without a run, anyone may',
  options: [
    {
      name: 'flagValue',
      type: 'integer',
      keyword: null,
      required: true,
      description: 'what the flag serves; a higher value is asked again',
      min: 1,
      max: 10_000,
      words: ['off'],
      example: 300,
      zeroWord: 'off',
    },
  ],
  examples: ['flag off', 'flag 500'],
  refusal: 'Not done',
  safer: ['off'],
  operatorsOnly: false,
  plan({ flagValue: value }, scene) {
    if (value === 'off') return flagOff(scene);
    return forSteerableRun(scene, 'Not done', (run) => {
      const act = () => giveOrder(scene, run.id, { kind: 'flag', value });
      if (value <= run.flag.value) return freely(act);
      const dangerous = value >= dangerousFlagValue;
      return {
        kind: 'act',
        risk: {
          run: run.id,
          lateMatters: true,
          question: {
            asks: `Raise the flag of ${run.id} from ${run.flag.value} to ${value}?`,
            effect: dangerous ? dangerLines(run, value, scene.now) : [],
            label: `Set flag ${value}`,
            style: dangerous ? 'danger' : 'primary',
          },
        },
        act,
      };
    });
  },
});

/** Rule 29: it ends a live run's leak, and works without a run. */
function flagOff(scene: Scene): Step {
  return endingStep(
    scene,
    { order: { kind: 'flag-off' }, refusal: 'Not done', command: 'flag off', button: 'stop' },
    () =>
      freely(async () => {
        // A start that is being checked would turn it on again.
        scene.desk.stopPreflight(scene.user);
        return outcomeAnswer(await scene.desk.flagOff(scene.user));
      }),
  );
}
