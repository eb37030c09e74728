/** The adapter on the stand-in of an engine on which the demo's checkout runs: what a test of it begins with. */
import { afterEach, beforeEach } from 'vitest';
import { dockerWorkload } from '../../../../adapters/workload/docker/docker-workload.ts';
import type { Clock, Workload } from '../../../../src/ports.ts';
import type { ContainerOptions, StandInContainer } from '../../../stand-ins/docker/container.ts';
import { type DockerStandIn, startDocker } from '../../../stand-ins/docker/docker.ts';
import { quickClock } from './quick-clock.ts';

type Options = Parameters<typeof dockerWorkload>[0];

export const MiB = 2 ** 20;

/** As the demo's Compose file has it. */
export function checkoutService(project = 'opentelemetry-demo', name = 'checkout'): ContainerOptions {
  return {
    name,
    labels: {
      'com.docker.compose.project': project,
      'com.docker.compose.service': 'checkout',
      'com.docker.compose.oneoff': 'False',
    },
    memorySwapBytes: 20 * MiB,
  };
}

export function engineOf({ socket, port }: DockerStandIn): Options['engine'] {
  if (socket !== null) return { kind: 'socket', path: socket };
  return { kind: 'tcp', host: '127.0.0.1', port: port ?? 0, tls: null };
}

export interface RunningCheckout {
  clock: Clock;
  docker: DockerStandIn;
  checkout: StandInContainer;
  workload(options?: Partial<Options>): Workload;
}

/** One for each test of a file: begun before it, stopped after it. */
export function runningCheckoutOfEachTest(cgroup: 1 | 2 = 1): RunningCheckout {
  const running = {} as RunningCheckout;
  beforeEach(async () => {
    const clock = quickClock(10);
    const docker = await startDocker({ clock, cgroup });
    const checkout = docker.add(checkoutService());
    await clock.sleep(1_000);
    Object.assign(running, {
      clock,
      docker,
      checkout,
      workload: (options: Partial<Options> = {}) =>
        dockerWorkload({
          engine: engineOf(docker),
          workload: 'checkout',
          container: null,
          clock,
          timeoutMs: 10_000,
          ...options,
        }),
    });
  });
  afterEach(() => running.docker.close().catch(() => {}));
  return running;
}
