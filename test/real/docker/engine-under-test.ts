/** The adapter on an engine of the tests' own. */
import { systemClock } from '../../../adapters/clock/system.ts';
import { dockerWorkload } from '../../../adapters/workload/docker/docker-workload.ts';
import type { Workload } from '../../../src/ports.ts';
import type { Engine } from './engine.ts';

/** `container` null: found by the Compose service. */
export function workloadOn(engine: Engine, container: string | null): Workload {
  return dockerWorkload({
    engine: { kind: 'socket', path: engine.socket },
    workload: 'checkout',
    container,
    clock: systemClock(),
  });
}
