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
import { type CheckoutProcess, newProcess, type Sample, sampleAt, stepProcess } from './checkout/process.ts';
import { poisson, seededRandom } from './checkout/random.ts';

const stepMs = 1000;
const runningBeforeBootMs = 3_600_000;
/** Samples are there from the first: readings are of the past. */
const sampledBeforeBootMs = 900_000;
const MiB = 1_048_576;
const arrivalsSeed = 1_000_003;
/**
 * The demo's proxy gives a request up after 15 s. With a stalled broker the recordings have no such deadline: there
 * the handlers hang, and so they do here.
 */
const deadBrokerDeadlineMs = 15_000;

export interface CheckoutOptions {
  clock: Clock;
  seed: number;
  /** Multiplies the growth, nothing else. */
  leakSpeed: number;
  /** Its mode says how checkout leaks: by the guide's tables, or as recorded of the real service. */
  broker: Broker;
  /** What checkout's evaluation of the leak's flag gives now; anything but a positive number is off. */
  flagValue: () => number;
  users: () => number;
  /** As on a node that has just booted. */
  coldCache: () => boolean;
}

/** A deployment of the sandbox as its Kubernetes API shows it. Instants are ms on the sandbox's clock. */
export interface Deployed extends FleetView {
  readonly name: string;
  /** Catches up with the clock. All the rest shows the instant of the last call. */
  advance(): void;
  /** Memory of a process; null where it did not run then, or it is too long ago. */
  sample(containerId: string, at: number): Pick<Sample, 'at' | 'usedBytes'> | null;
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
  sample(containerId: string, at: number): Sample | null;
  /** Since the boot. */
  ordersCompleted(): number;
  /** Given up by who asked, since the boot. */
  ordersFailed(): number;
  /** As exported last by the process that has most; null: none has yet. */
  goroutines(): number | null;
  /** The process of every running container ends so. */
  restart(exit: Exit): void;
}

/** What checkout lives in during a step. */
interface Around {
  flagValue: number;
  users: number;
  coldCache: boolean;
}

function positive(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** Throws a Failure for a leak speed that is none. */
export function createCheckout(options: CheckoutOptions): Checkout {
  const { clock, leakSpeed, broker } = options;
  if (!Number.isFinite(leakSpeed) || leakSpeed <= 0) {
    throw new Failure('sandbox-leak-speed', `The leak speed ${leakSpeed} is not a number over 0.`, {
      retryable: false,
      remedy: 'Use 1 for the growth that the guide describes.',
    });
  }
  const random = seededRandom(options.seed);
  // Apart, so that the same seed gives the same orders whatever becomes of them.
  const arriving = seededRandom(options.seed + arrivalsSeed);
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
  const processes = new Map<string, CheckoutProcess>();
  let ordersFailed = 0;
  let steppedAt = Math.floor((bootAt - sampledBeforeBootMs) / stepMs) * stepMs;

  function processOf(pod: PodState, at: number): CheckoutProcess {
    const { id, state } = pod.container;
    let process = processes.get(id);
    if (process === undefined) {
      const startedAt = state.kind === 'running' ? state.startedAt : at;
      process = newProcess({ mode: broker.mode, startedAt, warm: at - startedAt > 60_000 }, random);
      processes.set(id, process);
    }
    return process;
  }

  /** Orders of a step by the pod that they come to; those that find none fail. */
  function ordersOf(at: number, expected: number, serving: readonly PodState[]): Map<PodState, number[]> {
    const orders = new Map(serving.map((pod): [PodState, number[]] => [pod, []]));
    if (expected <= 0) return orders;
    for (let left = poisson(expected, arriving); left > 0; left -= 1) {
      const pod = serving[Math.floor(arriving() * serving.length)];
      const instant = at - Math.floor(arriving() * stepMs);
      if (pod === undefined) ordersFailed += 1;
      else orders.get(pod)?.push(instant);
    }
    for (const instants of orders.values()) instants.sort((one, other) => one - other);
    return orders;
  }

  function step(at: number, { flagValue, users, coldCache }: Around): void {
    fleet.step(at);
    broker.advance(at, flagValue > 0);
    const running = fleet.pods().filter((pod) => pod.container.state.kind === 'running');
    const serving = running.filter((pod) => isReady(pod) && pod.deletion === null);
    const seconds = stepMs / 1000;
    const expected = (ordersPerMinute(users) * seconds) / 60;
    const orders = ordersOf(at, expected, serving);
    for (const pod of running) {
      const limitBytes = limitBytesOf(pod.template);
      const gomemlimitBytes = gomemlimitBytesOf(pod.template);
      const process = processOf(pod, at);
      const { completed, failed, full } = stepProcess(
        process,
        {
          fromAt: at - stepMs,
          at,
          broker: broker.state(),
          flagValue,
          arrivals: orders.get(pod) ?? [],
          expectedOrders: serving.includes(pod) ? expected / serving.length : 0,
          deadlineMs: broker.state() === 'dead' ? deadBrokerDeadlineMs : null,
          leakSpeed,
          limitMiB: limitBytes === null ? null : limitBytes / MiB,
          gomemlimitMiB: gomemlimitBytes === null ? null : gomemlimitBytes / MiB,
          coldCache,
        },
        random,
      );
      ordersFailed += failed;
      if (full) {
        // The answers of its last second are lost with it, and so is who still waits.
        ordersFailed += completed.length + process.producer.waiting.length;
        fleet.exit(pod.name, { exitCode: 137, reason: 'OOMKilled' }, at);
      } else {
        for (const instant of completed) log.add({ at: instant, containerId: pod.container.id, flagValue });
      }
    }
    if (processes.size > fleet.pods().length) {
      const present = new Set(fleet.pods().map((pod) => pod.container.id));
      for (const id of processes.keys()) if (!present.has(id)) processes.delete(id);
    }
  }

  function stepUntil(now: number, around: Around): void {
    while (steppedAt + stepMs <= now) {
      steppedAt += stepMs;
      step(steppedAt, around);
    }
  }
  let asking = false;
  function advance(): void {
    const now = clock.now();
    // Who is asked for the flag or the users may itself want the model to be up to date first.
    if (asking || steppedAt + stepMs > now) return;
    asking = true;
    try {
      stepUntil(now, {
        flagValue: positive(options.flagValue()),
        users: positive(options.users()),
        coldCache: options.coldCache(),
      });
    } finally {
      asking = false;
    }
  }
  stepUntil(bootAt, { flagValue: 0, users: 0, coldCache: false });

  return {
    name: 'checkout',
    bootId,
    bootAt,
    advance,
    ordersCompleted: log.completed,
    ordersFailed: () => ordersFailed,
    goroutines() {
      const counts = fleet
        .pods()
        .filter((pod) => pod.container.state.kind === 'running')
        .flatMap((pod) => processes.get(pod.container.id)?.goroutines ?? []);
      return counts.length === 0 ? null : Math.max(...counts);
    },
    pods: fleet.pods,
    events: fleet.events,
    version: fleet.version,
    template: fleet.template,
    replicas: fleet.replicas,
    sample(containerId, at) {
      const process = processes.get(containerId);
      return process === undefined ? null : sampleAt(process, at);
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
