/** What can be wrong with a wire, and where there is one. */
import { type Toxic, toxic } from './toxiproxy.ts';

export const systems = ['flagd-ui', 'ofrep', 'locust', 'kubernetes'] as const;
export type System = (typeof systems)[number];

/** `gone`: nobody listens. */
export const faults = {
  slow: [toxic('latency', 'downstream', { latency: 600, jitter: 300 })],
  'slow to reach': [toxic('latency', 'upstream', { latency: 900, jitter: 300 })],
  /** Long enough to be lost on the way, once it is known that something was asked. */
  'answers late': [toxic('latency', 'downstream', { latency: 1_200 })],
  narrow: [toxic('bandwidth', 'downstream', { rate: 1 })],
  reset: [toxic('reset_peer', 'downstream', { timeout: 0 })],
  /** What is asked arrives and is done; the answer never comes. */
  silent: [toxic('timeout', 'downstream', { timeout: 0 })],
  /** Not even what is asked arrives. */
  unreached: [toxic('timeout', 'upstream', { timeout: 0 })],
  'cut off': [toxic('limit_data', 'downstream', { bytes: 250 })],
  gone: 'gone',
} satisfies Record<string, Toxic[] | 'gone'>;
export type Fault = keyof typeof faults;

/** All but `answers late`, which is `slow`. */
export const faultNames = (Object.keys(faults) as Fault[]).filter((fault) => fault !== 'answers late');
