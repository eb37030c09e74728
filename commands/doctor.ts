import { doctorAnswer } from '../src/voice/answer-findings.ts';
import { defineVerb, freely } from './handling/verb.ts';

export const doctor = defineVerb({
  name: 'doctor',
  summary: 'checks what a run needs and says what to do about what is wrong',
  options: [],
  examples: ['doctor'],
  refusal: 'Not done',
  operatorsOnly: false,
  plan: (_values, scene) => freely(async () => doctorAnswer(await scene.desk.doctor(), scene.now)),
});
