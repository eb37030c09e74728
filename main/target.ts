/** What leaks, and the broker that may be taken down with it: on a cluster or on Docker. */
import type { createLog } from '../adapters/log.ts';
import { dockerWorkload } from '../adapters/workload/docker/docker-workload.ts';
import { kubernetesBroker } from '../adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from '../adapters/workload/kubernetes/kubernetes-workload.ts';
import { withGoroutines } from '../adapters/workload/prometheus/with-goroutines.ts';
import type { DockerConfig } from '../src/config.ts';
import { Failure } from '../src/failure.ts';
import type { Broker, Clock } from '../src/ports.ts';
import type { World } from '../src/run/runner.ts';
import type { ClusterSettings, WorldSettings } from './world.ts';

type Target = Pick<World, 'workload' | 'brokers'>;

export function targetOf(settings: WorldSettings, clock: Clock, log: ReturnType<typeof createLog>): Target {
  if (settings.target === 'docker') {
    return onDocker(settings, clock, log);
  }
  return onCluster(settings, clock, log);
}

function onCluster(settings: ClusterSettings, clock: Clock, log: ReturnType<typeof createLog>): Target {
  const kubeconfig = settings.kubeconfig ?? undefined;
  // One a name: each has a connection of its own.
  const brokers = new Map<string, Broker>();
  const brokerNamed = (name: string) => {
    const known =
      brokers.get(name) ?? kubernetesBroker({ kubeconfig, namespace: settings.namespace, name, clock });
    brokers.set(name, known);
    return known;
  };
  return {
    workload: kubernetesWorkload({
      ...settings,
      kubeconfig,
      selector: settings.selector ?? undefined,
      clock,
      logger: log,
    }),
    brokers: {
      allowed: settings.broker === null ? null : brokerNamed(settings.broker),
      of: brokerNamed,
    },
  };
}

function onDocker(settings: DockerConfig, clock: Clock, log: ReturnType<typeof createLog>): Target {
  const { engine, workload, container, prometheusUrl } = settings;
  const target = dockerWorkload({ engine, workload, container, clock, logger: log });
  return {
    workload:
      prometheusUrl === null
        ? target
        : withGoroutines(target, { url: prometheusUrl, service: workload, clock }),
    brokers: {
      allowed: null,
      of(name) {
        throw new Failure('docker-broker', `${name} cannot be scaled on Docker: not in this version`, {
          retryable: false,
          remedy: `Start its container by hand: docker start ${name}`,
        });
      },
    },
  };
}
