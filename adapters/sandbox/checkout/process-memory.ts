/** The memory of one checkout process, in MiB, advanced a step at a time. */
import { leakMiBPerOrder } from './growth.ts';
import type { Random } from './random.ts';

/** The guide's baseline, reached soon after a start. */
const baseMiB = 8;
const coldMiB = 7.4;
const warmUpTauS = 15;
const drainTauS = 20;
/** 0.4 points of 20 MiB. */
const noiseMiB = 0.08;
const restingGoroutines = 50;
/** About 65 a minute at 300 and 25 users. */
const goroutinesPerMiB = 84;
const keptSamples = 900;

export interface ProcessMemory {
  /** What a start leaves below `baseMiB`; goes to 0. */
  coldMiB: number;
  leakedMiB: number;
  /** What the heap keeps of a leak that ended: drained memory comes to rest here. */
  keptMiB: number;
  noiseMiB: number;
  stuckGoroutines: number;
  /** One a step, the newest last. */
  samples: { at: number; usedBytes: number }[];
}

export interface MemoryStep {
  /** Instant at the end of the step. */
  at: number;
  seconds: number;
  flagValue: number;
  /** Orders expected of this process in the step: growth follows what is expected, so that its times hold. */
  expectedOrders: number;
  leakSpeed: number;
  limitMiB: number | null;
  gomemlimitMiB: number | null;
}

/** `warm`: it has run for long. */
export function newProcessMemory(random: Random, warm: boolean): ProcessMemory {
  return {
    coldMiB: warm ? 0 : baseMiB - coldMiB,
    leakedMiB: 0,
    // 52–55 % of 20 MiB.
    keptMiB: 10.4 + 0.6 * random() - baseMiB,
    noiseMiB: 0,
    stuckGoroutines: 0,
    samples: [],
  };
}

/** Changes `memory`; true when it has reached its limit: the process is to be killed. */
export function stepMemory(memory: ProcessMemory, step: MemoryStep, random: Random): boolean {
  memory.coldMiB *= Math.exp(-step.seconds / warmUpTauS);
  const level = () => baseMiB - memory.coldMiB + memory.leakedMiB;
  if (step.flagValue > 0) {
    const perOrder = leakMiBPerOrder(step.flagValue, level(), step.gomemlimitMiB);
    const grownMiB = perOrder * step.expectedOrders * step.leakSpeed;
    memory.leakedMiB += grownMiB;
    memory.stuckGoroutines += grownMiB * goroutinesPerMiB;
  } else {
    const left = Math.exp(-step.seconds / drainTauS);
    memory.stuckGoroutines *= left;
    if (memory.leakedMiB > memory.keptMiB)
      memory.leakedMiB = memory.keptMiB + (memory.leakedMiB - memory.keptMiB) * left;
  }
  memory.noiseMiB = 0.7 * memory.noiseMiB + 0.3 * noiseMiB * (2 * random() - 1);
  const limitMiB = step.limitMiB ?? Number.POSITIVE_INFINITY;
  const usedMiB = Math.min(level() + memory.noiseMiB, limitMiB);
  memory.samples.push({ at: step.at, usedBytes: Math.round(usedMiB * 1_048_576) });
  // In chunks: shifting a list at every step is what makes catching up with hours slow.
  if (memory.samples.length > 2 * keptSamples) memory.samples.splice(0, memory.samples.length - keptSamples);
  return level() >= limitMiB;
}

/** The newest sample that is not after `at`; null where there is none, or it is no longer kept. */
export function sampleAt(memory: ProcessMemory, at: number): { at: number; usedBytes: number } | null {
  return memory.samples.findLast((sample) => sample.at <= at) ?? null;
}

export function goroutinesOf(memory: ProcessMemory): number {
  return Math.round(restingGoroutines + memory.stuckGoroutines);
}
