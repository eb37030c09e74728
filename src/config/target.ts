import type { DockerConfig, EveryConfig, KubernetesConfig, RealConfig, SandboxConfig } from '../config.ts';
import { readEngine } from './docker.ts';
import { containerName, httpAddress, objectName, plainText, type Settings } from './settings.ts';

type Own<Target> = Omit<Target, keyof EveryConfig>;

export function readSandbox(settings: Settings): Own<SandboxConfig> {
  return {
    target: 'sandbox',
    sandboxSpeed: settings.integer('LEAKOPS_SANDBOX_SPEED', 1, 1_000),
    sandboxBroker: settings.word('LEAKOPS_SANDBOX_BROKER', [
      'guide',
      'healthy',
      'dead',
      'stalled',
      'recovering',
    ]),
  };
}

/** The target itself is never scaled: a run needs it, and restarts it. */
function readBroker(settings: Settings): string | null {
  const broker = settings.optional('LEAKOPS_BROKER', objectName);
  if (broker !== null && broker === settings.text('LEAKOPS_WORKLOAD')) {
    settings.problems.push({
      variable: 'LEAKOPS_BROKER',
      text: `LEAKOPS_BROKER is ${JSON.stringify(broker)}, which is the workload that leaks`,
      remedy: "set LEAKOPS_BROKER to the broker's workload, in the demo kafka, or unset it",
    });
  }
  return broker;
}

/** What Kubernetes and Docker share. */
function readReal(settings: Settings): Omit<RealConfig, keyof EveryConfig> {
  return {
    workload: settings.read('LEAKOPS_WORKLOAD', objectName),
    flagKey: settings.read('LEAKOPS_FLAG', plainText),
    flagdUiUrl: settings.read('FLAGD_UI_URL', httpAddress),
    ofrepUrl: settings.read('FLAGD_OFREP_URL', httpAddress),
    flagFile: settings.optional('LEAKOPS_FLAG_FILE', plainText),
    locustUrl: settings.read('LOCUST_URL', httpAddress),
    prometheusUrl: settings.optional('PROMETHEUS_URL', httpAddress),
  };
}

export function readKubernetes(settings: Settings): Own<KubernetesConfig> {
  return {
    ...readReal(settings),
    target: 'kubernetes',
    kubeconfig: settings.optional('KUBECONFIG', plainText),
    namespace: settings.read('LEAKOPS_NAMESPACE', objectName),
    container: settings.read('LEAKOPS_CONTAINER', objectName),
    broker: readBroker(settings),
    selector: settings.optional('LEAKOPS_SELECTOR', plainText),
    readings: readReadings(settings),
  };
}

function readReadings(settings: Settings): KubernetesConfig['readings'] {
  const readings = settings.word('LEAKOPS_READINGS', ['auto', 'metrics-api', 'kubelet', 'prometheus']);
  if (readings === 'prometheus' && settings.given('PROMETHEUS_URL') === null) {
    settings.problems.push({
      variable: 'PROMETHEUS_URL',
      text: 'LEAKOPS_READINGS is "prometheus", and PROMETHEUS_URL is not set',
      remedy: 'set PROMETHEUS_URL to where Prometheus is, or LEAKOPS_READINGS to metrics-api',
    });
  }
  return readings;
}

export function readDocker(settings: Settings): Own<DockerConfig> {
  return {
    ...readReal(settings),
    target: 'docker',
    engine: readEngine(settings),
    container: settings.optional('LEAKOPS_CONTAINER', containerName),
  };
}
