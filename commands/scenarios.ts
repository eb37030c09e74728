import { scenariosAnswer } from '../src/voice/answer-scenarios.ts';
import { defineVerb, freely } from './handling/verb.ts';

export const scenarios = defineVerb({
  name: 'scenarios',
  summary: 'lists the scenarios, what the guide expects of each, and the chance of a kill by bursts',
  options: [],
  examples: ['scenarios'],
  refusal: 'Not done',
  operatorsOnly: false,
  plan: (_values, scene) => freely(async () => scenariosAnswer(await scene.desk.present())),
});
