/** Bugs in what is written into the flag, whose it is, and what is put back. */
import type { Mutant } from './mutant.ts';

export const flagMutants: readonly Mutant[] = [
  {
    name: 'first deadline 0',
    patches: [
      {
        file: 'src/flag/lease.ts',
        from: 'export const expiredDeadlineSeconds = 1;',
        to: 'export const expiredDeadlineSeconds = 0;',
      },
    ],
    breaks: 'rule 6: a server without the time passes 0 as false',
    tests: ['test/src/run/lease.test.ts', 'test/attack/lease.test.ts'],
  },
  {
    name: 'an off that names the value',
    patches: [
      {
        file: 'src/flag/lease.ts',
        from: "kind === 'off' ? names.offVariant : names.variant, names.offVariant]",
        to: 'names.variant, names.offVariant]',
      },
    ],
    breaks: 'rule 9: an off is off on a server that does not know the time, too',
    tests: ['test/src/run/off.test.ts', 'test/src/run/lease.test.ts'],
  },
  {
    name: 'no deadline in the metadata',
    patches: [
      {
        file: 'src/flag/lease.ts',
        from: '...(sent.deadlineSeconds === null ? {} : { [mark.deadline]: sent.deadlineSeconds }),',
        to: '',
      },
    ],
    breaks: 'rule 7: the deadline is the one served',
    tests: ['test/src/run/lease.test.ts'],
  },
  {
    name: 'no reason in an off',
    patches: [
      {
        file: 'src/flag/lease.ts',
        from: '...(sent.reason === null ? {} : { [mark.reason]: sent.reason }),',
        to: '',
      },
    ],
    breaks: 'rule 26: a decision that was not saved is known by the reason in the flag',
    tests: ['test/src/run/crash.test.ts'],
  },
  {
    name: 'any run is ours',
    patches: [
      {
        file: 'src/flag/lease.ts',
        from: 'return found !== null && found.run === owner.run && found.bot === owner.bot;',
        to: 'return found !== null && found.run === owner.run;',
      },
    ],
    breaks: 'rule 1: the run of another bot with the same number is not ours',
    tests: [
      'test/src/run/before-the-start.test.ts',
      'test/src/flag/undo.test.ts',
      'test/src/run/edits.test.ts',
    ],
  },
  {
    name: 'undo unlooked',
    patches: [
      {
        file: 'src/flag/undo.ts',
        from: "if (evaluation.kind === 'value' && evaluation.off) return { kind: 'undone', definition: undone };",
        to: "if (evaluation.kind === 'value') return { kind: 'undone', definition: undone };",
      },
    ],
    breaks: 'rule 14: the result is checked before it is sent; undo never turns a leak on',
    tests: ['test/src/flag/undo.test.ts'],
  },
  {
    name: 'undo over a default of theirs',
    patches: [
      {
        file: 'src/flag/undo.ts',
        from: 'if (current.defaultVariant === names.offVariant) restore(',
        to: 'restore(',
      },
    ],
    breaks: 'promise 5: only what still holds our value goes back',
    tests: ['test/src/flag/undo.test.ts'],
  },
  {
    name: 'undo of a rule of theirs',
    patches: [
      {
        file: 'src/flag/undo.ts',
        from: 'if (isOurTargeting(current.targeting, own)) restore(',
        to: 'restore(',
      },
    ],
    breaks: 'promise 5: a rule that a person wrote stays',
    tests: ['test/src/flag/undo.test.ts'],
  },
  {
    name: 'marks left',
    patches: [{ file: 'src/flag/three-way.ts', from: 'delete metadata[key];', to: '' }],
    breaks: 'rule 14: our id goes with the undo',
    tests: ['test/src/flag/undo.test.ts'],
  },
  {
    name: 'a variant that is named',
    patches: [
      {
        file: 'src/flag/three-way.ts',
        from: 'if (!mentions(result.targeting, name)) delete result.variants[name];',
        to: 'delete result.variants[name];',
      },
    ],
    breaks: 'rule 14: the variant goes only when nothing names it any more',
    tests: ['test/src/flag/undo.test.ts'],
  },
  {
    name: 'their variant taken away',
    patches: [
      {
        file: 'src/flag/undo.ts',
        from: 'if (values.some((value) => value === current.variants[name])) dropVariant(',
        to: 'dropVariant(',
      },
    ],
    breaks: 'promise 5: a value that a person put into our variant stays',
    tests: ['test/src/flag/undo.test.ts'],
  },
  {
    name: 'DISABLED is no off',
    patches: [
      {
        file: 'src/flag/whose.ts',
        from: "if (current.state === 'DISABLED') return 'state set to DISABLED';",
        to: '',
      },
    ],
    breaks: "rule 12: a person's off ends the run",
    tests: ['test/attack/silent-ofrep.test.ts'],
  },
  {
    name: 'a toggle is no off',
    patches: [
      {
        file: 'src/flag/whose.ts',
        from: 'if (branches !== null && isOff(branches[1]))',
        to: 'if (branches !== null && isOff(branches[2]) && isOff(branches[1]) && isOff(branches[0]))',
      },
    ],
    breaks: 'rule 12: the first branch of the targeting set to off ends the run',
    tests: ['test/attack/silent-ofrep.test.ts'],
  },
  {
    name: 'residue taken as it was',
    patches: [
      {
        file: 'src/flag/residue.ts',
        from: 'for (const key of Object.values(mark)) delete metadata[key];',
        to: '',
      },
    ],
    breaks: 'rule 9: what an ended run left is put back, never taken as the earlier state',
    tests: ['test/src/run/before-the-start.test.ts'],
  },
];
