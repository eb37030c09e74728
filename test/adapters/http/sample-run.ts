import type { Reading } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import { makeRun, type RunOverrides } from '../../src/voice/make-run.ts';

/** 2027-01-15T08:00:00Z. */
export const startedAt = 1_800_000_000_000;

export function sampleReading(afterSeconds: number, more: Partial<Reading> = {}): Reading {
  return {
    at: startedAt + afterSeconds * 1000,
    seenAt: startedAt + afterSeconds * 1000 + 5000,
    usedBytes: 10_000_000 + afterSeconds,
    rssBytes: null,
    peakBytes: null,
    goroutines: null,
    orders: null,
    restarts: 0,
    pod: 'checkout-1',
    ...more,
  };
}

/** A run in growth with numbers of its own, so that a test can tell where each came from. */
export function sampleRun({ flag, load, ...more }: RunOverrides = {}): Run {
  return makeRun({
    thread: '7',
    owner: { id: 'U1', name: 'Ana' },
    startedAt,
    growingAt: startedAt + 2000,
    endsAt: startedAt + 1_800_000,
    baselineBytes: 8_388_608,
    killChance: 0.25,
    flag: { value: 300, servedDeadlineSeconds: startedAt / 1000 + 90, seenOffAt: null, ...flag },
    load: {
      before: { running: true, spawning: false, users: 5, completedOrders: 12, detail: null },
      spawnRate: 3,
      ...load,
    },
    forecast: {
      at: startedAt + 15_000,
      breakerAt: null,
      killAt: startedAt + 700_000,
      earliestKillAt: startedAt + 600_000,
      latestKillAt: startedAt + 900_000,
    },
    kills: [
      { at: startedAt + 20_000, exitCode: 137, reason: 'OOMKilled', afterTrip: false, breakerOff: false },
    ],
    events: [{ at: startedAt, kind: 'start', by: 'Ana', text: 'gradual 300 25' }],
    readings: [sampleReading(0), sampleReading(15)],
    ...more,
  });
}
