import { latestReading, utilization } from '../src/run/run.ts';
import { refusal } from '../src/voice/answer-refusal.ts';
import { percent, percentBeside } from '../src/voice/number.ts';
import { endingStep } from './handling/ending.ts';
import { giveOrder } from './handling/order.ts';
import { stopPreflight } from './handling/preflight.ts';
import { dangerLines, forSteerableRun } from './handling/steering.ts';
import { defineVerb, freely, refused, type Scene, type Step } from './handling/verb.ts';
import type { Live } from './handling/whose-run.ts';

export const breaker = defineVerb({
  name: 'breaker',
  summary: 'trips the breaker of the live run, moves its threshold, takes it off or arms it again',
  options: [
    {
      name: 'percent',
      type: 'integer',
      keyword: null,
      required: true,
      description: 'percent of the limit; trip: flag off now; off: no threshold; reset: armed again',
      min: 50,
      max: 99,
      words: ['trip', 'reset', 'off'],
      example: 80,
      zeroWord: null,
    },
  ],
  examples: ['breaker trip', 'breaker 85'],
  refusal: 'Not done',
  safer: ['trip'],
  operatorsOnly: false,
  plan({ percent: action }, scene) {
    if (action === 'trip') return trip(scene);
    return forSteerableRun(scene, 'Not done', (run) => {
      if (action === 'off') return off(run, scene);
      return action === 'reset' ? reset(run, scene) : threshold(run, action, scene);
    });
  },
});

function trip(scene: Scene): Step {
  return endingStep(
    scene,
    { order: { kind: 'trip' }, refusal: 'Not tripped', command: 'breaker trip', button: 'trip' },
    (over) => stopPreflight(scene, 'Not tripped', over),
  );
}

function off(run: Live, scene: Scene): Step {
  if (run.breaker.state === 'off') {
    return refused(
      refusal({ what: `Not done: the breaker of ${run.id} is off already`, command: 'breaker reset' }),
    );
  }
  const question = {
    asks: `Take the breaker of ${run.id} off?`,
    effect: [
      ...dangerLines(run, run.flag.value, scene.now),
      'The flag then stays on over the threshold, until time, stop, lease or blindness.',
    ],
    label: 'Breaker off',
    style: 'danger' as const,
  };
  return {
    kind: 'act',
    risk: { run: run.id, lateMatters: true, question },
    act: () => giveOrder(scene, run.id, { kind: 'breaker-off' }),
  };
}

function reset(run: Live, scene: Scene): Step {
  const { state, thresholdPercent } = run.breaker;
  if (state === 'armed') {
    const what = `Not done: the breaker of ${run.id} is armed at ${percent(thresholdPercent)} already`;
    return refused(refusal({ what, command: 'status' }));
  }
  const question = {
    asks: `Arm the breaker of ${run.id} again at ${percent(thresholdPercent)}?`,
    effect: [
      `Now ${percentNow(run, thresholdPercent)}: over ${percent(thresholdPercent)} the flag goes off at once.`,
    ],
    label: 'Arm breaker',
    style: 'primary' as const,
  };
  return {
    kind: 'act',
    // It makes safer: a late one is asked, not refused.
    risk: { run: run.id, lateMatters: false, question },
    act: () => giveOrder(scene, run.id, { kind: 'breaker-reset' }),
  };
}

function threshold(run: Live, thresholdPercent: number, scene: Scene): Step {
  const reading = latestReading(run);
  const present = reading === null ? null : utilization(run, reading.usedBytes);
  if (present !== null && thresholdPercent < present) {
    const next = Math.ceil(present);
    const command = next >= 50 && next <= 99 ? `breaker ${next}` : 'breaker trip';
    const what = `Not done: breaker ${percent(thresholdPercent)} is under the present reading, ${percentBeside(present, thresholdPercent)}`;
    return refused(refusal({ what, more: 'To end the leak now: `/leak breaker trip`', command }), command);
  }
  const act = () => giveOrder(scene, run.id, { kind: 'breaker', thresholdPercent });
  if (run.breaker.state === 'off' || thresholdPercent <= run.breaker.thresholdPercent) return freely(act);
  const question = {
    asks: `Raise the breaker of ${run.id} from ${run.breaker.thresholdPercent} to ${percent(thresholdPercent)}?`,
    effect: [
      `Now ${percentNow(run, thresholdPercent)} of the limit. A higher threshold leaves less time before a kill.`,
    ],
    label: `Breaker ${percent(thresholdPercent)}`,
    style: 'primary' as const,
  };
  return { kind: 'act', risk: { run: run.id, lateMatters: true, question }, act };
}

function percentNow(run: Live, thresholdPercent: number): string {
  const reading = latestReading(run);
  return reading === null ? 'unknown' : percentBeside(utilization(run, reading.usedBytes), thresholdPercent);
}
