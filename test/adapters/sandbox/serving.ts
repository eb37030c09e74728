/** Serves a handler for one test, with what a test asks of it. */
import { onTestFinished } from 'vitest';
import { createFaults, type Faults, type FaultyServer } from '../../../adapters/sandbox/faults.ts';
import { listen } from '../../../adapters/sandbox/web.ts';
import { type Handler, withFaults } from '../../../adapters/sandbox/with-faults.ts';
import { type CountingClock, type ManualClock, manualClock } from './manual-clock.ts';

export interface Serving {
  url: string;
  clock: CountingClock;
  faults: Faults;
  get(path: string): Promise<Response>;
  post(path: string, body?: unknown): Promise<Response>;
}

export async function serving(
  server: FaultyServer,
  handler: (clock: ManualClock, faults: Faults) => Handler,
): Promise<Serving> {
  const clock = manualClock();
  const faults = createFaults();
  const offsetMs = () => faults.clockOffsetMs;
  const { url, close } = await listen(
    server,
    0,
    withFaults(server, { clock, faults, offsetMs }, handler(clock, faults)),
  );
  onTestFinished(close);
  const post = (path: string, body?: unknown) =>
    fetch(url + path, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : body instanceof URLSearchParams || typeof body === 'string'
          ? { body }
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  return { url, clock, faults, get: (path) => fetch(url + path), post };
}
