import { usersCount } from '../src/voice/number.ts';
import { giveOrder } from './handling/order.ts';
import { forSteerableRun } from './handling/steering.ts';
import { defineVerb, freely } from './handling/verb.ts';

export const load = defineVerb({
  name: 'load',
  summary: 'changes the users of the live run; fewer at once, more is asked again',
  options: [
    {
      name: 'users',
      type: 'integer',
      keyword: null,
      required: true,
      description: 'users of the load generator',
      min: 1,
      max: 500,
      words: [],
      example: 25,
      zeroWord: null,
      meant: { words: ['off', 'stop', 'none'], command: 'stop' },
    },
  ],
  examples: ['load 10'],
  refusal: 'Not done',
  operatorsOnly: false,
  plan({ users }, scene) {
    return forSteerableRun(scene, 'Not done', (run) => {
      const act = () => giveOrder(scene, run.id, { kind: 'load', users });
      if (users <= run.users) return freely(act);
      const question = {
        asks: `Raise the load of ${run.id} from ${run.users} to ${usersCount(users)}?`,
        effect: ['More orders a minute: the memory grows faster, and bursts meet more often.'],
        label: `Load ${usersCount(users)}`,
        style: 'primary' as const,
      };
      return { kind: 'act', risk: { run: run.id, lateMatters: true, question }, act };
    });
  },
});
