/** The memory of one checkout process as the guide tells it, in MiB, advanced a step at a time. */
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

export interface GuideMemory {
  /** What a start leaves below `baseMiB`; goes to 0. */
  coldMiB: number;
  leakedMiB: number;
  /** What the heap keeps of a leak that ended: drained memory comes to rest here. */
  keptMiB: number;
  noiseMiB: number;
  stuckGoroutines: number;
}

export interface GuideStep {
  seconds: number;
  flagValue: number;
  /** Orders expected of this process in the step: growth follows what is expected, so that its times hold. */
  expectedOrders: number;
  leakSpeed: number;
  gomemlimitMiB: number | null;
}

/** `warm`: it has run for long. */
export function newGuideMemory(random: Random, warm: boolean): GuideMemory {
  return {
    coldMiB: warm ? 0 : baseMiB - coldMiB,
    leakedMiB: 0,
    // 52–55 % of 20 MiB.
    keptMiB: 10.4 + 0.6 * random() - baseMiB,
    noiseMiB: 0,
    stuckGoroutines: 0,
  };
}

/** Without noise. */
export function guideLevelMiB(memory: GuideMemory): number {
  return baseMiB - memory.coldMiB + memory.leakedMiB;
}

/** `brokerWell`: only then it leaks, or frees, as the guide says; else the producer's goroutines tell the tale. */
export function stepGuideMemory(
  memory: GuideMemory,
  step: GuideStep,
  brokerWell: boolean,
  random: Random,
): void {
  memory.coldMiB *= Math.exp(-step.seconds / warmUpTauS);
  if (brokerWell && step.flagValue > 0) {
    const perOrder = leakMiBPerOrder(step.flagValue, guideLevelMiB(memory), step.gomemlimitMiB);
    const grownMiB = perOrder * step.expectedOrders * step.leakSpeed;
    memory.leakedMiB += grownMiB;
    memory.stuckGoroutines += grownMiB * goroutinesPerMiB;
  } else if (brokerWell) {
    const left = Math.exp(-step.seconds / drainTauS);
    memory.stuckGoroutines *= left;
    if (memory.leakedMiB > memory.keptMiB)
      memory.leakedMiB = memory.keptMiB + (memory.leakedMiB - memory.keptMiB) * left;
  }
  memory.noiseMiB = 0.7 * memory.noiseMiB + 0.3 * noiseMiB * (2 * random() - 1);
}

export function guideGoroutines(memory: GuideMemory): number {
  return restingGoroutines + memory.stuckGoroutines;
}
