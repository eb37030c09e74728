/** Other services of the demo, so that selectors have something to leave out. They do nothing but run. */
import type { Clock } from '../../../src/ports.ts';
import { createFleet } from '../checkout/fleet.ts';
import { demoTemplate } from '../checkout/pod-template.ts';
import type { Deployed } from '../checkout.ts';

const stepMs = 1000;
const longestStepMs = 60_000;

export function createNeighbour(wanted: {
  clock: Clock;
  bootId: string;
  startedAt: number;
  name: string;
  limit: string;
  usedBytes: number;
  /** Told before its pods come or go. */
  onScale?: (replicas: number) => void;
}): Deployed {
  const { clock, name } = wanted;
  const fleet = createFleet({
    id: wanted.bootId,
    name,
    template: demoTemplate({ name, limit: wanted.limit, env: {} }),
    startedAt: wanted.startedAt,
  });
  let steppedAt = clock.now();
  /** Second by second, as pods live: nobody may have looked for long. Longer ago than a minute nothing is new. */
  function advance(): void {
    const now = clock.now();
    steppedAt = Math.max(steppedAt, now - longestStepMs);
    while (steppedAt + stepMs <= now) {
      steppedAt += stepMs;
      fleet.step(steppedAt);
    }
  }
  return {
    name,
    advance,
    pods: fleet.pods,
    events: fleet.events,
    version: fleet.version,
    template: fleet.template,
    replicas: fleet.replicas,
    sample: (_containerId, at) => ({ at, usedBytes: wanted.usedBytes }),
    logLines: () => [],
    rollout: (template) => fleet.rollout(template, clock.now()),
    scale(replicas) {
      advance();
      wanted.onScale?.(replicas);
      fleet.scale(replicas, clock.now());
    },
    removePod: (podName) => fleet.remove(podName, clock.now()),
  };
}
