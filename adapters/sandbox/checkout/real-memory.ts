/**
 * The memory of one checkout process as recorded of the real service (facts/real-leak.md; test/traces), in MiB,
 * advanced a step at a time. A point is 0.2 MiB: one percent of the recordings' limit.
 */
import type { Flight, Producer } from './producer.ts';
import type { Random } from './random.ts';

/**
 * A goroutine with all that hangs on it. Fitted to single bursts at 2000–3000 (14, 19 and 26 points) and to ramps at
 * 10, 50 and 300 past their first thousand goroutines (2.5 to 2.9 KB each).
 */
const goroutineMiB = 2.65 / 1024;
/** A handler that hangs with its request: ramps of a stalled broker, 0.12 points an order beyond the spare. */
const hungOrderMiB = 26 / 1024;
/**
 * What the process has mapped and does not use: it takes the first goroutines, which is why a burst at 300 shows as
 * little as none, and a ramp begins flat. The rounding of the knee is fitted to the same recordings.
 */
const spareMiB = 2.32;
const spareKnee = 3;

/**
 * A process without orders stays at 33.5 points. It is the orders that warm it, not the time: 37 after the first, 49
 * after some twenty, whether they come in half a minute or in five; two or three do with the flag at 300.
 */
const startMiB = 6.7;
const firstOrderMiB = 0.7;
const firstOrder = 0.6;
const ordersMiB = 2.46;
const orders = 9.5;
const ordersKnee = 1.35;
/** Later the heap grows once: after some 70 orders without the flag, after five at 300. Work is in orders. */
const heapMiB = 0.94;
const heapWork = 75;
const workAGoroutine = 0.03;
const creepMiB = 0.78;
const creepOrders = 150;
/** Warm levels of processes without the flag lie between 55 and 58.5 points. */
const levelSpreadMiB = 0.16;

/** More changes nothing. */
const warmOrders = 1000;

/** Bursts leave the level higher while they last: 2.4 points at 300, 5 at 1000; given back in minutes. */
const keptMiB = 1.2;
const keptScale = 600;
const keptAnOrder = 0.35;
const keptTauS = 60;

/** A burst is given back in half a second at 2000; without pressure from GOMEMLIMIT in minutes. */
const burstTauS = 0.27 / 1000;
const roomyTauS = 120;
const burstSpread = 0.12;
/**
 * Orders that coincide share the processor: of all but the largest so much is alive in addition. At 3000 two in a
 * second are no higher than one, and four kill; at 2000 four reach 97 to 100 %.
 */
const besideShare = 0.3;
/**
 * What the collector leaves lying where GOMEMLIMIT does not press: `nogml-…` is 7 points over the warm level and its
 * last burst at 300, 13 at 1000, and wanders more.
 */
const garbage = { leastMiB: 1, ofBurst: 0.6, mostMiB: 2.8, wander: 2.5 };
/** GOMEMLIMIT presses from about there: what the runtime holds is a good deal more than what is resident. */
const pressedShare = 0.55;

/** The kernel charges 64 pages at a time: most orders show so in the peak, one in ten twice, one in eight in a sample. */
const chargeMiB = 0.25;
const chargeShare = 0.72;
const chargeTwiceShare = 0.1;
const chargeSeenShare = 0.12;
/** Working set over rss: pages of files, which the kernel takes back before it kills. */
const filesMiB = 0.28;

export interface RealMemory {
  /** Orders completed, and the work of them. */
  orders: number;
  work: number;
  /** Of this process for ever: its level against others', its heap's first growth in work. */
  offsetMiB: number;
  heapWork: number;
  keptMiB: number;
  wanderMiB: number;
  garbageMiB: number;
  /** What is resident over the level after bursts, at the end of the step. */
  excessMiB: number;
  /** How fast that is given back. */
  excessTauS: number;
  flights: Flight[];
}

export interface RealStep {
  fromAt: number;
  at: number;
  flagValue: number;
  flights: readonly Flight[];
  completed: number;
  /** Of goroutines that stay and handlers that hang, before the spare takes its part. */
  heldMiB: number;
  gomemlimitMiB: number | null;
}

export interface Resident {
  /** At the end of the step. */
  usedMiB: number;
  rssMiB: number;
  /** Highest within the step. */
  peakMiB: number;
  /** What of it the kernel cannot take back. */
  neededMiB: number;
}

/** Of mean 0 and deviation 1, never beyond 4.3. */
function normal(random: Random): number {
  return Math.SQRT2 * (random() + random() + random() + random() + random() + random() - 3);
}

/** `warm`: it has run for long. */
export function newRealMemory(random: Random, warm: boolean): RealMemory {
  return {
    orders: warm ? warmOrders : 0,
    work: warm ? warmOrders : 0,
    offsetMiB: levelSpreadMiB * normal(random),
    heapWork: heapWork * Math.exp(0.25 * normal(random)),
    keptMiB: 0,
    wanderMiB: 0,
    garbageMiB: 0,
    excessMiB: 0,
    excessTauS: 1,
    flights: [],
  };
}

/** Of the goroutines that stay and the handlers that hang. */
export function heldMiBOf({ lost, stuck, waiting }: Producer): number {
  return (lost + stuck) * goroutineMiB + waiting.length * hungOrderMiB;
}

/** What they add to what is resident: the spare takes its part. */
export function grownMiB(x: number): number {
  return x <= 0 ? 0 : (x ** spareKnee + spareMiB ** spareKnee) ** (1 / spareKnee) - spareMiB;
}

/** Of a process that does nothing else. */
function levelMiB(memory: RealMemory): number {
  const upTo = (most: number, way: number) => most * (1 - Math.exp(-way));
  return (
    startMiB +
    memory.offsetMiB +
    upTo(firstOrderMiB, memory.orders / firstOrder) +
    upTo(ordersMiB, (memory.work / orders) ** ordersKnee) +
    upTo(heapMiB, (memory.work / memory.heapWork) ** 3) +
    upTo(creepMiB, memory.orders / creepOrders)
  );
}

function settle(memory: RealMemory, step: RealStep, random: Random): void {
  const { flagValue } = step;
  const target = keptMiB * (1 - Math.exp(-flagValue / keptScale));
  const wander = (0.02 + 0.085 * Math.sqrt(flagValue / 100)) * 0.6;
  for (let left = step.completed; left > 0; left -= 1) {
    memory.orders += 1;
    memory.work += 1 + workAGoroutine * flagValue;
    if (flagValue > 0) memory.keptMiB += (target - memory.keptMiB) * keptAnOrder;
    memory.wanderMiB = 0.8 * memory.wanderMiB + wander * normal(random);
  }
  if (flagValue > 0) return;
  memory.keptMiB *= Math.exp(-(step.at - step.fromAt) / 1000 / keptTauS);
}

/** Changes `memory`. */
export function stepRealMemory(memory: RealMemory, step: RealStep, random: Random): Resident {
  settle(memory, step, random);
  const { gomemlimitMiB, heldMiB } = step;
  const warmMiB = levelMiB(memory);
  const pressed =
    gomemlimitMiB !== null && warmMiB + heldMiB + memory.garbageMiB >= pressedShare * gomemlimitMiB;
  if (pressed) memory.garbageMiB = 0;
  const standing = () =>
    warmMiB +
    (pressed
      ? memory.wanderMiB + memory.keptMiB + grownMiB(heldMiB)
      : garbage.wander * memory.wanderMiB + heldMiB + memory.garbageMiB);
  let since = step.fromAt;
  let peakMiB = standing() + memory.excessMiB;
  const passUntil = (at: number) => {
    memory.excessMiB *= Math.exp(-(at - since) / 1000 / memory.excessTauS);
    since = at;
  };
  for (const flight of step.flights) {
    const { at, untilAt } = flight;
    passUntil(at);
    const goroutines = Math.max(0, flight.goroutines * (1 + burstSpread * normal(random)));
    memory.flights.push({ at, untilAt, goroutines });
    const alive = atOnce(memory, at);
    const aliveMiB = alive * goroutineMiB;
    const burstMiB = pressed ? grownMiB(heldMiB + aliveMiB) - grownMiB(heldMiB) : aliveMiB;
    if (burstMiB > memory.excessMiB) {
      memory.excessMiB = burstMiB;
      memory.excessTauS = pressed ? alive * burstTauS : roomyTauS;
    }
    peakMiB = Math.max(peakMiB, standing() + memory.excessMiB);
    if (!pressed) memory.garbageMiB = littered(memory.garbageMiB, goroutines * goroutineMiB);
  }
  passUntil(step.at);
  memory.flights = memory.flights.filter(({ untilAt }) => untilAt > step.at);

  const luck = step.completed > 0 ? random() : 1;
  const charges = (luck < chargeShare ? 1 : 0) + (luck < chargeTwiceShare ? 1 : 0);
  const seenMiB = luck < chargeSeenShare ? chargeMiB : 0;
  const usedMiB = standing() + memory.excessMiB + seenMiB;
  peakMiB = Math.max(peakMiB, usedMiB, standing() + charges * chargeMiB);
  return { usedMiB, rssMiB: usedMiB - filesMiB, peakMiB, neededMiB: peakMiB - filesMiB };
}

/** Garbage after a burst. */
function littered(beforeMiB: number, burstMiB: number): number {
  const mostMiB = Math.min(garbage.mostMiB, garbage.leastMiB + garbage.ofBurst * burstMiB);
  return Math.max(beforeMiB, Math.min(mostMiB, beforeMiB + burstMiB));
}

function aliveOf({ at: from, untilAt, goroutines }: Flight, at: number): number {
  return from > at || untilAt <= at ? 0 : (goroutines * (untilAt - at)) / (untilAt - from);
}

/** Goroutines of orders whose memory counts at an instant. */
function atOnce(memory: RealMemory, at: number): number {
  const alive = memory.flights.map((flight) => aliveOf(flight, at));
  const largest = Math.max(0, ...alive);
  const rest = alive.reduce((sum, one) => sum + one, 0) - largest;
  return largest + besideShare * rest;
}

/** Goroutines of orders that are alive at an instant. */
export function flyingAt(memory: RealMemory, at: number): number {
  return memory.flights.reduce((sum, flight) => sum + aliveOf(flight, at), 0);
}
