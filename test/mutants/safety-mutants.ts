/** Bugs in what is seen of the target, and when the flag must go off. */
import type { Mutant } from './mutant.ts';

export const safetyMutants: readonly Mutant[] = [
  {
    name: 'the threshold does nothing',
    patches: [
      {
        file: 'src/safety/breaker.ts',
        from: 'if (facts.readingIsNew && percent > breaker.thresholdPercent) {',
        to: 'if (facts.readingIsNew && percent > breaker.thresholdPercent + 10) {',
      },
    ],
    breaks: 'promise 1: a reading over the threshold turns the flag off',
    tests: ['test/src/safety/breaker.test.ts'],
  },
  {
    name: 'at the threshold',
    patches: [
      {
        file: 'src/safety/breaker.ts',
        from: 'if (facts.readingIsNew && percent > breaker.thresholdPercent) {',
        to: 'if (facts.readingIsNew && percent >= breaker.thresholdPercent) {',
      },
    ],
    breaks: 'rule 21: strictly above',
    tests: ['test/src/safety/breaker.test.ts'],
  },
  {
    name: 'off is armed',
    patches: [
      {
        file: 'src/safety/breaker.ts',
        from: "if (breaker.state === 'armed' && reading !== null) {",
        to: 'if (reading !== null) {',
      },
    ],
    breaks: 'rule 21: breaker off switches the threshold off',
    tests: ['test/src/safety/breaker.test.ts'],
  },
  {
    name: 'blind is healthy',
    patches: [
      {
        file: 'src/safety/breaker.ts',
        from: 'if (blindMs >= facts.blindAfterMs && !facts.restartKnown) {',
        to: 'if (blindMs >= facts.blindAfterMs * 9 && !facts.restartKnown) {',
      },
    ],
    breaks: 'promise 3: no fresh reading for the set time trips the breaker',
    tests: ['test/src/safety/breaker.test.ts'],
  },
  {
    name: 'a restart is blindness',
    patches: [
      {
        file: 'src/safety/breaker.ts',
        from: 'if (blindMs >= facts.blindAfterMs && !facts.restartKnown) {',
        to: 'if (blindMs >= facts.blindAfterMs) {',
      },
    ],
    breaks: 'rule 18: a restart known from the pod is not blindness',
    tests: ['test/src/safety/breaker.test.ts'],
  },
  {
    name: 'a near kill is nothing',
    patches: [
      { file: 'src/safety/breaker.ts', from: 'if (leftMs < facts.timeToStopMs) {', to: 'if (leftMs < 0) {' },
    ],
    breaks: 'promise 4: it trips when the forecast kill is nearer than it takes to stop',
    tests: ['test/src/safety/breaker.test.ts'],
  },
  {
    name: 'the same reading is new',
    patches: [
      {
        file: 'src/run/see-readings.ts',
        from: 'const isLater = reading !== undefined && reading.at > before.at;',
        to: 'const isLater = reading !== undefined;',
      },
    ],
    breaks: 'rule 18: equal dates are one reading; promise 3',
    tests: ['test/src/run/readings.test.ts', 'test/attack/sight.test.ts'],
  },
  {
    name: 'out of order',
    patches: [
      {
        file: 'src/run/see-readings.ts',
        from: 'return known === undefined || reading.at > known.at;',
        to: 'return known === undefined || reading.at !== known.at;',
      },
    ],
    breaks: 'rule 18: an older date is no reading',
    tests: ['test/src/run/readings.test.ts', 'test/attack/sight.test.ts'],
  },
  {
    name: 'no pod, no blindness',
    patches: [
      {
        file: 'src/run/see-readings.ts',
        from: 'draft.restartKnown = pods.length > 0 && awaited.length === 0;',
        to: 'draft.restartKnown = awaited.length === 0;',
      },
    ],
    breaks: 'promise 3: a missing pod is unknown',
    tests: ['test/src/run/readings.test.ts', 'test/attack/sight.test.ts'],
  },
  {
    name: 'fresh for ever',
    patches: [
      {
        file: 'src/run/see-readings.ts',
        from: 'return draft.eyes.freshSeen && readingAgeMs(draft, moment) < draft.blindAfterMs;',
        to: 'return draft.eyes.freshSeen || moment.mono > 0;',
      },
    ],
    breaks: 'rule 7: renewed only with a fresh reading seen by this process',
    tests: ['test/src/run/crash.test.ts', 'test/src/run/lease.test.ts'],
  },
  {
    name: 'low is recovered',
    patches: [
      {
        file: 'src/run/recovery.ts',
        from: 'const low = lately.every((reading) => percentOfLimit(reading.usedBytes, facts.limitBytes) <= bound);',
        to: 'const low = lately.length > 0 && bound > 0;',
      },
    ],
    breaks: 'promise 6: off is not recovered',
    tests: ['test/src/run/main-job.test.ts'],
  },
  {
    name: "the bot's own clock",
    patches: [
      {
        file: 'src/safety/flagd-clock.ts',
        from: 'return { offsets: [...clock.offsets, serverAt - receivedMono].slice(-samplesKept) };',
        to: 'return { offsets: [...clock.offsets, clock.offsets[0] ?? serverAt - receivedMono].slice(-samplesKept) };',
      },
    ],
    breaks: "rule 6: the deadline is on flagd's clock, measured anew with each answer",
    tests: ['test/src/run/lease.test.ts', 'test/attack/lease.test.ts'],
  },
  {
    name: 'a clock that is ahead',
    patches: [
      {
        file: 'src/safety/flagd-clock.ts',
        from: '.slice(-samplesKept) };',
        to: '.slice(-samplesKept).map((offset) => offset + 300) };',
      },
    ],
    breaks: 'promise 2: a deadline comes a little early rather than late',
    tests: ['test/src/run/lease.test.ts', 'test/attack/lease.test.ts'],
  },
];
