/** The adapters themselves on bad wires: each call ends in its time, in a whole answer or in a Failure that names who. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { locustLoad } from '../../../adapters/load/locust.ts';
import { type Sandbox, startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { Failure } from '../../../src/failure.ts';
import type { Served, Sighting } from '../../../src/ports.ts';
import { leakFlag, lease } from '../../contracts/flags.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { faults, type System, systems } from './faults.ts';
import { type Toxic, toxic } from './toxiproxy.ts';
import { type Wires, wiresTo } from './wires.ts';

/** A busy machine's share, and what is worked out beside. */
const moreMs = 1_500;
/** As the runner gives a write (src/run/flag-writer.ts). */
const changeMs = 5_000;

interface Call {
  name: string;
  system: System;
  /** For all of it; of what asks one thing after the other for both. */
  withinMs: number;
  /** Resolves with whether the answer was whole; rejects with a Failure. */
  work(): Promise<boolean>;
}

describeWith('WIRE_TOXIPROXY_URL')('an adapter on a bad wire', () => {
  let sandbox: Sandbox;
  let wires: Wires;
  let calls: Call[];
  let value = 1;

  beforeEach(async () => {
    sandbox = await startSandbox({ clock: systemClock(), readingsEveryMs: 500, readingsAgeMs: 500 });
    wires = await wiresTo(sandbox);
    const clock = systemClock();
    const flags = flagdUiFlags({ ...wires.urls, clock });
    const load = locustLoad({ url: wires.urls.locustUrl, clock });
    const workload = kubernetesWorkload({
      kubeconfig: wires.urls.kubeconfig,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      readings: 'metrics-api',
      clock,
    });
    calls = [
      {
        name: 'what is served',
        system: 'ofrep',
        withinMs: 1_500,
        work: async () => wholeServed(await flags.served(leakFlag)),
      },
      {
        name: 'the flag file',
        system: 'flagd-ui',
        withinMs: 3_000,
        work: async () => (await flags.read(leakFlag))?.variants?.off === 0 && (await sameFile(flags)),
      },
      {
        name: 'a write of the flag',
        system: 'flagd-ui',
        withinMs: changeMs,
        async work() {
          value += 1;
          const wanted = value;
          const change = {
            change: (current: Parameters<typeof lease>[0] | null) => lease(current!, wanted, 4_000_000_000),
            urgent: true,
          };
          const { kind } = await flags.change(leakFlag, change, AbortSignal.timeout(changeMs));
          return kind === 'written';
        },
      },
      {
        name: 'the load',
        system: 'locust',
        withinMs: 3_000,
        work: async () => (await load.read()).users !== null,
      },
      {
        name: 'users',
        system: 'locust',
        withinMs: 6_000,
        async work() {
          await load.put({ users: 7, spawnRate: 100, runTag: 'x', deadlineSeconds: 0 });
          return true;
        },
      },
      {
        name: 'pods and readings',
        system: 'kubernetes',
        // It may have to find the pods anew: three questions, one after the other.
        withinMs: 12_000,
        work: async () => wholeSight(await workload.sight()),
      },
    ];
    await load.put({ users: 5, spawnRate: 100, runTag: 'x', deadlineSeconds: 0 });
    await until('readings', async () => (await workload.sight()).readings.length > 0);
    for (const call of calls) expect(await call.work(), call.name).toBe(true);
  });
  afterEach(async () => {
    await wires.heal();
    await sandbox.stop();
  });

  /** A Failure that names its system is a true answer; half an answer is none. */
  async function ended({ name, work }: Call): Promise<{ whole: boolean; ms: number }> {
    const startedMs = performance.now();
    const outcome = await work().catch((error: unknown) => error);
    const ms = performance.now() - startedMs;
    if (outcome === true) return { whole: true, ms };
    expect(outcome, name).toBeInstanceOf(Failure);
    expect(String(outcome), name).toMatch(/flagd|locust|Kubernetes|metrics\.k8s\.io|called off/);
    return { whole: false, ms };
  }

  const more: Record<string, Toxic[]> = {
    'a byte at a time': [
      toxic('slicer', 'downstream', { average_size: 1, size_variation: 0, delay: 200_000 }),
    ],
    'closed late': [toxic('slow_close', 'downstream', { delay: 20_000 })],
  };
  for (const [name, fault] of Object.entries({ ...faults, ...more })) {
    test(`${name}: each call ends in its time, and goes on once the wire is good`, async () => {
      for (const system of systems) await wires.break(fault, system);
      const endings = await Promise.all(calls.map(ended));
      for (const [index, { ms }] of endings.entries())
        expect(ms, calls[index]?.name).toBeLessThan((calls[index]?.withinMs ?? 0) + moreMs);
      await wires.heal();
      for (const call of calls)
        await until(`${call.name} again`, async () => (await ended(call)).whole, 30_000);
    });
  }

  test('an answer that is cut after so many bytes is whole or none, wherever it is cut', async () => {
    const asking = calls.filter(({ name }) => !['a write of the flag', 'users'].includes(name));
    const counts = new Map(asking.map(({ name }) => [name, { whole: 0, none: 0 }]));
    const cutAt = [
      ...Array.from({ length: 30 }, (_, at) => 1 + at * 40),
      1_500,
      2_500,
      4_000,
      6_000,
      12_000,
      30_000,
    ];
    for (const bytes of cutAt) {
      for (const system of systems) await wires.break([toxic('limit_data', 'downstream', { bytes })], system);
      for (const [index, { whole }] of (await Promise.all(asking.map(ended))).entries()) {
        const count = counts.get(asking[index]?.name ?? '');
        if (count !== undefined) count[whole ? 'whole' : 'none'] += 1;
      }
      await wires.heal();
    }
    for (const [name, { whole, none }] of counts) {
      expect(whole, `${name}: never whole`).toBeGreaterThan(0);
      expect(none, `${name}: never cut`).toBeGreaterThan(0);
    }
  });

  test('questions that are never answered leave no sockets behind', async () => {
    const sockets = () =>
      process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCPSocket')).length;
    const before = sockets();
    for (const system of systems) await wires.break(faults.silent, system);
    for (let turn = 0; turn < 3; turn += 1) await Promise.all([...calls, ...calls, ...calls].map(ended));
    await wires.heal();
    await until('sockets closed', async () => sockets() <= before + 4, 30_000);
  });
});

/** An off flag is served with a value or with a reason that needs none. */
function wholeServed(served: Served): boolean {
  if (served.kind === 'unknown') throw new Failure('unknown', served.why);
  return served.variant !== null && served.reason !== '';
}

async function sameFile(flags: ReturnType<typeof flagdUiFlags>): Promise<boolean> {
  return (await flags.read('adFailure')) !== null;
}

/** Pods without readings say why: that is no whole sight, and no lie. */
function wholeSight({ pods, readings, readingsWhy }: Sighting): boolean {
  if (readings.length > 0) return pods.length > 0 && (readings[0]?.usedBytes ?? 0) > 1_000_000;
  throw new Failure('no-readings', readingsWhy ?? 'half a sight: no readings, and nobody says why');
}
