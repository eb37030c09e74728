import { endingStep } from './handling/ending.ts';
import { stopPreflight } from './handling/preflight.ts';
import { defineVerb } from './handling/verb.ts';

export const stop = defineVerb({
  name: 'stop',
  summary: 'ends the run or its preflight: flag off, load back; anyone may',
  options: [],
  examples: ['stop'],
  refusal: 'Not stopped',
  safer: [],
  operatorsOnly: false,
  plan(_values, scene) {
    return endingStep(
      scene,
      { order: { kind: 'stop' }, refusal: 'Not stopped', command: 'stop', button: 'stop' },
      (over) => stopPreflight(scene, 'Not stopped', over),
    );
  },
});
