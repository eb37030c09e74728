/**
 * A model of the demo's checkout: its pods, their memory, its orders. It has no timer: `advance` plays what happened
 * since it was last called, in steps of a second, with the flag and the users that are so now. Whoever changes either
 * calls it before.
 */
import { randomUUID } from 'node:crypto';
import { Failure } from '../../src/failure.ts';
import type { Clock } from '../../src/ports.ts';
import type { Broker } from './broker.ts';
import type { Exit } from './checkout/container.ts';
import { createFleet, type FleetView, isReady, type PodState } from './checkout/fleet.ts';
import { ordersPerMinute } from './checkout/growth.ts';
import { createOrderLog, type LogLine } from './checkout/order-log.ts';
import { demoTemplate, gomemlimitBytesOf, limitBytesOf, type PodTemplate } from './checkout/pod-template.ts';
import {
  goroutinesOf,
  newProcessMemory,
  type ProcessMemory,
  sampleAt,
  stepMemory,
} from './checkout/process-memory.ts';
import { poisson, seededRandom } from './checkout/random.ts';

const stepMs = 1000;
const runningBeforeBootMs = 3_600_000;
/** Samples are there from the first: readings are of the past. */
const sampledBeforeBootMs = 900_000;
const MiB = 1_048_576;

export interface CheckoutOptions {
  clock: Clock;
  seed: number;
  /** Multiplies the growth, nothing else. */
  leakSpeed: number;
  /** Only `guide` plays in this version: leaks as the guide's tables say. */
  broker: Broker;
  /** What checkout's evaluation of the leak's flag gives now; anything but a positive number is off. */
  flagValue: () => number;
  users: () => number;
}

/** A deployment of the sandbox as its Kubernetes API shows it. Instants are ms on the sandbox's clock. */
export interface Deployed extends FleetView {
  readonly name: string;
  /** Catches up with the clock. All the rest shows the instant of the last call. */
  advance(): void;
  /** Working set of a process; null where it did not run then, or it is too long ago. */
  sample(containerId: string, at: number): { at: number; usedBytes: number } | null;
  logLines(containerId: string): LogLine[];
  rollout(template: PodTemplate): void;
  scale(replicas: number): void;
  /** False: no such pod. */
  removePod(name: string): boolean;
}

export interface Checkout extends Deployed {
  /** Of this boot of the sandbox alone: names and uids come from it. */
  readonly bootId: string;
  readonly bootAt: number;
  /** Since the boot. */
  ordersCompleted(): number;
  /** Of the process that has most; null: none runs. */
  goroutines(): number | null;
  /** The process of every running container ends so. */
  restart(exit: Exit): void;
}

function positive(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** Throws a Failure for a broker that this version does not play, or a leak speed that is none. */
export function createCheckout(options: CheckoutOptions): Checkout {
  const { clock, leakSpeed, broker } = options;
  if (broker.mode !== 'guide') {
    throw new Failure('sandbox-broker', `The sandbox's broker "${broker.mode}" is not in this version.`, {
      retryable: false,
      remedy: 'Use "guide".',
    });
  }
  if (!Number.isFinite(leakSpeed) || leakSpeed <= 0) {
    throw new Failure('sandbox-leak-speed', `The leak speed ${leakSpeed} is not a number over 0.`, {
      retryable: false,
      remedy: 'Use 1 for the growth that the guide describes.',
    });
  }
  const random = seededRandom(options.seed);
  const bootAt = clock.now();
  // Not from the seed: a sandbox that is gone must never be taken for this one (rule 25).
  const bootId = randomUUID();
  const fleet = createFleet({
    id: bootId,
    name: 'checkout',
    template: demoTemplate({
      name: 'checkout',
      limit: '20Mi',
      env: { KAFKA_ADDR: 'kafka:9092', GOMEMLIMIT: '16MiB' },
    }),
    startedAt: Math.floor(bootAt / stepMs) * stepMs - runningBeforeBootMs,
  });
  const log = createOrderLog(random);
  const memories = new Map<string, ProcessMemory>();
  let steppedAt = Math.floor((bootAt - sampledBeforeBootMs) / stepMs) * stepMs;

  function memoryOf(pod: PodState, at: number): ProcessMemory {
    const { id, state } = pod.container;
    let memory = memories.get(id);
    if (memory === undefined) {
      const warm = state.kind === 'running' && at - state.startedAt > 60_000;
      memory = newProcessMemory(random, warm);
      memories.set(id, memory);
    }
    return memory;
  }

  function step(at: number, flagValue: number, users: number): void {
    fleet.step(at);
    broker.advance(at, flagValue > 0);
    const running = fleet.pods().filter((pod) => pod.container.state.kind === 'running');
    const serving = running.filter((pod) => isReady(pod) && pod.deletion === null);
    const seconds = stepMs / 1000;
    const expected = (ordersPerMinute(users) * seconds) / 60;
    for (const pod of running) {
      const limitBytes = limitBytesOf(pod.template);
      const gomemlimitBytes = gomemlimitBytesOf(pod.template);
      const full = stepMemory(
        memoryOf(pod, at),
        {
          at,
          seconds,
          flagValue,
          expectedOrders: serving.includes(pod) ? expected / serving.length : 0,
          leakSpeed,
          limitMiB: limitBytes === null ? null : limitBytes / MiB,
          gomemlimitMiB: gomemlimitBytes === null ? null : gomemlimitBytes / MiB,
        },
        random,
      );
      if (full) fleet.exit(pod.name, { exitCode: 137, reason: 'OOMKilled' }, at);
    }
    if (serving.length > 0 && expected > 0) {
      for (let left = poisson(expected, random); left > 0; left -= 1) {
        const pod = serving[Math.floor(random() * serving.length)]!;
        log.add({ at: at - Math.floor(random() * stepMs), containerId: pod.container.id, flagValue });
      }
    }
    if (memories.size > fleet.pods().length) {
      const present = new Set(fleet.pods().map((pod) => pod.container.id));
      for (const id of memories.keys()) if (!present.has(id)) memories.delete(id);
    }
  }

  function stepUntil(now: number, flagValue: number, users: number): void {
    while (steppedAt + stepMs <= now) {
      steppedAt += stepMs;
      step(steppedAt, flagValue, users);
    }
  }
  let asking = false;
  function advance(): void {
    const now = clock.now();
    // Who is asked for the flag or the users may itself want the model to be up to date first.
    if (asking || steppedAt + stepMs > now) return;
    asking = true;
    try {
      stepUntil(now, positive(options.flagValue()), positive(options.users()));
    } finally {
      asking = false;
    }
  }
  stepUntil(bootAt, 0, 0);

  return {
    name: 'checkout',
    bootId,
    bootAt,
    advance,
    ordersCompleted: log.completed,
    goroutines() {
      const counts = fleet
        .pods()
        .filter((pod) => pod.container.state.kind === 'running')
        .map((pod) => memories.get(pod.container.id))
        .map((memory) => (memory === undefined ? 0 : goroutinesOf(memory)));
      return counts.length === 0 ? null : Math.max(...counts);
    },
    pods: fleet.pods,
    events: fleet.events,
    version: fleet.version,
    template: fleet.template,
    replicas: fleet.replicas,
    sample(containerId, at) {
      const memory = memories.get(containerId);
      return memory === undefined ? null : sampleAt(memory, at);
    },
    logLines: log.lines,
    restart(exit) {
      advance();
      for (const pod of fleet.pods()) fleet.exit(pod.name, exit, clock.now());
    },
    rollout(template) {
      advance();
      fleet.rollout(template, clock.now());
    },
    scale(replicas) {
      advance();
      fleet.scale(replicas, clock.now());
    },
    removePod(name) {
      advance();
      return fleet.remove(name, clock.now());
    },
  };
}
