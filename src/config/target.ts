import type { EveryConfig, KubernetesConfig, SandboxConfig } from '../config.ts';
import { httpAddress, objectName, plainText, type Settings } from './settings.ts';

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

export function readKubernetes(settings: Settings): Own<KubernetesConfig> {
  return {
    target: 'kubernetes',
    kubeconfig: settings.optional('KUBECONFIG', plainText),
    namespace: settings.read('LEAKOPS_NAMESPACE', objectName),
    workload: settings.read('LEAKOPS_WORKLOAD', objectName),
    container: settings.read('LEAKOPS_CONTAINER', objectName),
    broker: readBroker(settings),
    selector: settings.optional('LEAKOPS_SELECTOR', plainText),
    readings: settings.word('LEAKOPS_READINGS', ['auto', 'metrics-api'], ['kubelet', 'prometheus']),
    flagKey: settings.read('LEAKOPS_FLAG', plainText),
    flagdUiUrl: settings.read('FLAGD_UI_URL', httpAddress),
    ofrepUrl: settings.read('FLAGD_OFREP_URL', httpAddress),
    flagFile: settings.optional('LEAKOPS_FLAG_FILE', plainText),
    locustUrl: settings.read('LOCUST_URL', httpAddress),
  };
}
