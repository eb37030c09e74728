/**
 * Demo 3.0's load generator in miniature: no HTTP, two flags drive it (facts/otel-demo.md). The number of users is
 * polled every ten seconds and a change restarts k6; the traffic flag is read on every iteration.
 */
import type { Clock } from '../../src/ports.ts';

const pollEveryMs = 10_000;
const restartMs = 2000;

export interface K6Options {
  clock: Clock;
  /** What flagd serves for a numeric flag, 0 when it serves none. */
  served: (key: string) => number;
}

/** Answers the users that make orders now; to be asked about once a second, it has no timer of its own. */
export function createK6({ clock, served }: K6Options): () => number {
  const now = () => clock.monotonic();
  let users = served('loadGeneratorVUs') || 5;
  let polledMs = now();
  let readyAtMs = now();

  const poll = (): void => {
    polledMs = now();
    const wanted = served('loadGeneratorVUs');
    if (!Number.isInteger(wanted) || wanted <= 0 || wanted === users) return;
    users = wanted;
    readyAtMs = now() + restartMs;
  };

  return () => {
    if (now() - polledMs >= pollEveryMs) poll();
    return now() >= readyAtMs && served('loadGeneratorTraffic') > 0 ? users : 0;
  };
}
