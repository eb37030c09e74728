/** A wire of Toxiproxy's to each system of a sandbox. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Sandbox } from '../../../adapters/sandbox/sandbox.ts';
import { handed } from '../gated.ts';
import { type System, systems } from './faults.ts';
import { type Toxic, type Wire, wireTo } from './toxiproxy.ts';

export interface Wires {
  /** What a bot is told instead of the sandbox's own. */
  urls: Pick<Sandbox, 'flagdUiUrl' | 'ofrepUrl' | 'locustUrl' | 'kubeconfig'>;
  break(fault: Toxic[] | 'gone', ...which: System[]): Promise<void>;
  heal(): Promise<void>;
}

export async function wiresTo(sandbox: Sandbox): Promise<Wires> {
  const toxiproxyUrl = handed('WIRE_TOXIPROXY_URL');
  const wires: Record<System, Wire> = {
    'flagd-ui': await wireTo(toxiproxyUrl, sandbox.flagdUiUrl),
    ofrep: await wireTo(toxiproxyUrl, sandbox.ofrepUrl),
    locust: await wireTo(toxiproxyUrl, sandbox.locustUrl),
    kubernetes: await wireTo(toxiproxyUrl, sandbox.kubernetesUrl),
  };
  // Beside the sandbox's own, in its temporary folder.
  const kubeconfig = `${sandbox.kubeconfig}-wired`;
  writeFileSync(
    kubeconfig,
    readFileSync(sandbox.kubeconfig, 'utf8').replace(sandbox.kubernetesUrl, wires.kubernetes.url),
  );
  return {
    urls: {
      flagdUiUrl: wires['flagd-ui'].url,
      ofrepUrl: wires.ofrep.url,
      locustUrl: wires.locust.url,
      kubeconfig,
    },
    async break(fault, ...which) {
      await Promise.all(
        which.map((system) => (fault === 'gone' ? wires[system].remove() : wires[system].poison(...fault))),
      );
    },
    heal: async () => void (await Promise.all(systems.map((system) => wires[system].heal()))),
  };
}
