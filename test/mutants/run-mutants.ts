/** Bugs in deciding, performing and saving. */
import type { Mutant } from './mutant.ts';

export const runMutants: readonly Mutant[] = [
  {
    name: 'off waits its turn',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: "if (busy === 'off' || busy === 'undo') return null;",
        to: 'if (busy !== null) return null;',
      },
    ],
    breaks: 'rule 9: an off cuts off a renewal in flight; promise 8',
    tests: ['test/attack/in-flight.test.ts'],
  },
  {
    name: 'renewed blindly',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'if (!isFresh(draft, moment) && !(draft.eyes.freshSeen && knowsOfRestart(draft, moment))) return false;',
        to: '',
      },
    ],
    breaks: 'rule 7: after a restart of the bot not before one fresh reading',
    tests: ['test/src/run/lease.test.ts', 'test/src/run/crash.test.ts'],
  },
  {
    name: 'renewed after the lease',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'return flag.servedDeadlineSeconds - moment.flagdSeconds >= 1;',
        to: 'return true;',
      },
      {
        file: 'src/run/flag-writer.ts',
        from: 'return now !== null && flag.servedDeadlineSeconds !== null && flag.servedDeadlineSeconds - now >= 1;',
        to: 'return true;',
      },
    ],
    breaks: 'rule 7: a second of the old lease must be left',
    tests: ['test/attack/silent-ofrep.test.ts'],
  },
  {
    name: 'a fraction of a second',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'draft.leaseMs === null ? null : Math.floor(moment.flagdSeconds! + draft.leaseMs / 1000);',
        to: 'draft.leaseMs === null ? null : moment.flagdSeconds! + draft.leaseMs / 1000 + 0.5;',
      },
    ],
    breaks: 'rule 6: the deadline is a whole second, rounded down',
    tests: ['test/src/run/lease.test.ts'],
  },
  {
    name: 'twice the lease',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'Math.floor(moment.flagdSeconds! + draft.leaseMs / 1000);',
        to: 'Math.floor(moment.flagdSeconds! + draft.leaseMs / 500);',
      },
    ],
    breaks: 'promise 2: flagd serves off a lease after the bot died',
    tests: ['test/src/run/lease.test.ts'],
  },
  {
    name: 'no first step',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'if (draft.leaseMs === null) return live(draft, moment);',
        to: 'if (draft.pollMs > 0) return live(draft, moment);',
      },
    ],
    breaks: 'rule 6: deadline 1 must be seen to serve off before the live one is sent',
    tests: ['test/src/run/lease.test.ts', 'test/attack/lease.test.ts'],
  },
  {
    name: 'a late write stays',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'if (late) return true;\n  if (flag.seenOffAt === null || (serves && flag.serving!.ours)) return isAgain(draft, moment);',
        to: 'if (flag.seenOffAt === null) return isAgain(draft, moment);',
      },
    ],
    breaks: 'rule 9: a late write of our own is put off again',
    tests: ['test/src/run/off.test.ts', 'test/attack/effects.test.ts'],
  },
  {
    name: 'an off is tried once',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'return moment.at - (flag.lastWriteAt ?? 0) >= waitMs;',
        to: 'return false;',
      },
    ],
    breaks: 'promise 1: retried until seen',
    tests: ['test/src/run/off.test.ts'],
  },
  {
    name: 'undo before seen off',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: "return flag.seenOffAt !== null && flag.sent.length > 0 && !flag.idGone && flag.undo === 'not-yet';",
        to: "return flag.offWrite !== null && flag.sent.length > 0 && !flag.idGone && flag.undo === 'not-yet';",
      },
    ],
    breaks: 'promise 1: off is seen, not merely written, before our rule goes',
    tests: ['test/src/run/off.test.ts', 'test/attack/effects.test.ts'],
  },
  {
    name: 'a deadline forgotten',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: '  flag.latestDeadlineSeconds = Math.max(flag.latestDeadlineSeconds, deadlineSeconds ?? 0);\n  return sent;',
        to: '  return sent;',
      },
    ],
    breaks: 'rule 9: the latest deadline is saved before it is sent',
    tests: ['test/src/run/off.test.ts'],
  },
  {
    name: 'load put back unlooked',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: 'const due = draft.eyes.loadDue && load.sentUsers.length > 0',
        to: 'const due = load.sentUsers.length > 0',
      },
    ],
    breaks: "rule 15: a person's count stays",
    tests: ['test/attack/load.test.ts', 'test/src/run/orders.test.ts'],
  },
  {
    name: 'load before the flag',
    patches: [
      {
        file: 'src/run/wants.ts',
        from: "  if (flag.arming.step !== 'armed') return null;\n  const changed",
        to: '  const changed',
      },
    ],
    breaks: 'rule 6: load comes when the flag was seen on',
    tests: ['test/src/run/lease.test.ts', 'test/attack/load.test.ts'],
  },
  {
    name: 'ends before the watch',
    patches: [
      {
        file: 'src/run/advance.ts',
        from: 'if (moment.at - lastWriteAt < (draft.leaseMs ?? watchWithoutLeaseMs)) return false;',
        to: '',
      },
    ],
    breaks: 'rule 9: the watch lasts one lease after the last write',
    tests: ['test/src/run/off.test.ts', 'test/attack/effects.test.ts'],
  },
  {
    name: 'time is never over',
    patches: [
      {
        file: 'src/run/advance.ts',
        from: 'if (moment.at >= draft.endsAt) {',
        to: 'if (moment.at >= draft.endsAt + draft.maxDurationMs * 10) {',
      },
    ],
    breaks: 'promise 9: a run ends when its time is over',
    tests: [],
  },
  {
    name: 'the last decision stands',
    patches: [
      {
        file: 'src/run/draft.ts',
        from: "if (draft.decision !== null || draft.state === 'ended') return;\n  draft.decision = decision;",
        to: "if (draft.state === 'ended') return;\n  draft.decision = decision;",
      },
    ],
    breaks: 'the first decision stands',
    tests: ['test/src/run/off.test.ts', 'test/src/run/orders.test.ts'],
  },
  {
    name: 'a failed save is nothing',
    patches: [
      {
        file: 'src/run/decide.ts',
        from: 'if (seen.storageFailed !== undefined) seeStorageFailure(',
        to: 'if (seen.storageFailed === "") seeStorageFailure(',
      },
    ],
    breaks: 'rule 27: a failed save while growing is a trip',
    tests: ['test/src/run/crash.test.ts'],
  },
  {
    name: 'acts before it saves',
    patches: [
      {
        file: 'src/run/runner.ts',
        from: 'for (const effect of effects) if (!raisesRisk(effect)) perform(effect);',
        to: 'for (const effect of effects) perform(effect);',
      },
    ],
    breaks: 'the loop: what raises risk is saved before it is sent',
    tests: ['test/src/run/crash.test.ts'],
  },
  {
    name: 'acts without its save',
    patches: [
      {
        file: 'src/run/runner.ts',
        from: 'if (raisesRisk(effect) && (failure === null || actsWithoutSave(effect))) perform(effect);',
        to: 'if (raisesRisk(effect)) perform(effect);',
      },
    ],
    breaks: 'rule 27: nothing that raises risk is sent unsaved',
    tests: ['test/src/run/crash.test.ts'],
  },
  {
    name: 'an off that needs its save',
    patches: [
      {
        file: 'src/run/observation.ts',
        from: "return !(effect.kind === 'flag' && effect.operation === 'off');",
        to: 'return true;',
      },
    ],
    breaks: 'promise 8: the flag goes off whatever the database does',
    tests: ['test/src/run/crash.test.ts', 'test/src/run/off.test.ts'],
  },
  {
    name: 'an overtaken answer counts',
    patches: [{ file: 'src/run/runner.ts', from: 'if (order < heard) return;', to: '' }],
    breaks: 'rule 9: seen off is what was served last',
    tests: ['test/attack/effects.test.ts', 'test/attack/sight.test.ts', 'test/attack/lease.test.ts'],
  },
  {
    name: 'read beside a write',
    patches: [
      {
        file: 'src/run/runner.ts',
        from: 'if (epoch !== flagEpoch) return;\n    step({ definition });',
        to: 'step({ definition });',
      },
    ],
    breaks: "rule 12: the state before a write of ours is nobody's edit",
    tests: ['test/attack/effects.test.ts', 'test/attack/hands.test.ts'],
  },
  {
    name: 'load read beside a change',
    patches: [
      {
        file: 'src/run/runner.ts',
        from: 'if (epoch === epochs.load) step({ load: state });',
        to: 'step({ load: state });',
      },
    ],
    breaks: 'rule 15: a look that a change of ours overtook is no other hand',
    tests: ['test/attack/load.test.ts'],
  },
  {
    name: 'no look before sending',
    patches: [
      {
        file: 'src/run/flag-writer.ts',
        from: "if (effect.operation !== 'off' && (decision !== null || !leaseAllows(effect, parts))) return 'leave';",
        to: "if (effect.operation !== 'off' && !leaseAllows(effect, parts)) return 'leave';",
      },
    ],
    breaks: "rule 9: writes look at the run's decision immediately before sending",
    tests: ['test/src/run/off.test.ts'],
  },
  {
    name: 'written over a person',
    patches: [
      {
        file: 'src/run/own-writes.ts',
        from: "if (sent.kind !== 'off') return 'leave';\n",
        to: "if (sent.kind !== 'off') return ours;\n",
      },
    ],
    breaks: "promise 5: a person's change is never written over",
    tests: ['test/src/run/edits.test.ts'],
  },
  {
    name: 'first write over anything',
    patches: [
      {
        file: 'src/run/own-writes.ts',
        from: "isFirstStep(sent, flag) && sameJson(current, flag.earlier) ? ours : 'leave'",
        to: "isFirstStep(sent, flag) ? ours : 'leave'",
      },
    ],
    breaks: 'rule 2: the first write goes over exactly what was read',
    tests: ['test/src/run/edits.test.ts', 'test/attack/hands.test.ts'],
  },
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
    tests: ['test/src/run/off.test.ts', 'test/src/run/lease.test.ts'],
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
    tests: ['test/attack/effects.test.ts', 'test/src/run/edits.test.ts', 'test/attack/hands.test.ts'],
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
    tests: ['test/attack/load.test.ts', 'test/src/run/orders.test.ts'],
  },
  {
    name: 'a first look is a person',
    patches: [
      { file: 'src/run/see-load.ts', from: 'const foreignForMs = 3_000;', to: 'const foreignForMs = 0;' },
    ],
    breaks: "rule 15: Locust's cached count is nobody's",
    tests: ['test/attack/load.test.ts'],
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
        file: 'src/run/decide.ts',
        from: 'if (seen.cardPosted !== undefined) draft.thread = seen.cardPosted;',
        to: '',
      },
    ],
    breaks: 'promise 2: the bot finds its thread and its card again',
    tests: ['test/src/run/main-job.test.ts', 'test/src/run/crash.test.ts'],
  },
];
