import { refusal } from '../src/voice/answer-refusal.ts';
import { instant } from '../src/voice/instant.ts';
import { duration } from '../src/voice/number.ts';
import { typedDuration } from './grammar/duration.ts';
import { giveOrder } from './handling/order.ts';
import { forSteerableRun } from './handling/steering.ts';
import { defineVerb, refused } from './handling/verb.ts';

const minuteMs = 60_000;

export const extend = defineVerb({
  name: 'extend',
  summary: 'lets the live run last longer',
  options: [
    {
      name: 'time',
      type: 'duration',
      keyword: null,
      required: true,
      description: 'how much longer, never beyond LEAKOPS_MAX_DURATION from the start',
      minMs: minuteMs,
      maxMs: 240 * minuteMs,
      exampleMs: 10 * minuteMs,
    },
  ],
  examples: ['extend 10m'],
  refusal: 'Not extended',
  operatorsOnly: true,
  plan({ time }, scene) {
    return forSteerableRun(scene, 'Not extended', (run) => {
      const leftMs = Math.floor((run.startedAt + run.maxDurationMs - run.endsAt) / minuteMs) * minuteMs;
      const longest = `${typedDuration(run.maxDurationMs)} from the start (LEAKOPS_MAX_DURATION)`;
      if (leftMs < minuteMs) {
        const what = `Not extended: ${run.id} has all of ${longest}`;
        return refused(refusal({ what, command: 'status' }));
      }
      if (time > leftMs) {
        const what = `Not extended: ${typedDuration(time)}, must be 1m–${typedDuration(leftMs)} now`;
        const command = `extend ${typedDuration(leftMs)}`;
        return refused(refusal({ what, more: `At most ${longest}`, command }), command);
      }
      const question = {
        asks: `Extend ${run.id} by ${duration(time)}?`,
        effect: [`It then ends by ${instant(run.endsAt + time)} instead of ${instant(run.endsAt)}.`],
        label: `Extend ${duration(time)}`,
        style: 'primary' as const,
      };
      return {
        kind: 'act',
        risk: { run: run.id, lateMatters: true, question },
        act: () => giveOrder(scene, run.id, { kind: 'extend', byMs: time }),
      };
    });
  },
});
