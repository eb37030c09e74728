import { scenariosAnswer } from '../src/voice/answer-scenarios.ts';
import { defineVerb, freely } from './handling/verb.ts';

export const scenarios = defineVerb({
  name: 'scenarios',
  summary: 'lists the scenarios and what the guide expects of each',
  options: [],
  examples: ['scenarios'],
  refusal: 'Not done',
  operatorsOnly: false,
  plan: () => freely(() => scenariosAnswer()),
});
