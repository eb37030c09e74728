import { historyAnswer } from '../src/voice/answer-history.ts';
import { defineVerb, freely } from './handling/verb.ts';

const shown = 10;

export const history = defineVerb({
  name: 'history',
  summary: 'lists the last ten runs and how they ended',
  options: [],
  examples: ['history'],
  refusal: 'Not done',
  operatorsOnly: false,
  plan(_values, scene) {
    return freely(() => {
      const newest = scene.desk.history(shown);
      // A run from the list has no readings, and its last line names the peak.
      return historyAnswer(
        newest.map((run) => scene.desk.run(run.id) ?? run),
        scene.now,
      );
    });
  },
});
