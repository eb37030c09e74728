/** The demo in this process: its servers, and where they are as settings of a world. */
import type { Sandbox } from '../adapters/sandbox/sandbox.ts';
import type { SandboxConfig } from '../src/config.ts';
import type { Clock } from '../src/ports.ts';
import type { ClusterSettings } from './world.ts';

/** Loaded only where it is the target. */
export async function startEmbeddedSandbox(config: SandboxConfig, clock: Clock): Promise<Sandbox> {
  const { startSandbox } = await import('../adapters/sandbox/sandbox.ts');
  const load = config.load === 'flagd' ? 'flags' : 'locust';
  return startSandbox({ clock, broker: config.sandboxBroker, load });
}

/** The same adapters as for a real demo: it is the servers that differ. */
export function sandboxSettings(config: SandboxConfig, sandbox: Sandbox): ClusterSettings {
  return {
    ...config,
    kubeconfig: sandbox.kubeconfig,
    namespace: 'otel-demo',
    workload: 'checkout',
    container: 'checkout',
    broker: 'kafka',
    selector: null,
    readings: 'auto',
    flagKey: 'kafkaQueueProblems',
    flagdUiUrl: sandbox.flagdUiUrl,
    ofrepUrl: sandbox.ofrepUrl,
    flagFile: null,
    locustUrl: sandbox.locustUrl,
    prometheusUrl: null,
  };
}

/** What `GET /api/sandbox` answers. */
export function sandboxAddresses(sandbox: Sandbox) {
  const { flagdUiUrl, ofrepUrl, locustUrl, kubernetesUrl, kubeconfig } = sandbox;
  return { flagdUiUrl, ofrepUrl, locustUrl, kubernetesUrl, kubeconfig };
}
