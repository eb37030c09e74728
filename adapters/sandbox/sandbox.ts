/**
 * The embedded demo: flagd-ui, flagd, Locust and Kubernetes as real HTTP servers on loopback, with a model of
 * checkout behind them, all on one clock. Nothing here is shared with the adapters that talk to it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, wordsOf } from '../../src/failure.ts';
import { controlListener } from './control.ts';
import type { Faults } from './faults.ts';
import { removeKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { locustHandler } from './locust-web.ts';
import { ofrepHandler } from './ofrep.ts';
import { type Listening, listen, sendHtml } from './web.ts';
import { withFaults } from './with-faults.ts';
import { createWorld, namespace, type WorldOptions } from './world.ts';

export interface SandboxPorts {
  flagdUi: number;
  ofrep: number;
  locust: number;
  kubernetes: number;
  control: number;
}

export interface SandboxOptions extends WorldOptions {
  /** 0, and what is left out: any port. */
  ports?: Partial<SandboxPorts>;
  /** Where the kubeconfig goes; default: into the sandbox's own temporary folder. */
  kubeconfig?: string;
  locustStop?: 'post' | 'get';
  /** Locust behind `--web-login`. */
  locustLogin?: boolean;
}

export interface Sandbox {
  flagdUiUrl: string;
  ofrepUrl: string;
  locustUrl: string;
  kubernetesUrl: string;
  controlUrl: string;
  /** Path of a kubeconfig with the namespace `otel-demo`. */
  kubeconfig: string;
  flagFile: string;
  /** Never twice the same (rule 25). */
  bootId: string;
  faults: Faults;
  stop(): Promise<void>;
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'leakops-sandbox-'));
  } catch (error) {
    const words = `The sandbox cannot make a temporary folder: ${wordsOf(error)}.`;
    const remedy = 'Free some space, or set TMPDIR to a folder that may be written.';
    throw new Failure('sandbox-folder', words, { retryable: false, remedy, cause: error });
  }
}

/** Rejects with a Failure, and leaves nothing behind, when a port is taken or an option is not served. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = temporaryFolder();
  const over = new AbortController();
  const listening: Listening[] = [];
  const kubeconfig = options.kubeconfig ?? join(folder, 'kubeconfig');
  let kubeconfigWritten = false;

  const stop = async (): Promise<void> => {
    over.abort();
    await Promise.all(listening.map((server) => server.close()));
    if (kubeconfigWritten) removeKubeconfig(kubeconfig);
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const { clock, ports = {}, load = 'locust' } = options;
    const world = createWorld(options, join(folder, 'demo.flagd.json'), over.signal);
    const { faults } = world;
    const open = async (title: string, port: number | undefined, listener: Parameters<typeof listen>[2]) => {
      const server = await listen(title, port ?? 0, listener);
      listening.push(server);
      return server.url;
    };
    const faulty = { clock, faults };
    const flagdOffsetMs = () => faults.clockOffsetMs;
    const flagdUiUrl = await open(
      'flagd-ui',
      ports.flagdUi,
      withFaults('flagd-ui', faulty, world.ui.handler),
    );
    const ofrepUrl = await open(
      'OFREP',
      ports.ofrep,
      withFaults('ofrep', { ...faulty, offsetMs: flagdOffsetMs }, ofrepHandler(world.flagd)),
    );
    const locustUrl = await open(
      'Locust',
      ports.locust,
      withFaults(
        'locust',
        faulty,
        load === 'locust'
          ? locustHandler({
              locust: world.locust,
              clock,
              stopMethod: options.locustStop === 'get' ? 'GET' : 'POST',
              login: options.locustLogin ?? false,
            })
          : (_request, response) => sendHtml(response, 404, '404 Not Found'),
      ),
    );
    const kubernetesUrl = await open(
      'Kubernetes API',
      ports.kubernetes,
      withFaults('kubernetes', faulty, world.kubernetes),
    );
    const controlUrl = await open(
      'control server',
      ports.control,
      controlListener({ faults, ui: world.ui, setBroker: world.setBroker, state: world.state }),
    );
    writeKubeconfig(kubeconfig, kubernetesUrl, namespace);
    kubeconfigWritten = true;
    const urls = { flagdUiUrl, ofrepUrl, locustUrl, kubernetesUrl, controlUrl };
    return { ...urls, kubeconfig, flagFile: world.flagFile, bootId: world.bootId, faults, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
