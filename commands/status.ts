import { nothingLive, severalAnswer, statusAnswer } from '../src/voice/answer-status.ts';
import { defineVerb, freely } from './handling/verb.ts';
import { lastEnded, whoseRun } from './handling/whose-run.ts';

export const status = defineVerb({
  name: 'status',
  summary: 'says what is so now, and where the card stands',
  options: [],
  examples: ['status'],
  refusal: 'Not done',
  operatorsOnly: false,
  plan(_values, scene) {
    const from = { now: scene.now, here: scene, publicUrl: scene.settings.publicUrl };
    return freely(() => {
      const whose = whoseRun(scene);
      if (whose.kind === 'several') return severalAnswer(whose.runs, from);
      if (whose.kind === 'none') return nothingLive(lastEnded(scene), scene.now);
      return statusAnswer(whose.run, from);
    });
  },
});
