import { giveOrder } from './handling/order.ts';
import { preflightStopped } from './handling/preflight.ts';
import { defineVerb, freely } from './handling/verb.ts';
import { forLiveRun, whoseRun } from './handling/whose-run.ts';

export const stop = defineVerb({
  name: 'stop',
  summary: 'ends the run or its preflight: flag off, load back; anyone may',
  options: [],
  examples: ['stop'],
  refusal: 'Not stopped',
  operatorsOnly: false,
  plan(_values, scene) {
    if (whoseRun(scene).kind === 'none') return freely(() => preflightStopped(scene, 'Not stopped'));
    return forLiveRun(scene, 'Not stopped', 'stop', (run) =>
      freely(() => giveOrder(scene, run.id, { kind: 'stop' })),
    );
  },
});
