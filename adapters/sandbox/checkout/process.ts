/**
 * One checkout process, advanced a second at a time: its orders go to the broker, its memory follows, and what was
 * sampled of it is kept. By the guide as long as the broker's mode is `guide`, else by what was recorded; what a
 * broker in trouble does to it is the same with either.
 */
import type { BrokerMode, BrokerState } from '../broker.ts';
import {
  type GuideMemory,
  guideGoroutines,
  guideLevelMiB,
  newGuideMemory,
  stepGuideMemory,
} from './guide-memory.ts';
import { type PageCache, stepPageCache } from './page-cache.ts';
import { newProducer, type Producer, type ProducerOutcome, stepProducer } from './producer.ts';
import type { Random } from './random.ts';
import {
  flyingAt,
  grownMiB,
  heldMiBOf,
  newRealMemory,
  type RealMemory,
  type Resident,
  stepRealMemory,
} from './real-memory.ts';

const keptSamples = 900;
const exportEveryMs = 60_000;

/** What cgroup and kubelet would tell of an instant; all in bytes. */
export interface Sample {
  at: number;
  usedBytes: number;
  rssBytes: number;
  /** Highest since the sample before. */
  peakBytes: number;
}

/** What of the goroutines is resident, by the guide or by what was recorded. */
type Memory = { kind: 'guide'; of: GuideMemory } | { kind: 'real'; of: RealMemory };

export interface CheckoutProcess {
  readonly startedAt: number;
  readonly memory: Memory;
  readonly producer: Producer;
  readonly cache: PageCache;
  /** One a step, the newest last. */
  readonly samples: Sample[];
  /** As the process has exported them last; null: not yet. */
  goroutines: number | null;
}

export interface ProcessStep {
  /** The step is (fromAt, at]. */
  fromAt: number;
  at: number;
  broker: BrokerState;
  flagValue: number;
  /** Instants of the orders that come to it, in order. */
  arrivals: readonly number[];
  /** How many had to be expected: the guide's growth follows them, so that its times hold. */
  expectedOrders: number;
  /** After it a client gives up; null: never. */
  deadlineMs: number | null;
  leakSpeed: number;
  limitMiB: number | null;
  gomemlimitMiB: number | null;
  coldCache: boolean;
}

/** `warm`: it has run for long. */
export function newProcess(
  born: { mode: BrokerMode; startedAt: number; warm: boolean },
  random: Random,
): CheckoutProcess {
  const memory: Memory =
    born.mode === 'guide'
      ? { kind: 'guide', of: newGuideMemory(random, born.warm) }
      : { kind: 'real', of: newRealMemory(random, born.warm) };
  return {
    startedAt: born.startedAt,
    memory,
    producer: newProducer(),
    cache: { mib: 0 },
    samples: [],
    goroutines: null,
  };
}

function residentOf(
  process: CheckoutProcess,
  step: ProcessStep,
  orders: ProducerOutcome,
  random: Random,
): Resident {
  const { memory, producer } = process;
  const held = heldMiBOf(producer) * step.leakSpeed;
  if (memory.kind === 'real') {
    const { fromAt, at, flagValue, gomemlimitMiB } = step;
    const { flights, completed } = orders;
    const real = { fromAt, at, flagValue, flights, completed: completed.length, gomemlimitMiB };
    return stepRealMemory(memory.of, { ...real, heldMiB: held }, random);
  }
  const seconds = (step.at - step.fromAt) / 1000;
  stepGuideMemory(memory.of, { ...step, seconds }, step.broker === 'healthy', random);
  const neededMiB = guideLevelMiB(memory.of) + grownMiB(held);
  const usedMiB = neededMiB + memory.of.noiseMiB;
  return { usedMiB, peakMiB: usedMiB, rssMiB: usedMiB, neededMiB };
}

function goroutinesNow({ memory, producer }: CheckoutProcess, at: number, random: Random): number {
  const waiting = producer.lost + producer.stuck + producer.waiting.length;
  if (memory.kind === 'guide') return Math.round(guideGoroutines(memory.of) + waiting);
  return Math.round(restingGoroutines(random) + waiting + flyingAt(memory.of, at));
}

/** 65 to 69 in all recordings with a healthy broker, whatever the flag. */
function restingGoroutines(random: Random): number {
  return 65 + 2 * Math.floor(3 * random());
}

/** Changes `process`; `full`: it has reached its limit and is to be killed. */
export function stepProcess(
  process: CheckoutProcess,
  step: ProcessStep,
  random: Random,
): { completed: readonly number[]; failed: number; full: boolean } {
  const { startedAt, samples, cache } = process;
  const { fromAt, at } = step;
  const orders = stepProducer(process.producer, { ...step, startedAt }, random);
  const resident = residentOf(process, step, orders, random);
  const limitMiB = step.limitMiB ?? Number.POSITIVE_INFINITY;
  const exports = (instant: number) => Math.floor((instant - startedAt) / exportEveryMs);
  if (process.memory.kind === 'guide' || exports(at) > exports(fromAt))
    process.goroutines = goroutinesNow(process, at, random);

  const seconds = (at - fromAt) / 1000;
  const roomMiB = Math.max(0, limitMiB - resident.usedMiB);
  const cacheMiB =
    step.limitMiB === null
      ? 0
      : stepPageCache(cache, { seconds, cold: step.coldCache, limitMiB, roomMiB }, random);
  const bytes = (mib: number) => Math.round(Math.min(mib, limitMiB) * 1_048_576);
  samples.push({
    at,
    usedBytes: bytes(resident.usedMiB + cacheMiB),
    rssBytes: bytes(resident.rssMiB),
    peakBytes: bytes(step.coldCache ? limitMiB : resident.peakMiB + cacheMiB),
  });
  // In chunks: shifting a list at every step is what makes catching up with hours slow.
  if (samples.length > 2 * keptSamples) samples.splice(0, samples.length - keptSamples);
  return { completed: orders.completed, failed: orders.failed, full: resident.neededMiB >= limitMiB };
}

/** The newest sample that is not after `at`; null where there is none, or it is no longer kept. */
export function sampleAt(process: CheckoutProcess, at: number): Sample | null {
  return process.samples.findLast((sample) => sample.at <= at) ?? null;
}
