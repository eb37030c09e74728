/** Bugs in what a run makes of what it sees and hears. */
import type { Mutant } from './mutant.ts';

export const seenMutants: readonly Mutant[] = [
  {
    name: 'seen off by any off',
    patches: [
      {
        file: 'src/run/see-served.ts',
        from: 'if (ours ? !byNumber && !byLease : !goneForGood) return;',
        to: '',
      },
    ],
    breaks: 'rule 9: seen off needs the number of an off write, or the id gone',
    tests: ['test/attack/looks.test.ts'],
  },
  {
    name: 'a lease that is over is a person',
    patches: [
      {
        file: 'src/run/see-served.ts',
        from: "served.reason !== 'DISABLED' && flag.leaseStands && leaseIsOver(served, moment)",
        to: "served.reason === 'DISABLED' && flag.leaseStands && leaseIsOver(served, moment)",
      },
    ],
    breaks: 'rule 8: a lease that has expired is a trip with reason lease',
    tests: ['test/src/run/lease.test.ts'],
  },
  {
    name: 'armed unseen',
    patches: [
      {
        file: 'src/run/see-served.ts',
        from: "if (seen && arming.step === 'live' && served.value === flag.value) {",
        to: "if (arming.step === 'live') {",
      },
    ],
    breaks: 'rule 6: the live deadline must be seen to serve the value',
    tests: ['test/src/run/lease.test.ts'],
  },
  {
    name: 'a first step that serves the value',
    patches: [
      {
        file: 'src/run/see-served.ts',
        from: "if (seen && arming.step === 'probe') {\n    if (!served.off) {",
        to: "if (seen && arming.step === 'probe') {\n    if (served.off === null) {",
      },
    ],
    breaks: 'rule 6: a server that serves the value in the first step is refused',
    tests: ['test/src/run/lease.test.ts'],
  },
  {
    name: 'gone at once',
    patches: [
      { file: 'src/run/see-flag.ts', from: 'const goneGraceMs = 2_000;', to: 'const goneGraceMs = 0;' },
    ],
    breaks: 'rule 13: flagd-ui answers before it stores, gone must last',
    tests: ['test/attack/looks.test.ts'],
  },
  {
    name: 'a late write after the undo',
    patches: [
      { file: 'src/run/see-flag.ts', from: "flag.undo = 'not-yet';\n    flag.idGone = false;", to: '' },
    ],
    breaks: 'rule 9: a late write of ours after the undo is undone again',
    tests: ['test/src/run/off.test.ts', 'test/attack/effects.test.ts'],
  },
  {
    name: 'an unsaved off is an edit',
    patches: [
      {
        file: 'src/run/see-flag.ts',
        from: 'return takeUnsavedOff(draft, current, moment) ?? found;',
        to: 'return found;',
      },
    ],
    breaks: 'rule 26: an off that was sent and not saved is known by its reason',
    tests: ['test/src/run/crash.test.ts'],
  },
  {
    name: 'only the last count is ours',
    patches: [
      {
        file: 'src/run/see-load.ts',
        from: 'if (sentUsers.includes(state.users)) return true;',
        to: 'if (sentUsers.at(-1) === state.users) return true;',
      },
    ],
    breaks: 'rule 15: ours is any count sent in this run',
    tests: ['test/attack/looks.test.ts'],
  },
  {
    name: 'a first look is a person',
    patches: [
      { file: 'src/run/see-load.ts', from: 'const foreignForMs = 3_000;', to: 'const foreignForMs = 0;' },
    ],
    breaks: "rule 15: Locust's cached count is nobody's",
    tests: ['test/attack/looks.test.ts'],
  },
  {
    name: 'a restart during growth',
    patches: [
      {
        file: 'src/run/obey.ts',
        from: "if (draft.state !== 'recovering') {\n    return refused(`No restart",
        to: "if (draft.state === 'ended') {\n    return refused(`No restart",
      },
    ],
    breaks: 'rule 29: restart during growth is refused',
    tests: ['test/src/run/orders.test.ts'],
  },
  {
    name: 'raised blindly',
    patches: [
      {
        file: 'src/run/obey.ts',
        from: 'if (value > flag.value && !isFresh(draft, moment)) {',
        to: 'if (value > flag.value && draft.limitBytes < 0) {',
      },
    ],
    breaks: 'rule 7: the flag is not raised without a fresh reading',
    tests: ['test/src/run/orders.test.ts'],
  },
  {
    name: 'two runs',
    patches: [
      {
        file: 'src/run/live-desk.ts',
        from: 'if (holding !== undefined && !request.dry)',
        to: 'if (holding !== undefined && request.dry)',
      },
    ],
    breaks: 'promise 7: one run a world',
    tests: ['test/src/run/before-the-start.test.ts'],
  },
  {
    name: 'a kill is no end',
    patches: [
      {
        file: 'src/run/see-readings.ts',
        from: "if (draft.state === 'growing' && draft.breaker.state !== 'off') {\n    decided(",
        to: "if (draft.state === 'preparing' && draft.breaker.state !== 'off') {\n    decided(",
      },
    ],
    breaks: 'rule 22: a kill that came before any trip turns the flag off at once',
    tests: ['test/src/run/readings.test.ts'],
  },
  {
    name: 'a kill is forgotten',
    patches: [{ file: 'src/run/outcome.ts', from: "if (kills.length > 0) return 'oom-killed';", to: '' }],
    breaks: 'rule 22: a kill comes before all else',
    tests: ['test/src/run/readings.test.ts'],
  },
  {
    name: 'no memory of sent reports',
    patches: [
      {
        file: 'src/run/see-talk.ts',
        from: 'if (seen.cardPosted !== undefined) draft.thread = seen.cardPosted;',
        to: '',
      },
    ],
    breaks: 'promise 2: the bot finds its thread and its card again',
    tests: ['test/src/run/main-job.test.ts', 'test/src/run/crash.test.ts'],
  },
];
