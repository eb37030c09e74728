import type { Clock } from '../../src/ports.ts';

/** Waits until the clock's monotonic time is `mono`, or the signal aborts. One sleep may end early: see elastic.ts. */
export async function waitUntil(clock: Clock, mono: number, signal?: AbortSignal): Promise<void> {
  while (clock.monotonic() < mono && !signal?.aborted) await clock.sleep(mono - clock.monotonic(), signal);
}

/** Calls `act` every `everyMs` of the clock until the signal aborts. */
export async function every(
  clock: Clock,
  everyMs: number,
  signal: AbortSignal,
  act: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await waitUntil(clock, clock.monotonic() + everyMs, signal);
    if (!signal.aborted) act();
  }
}
