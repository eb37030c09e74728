/** Bugs in what a run wants, and in how it is performed and saved. */
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
    name: 'no look before sending',
    patches: [
      {
        file: 'src/run/flag-writer.ts',
        from: "if (effect.operation !== 'off' && (decision !== null || !leaseAllows(effect, parts))) return 'leave';",
        to: "if (effect.operation !== 'off' && !leaseAllows(effect, parts)) return 'leave';",
      },
    ],
    breaks: "rule 9: writes look at the run's decision immediately before sending",
    tests: ['test/attack/looks.test.ts'],
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
];
