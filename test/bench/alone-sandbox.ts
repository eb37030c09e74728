/** The stand-alone sandbox in a process of its own, as `npm run sandbox` starts it. */
import { type Child, startChild } from './child.ts';

export type Watch = 'fsnotify' | 'poll';

export interface AloneSandbox {
  urls: {
    flagdUiUrl: string;
    ofrepUrl: string;
    locustUrl: string;
    kubernetesUrl: string;
    controlUrl: string;
    kubeconfig: string;
  };
  child: Child;
}

const anyPorts = ['flagd-ui', 'ofrep', 'locust', 'kubernetes', 'control'].flatMap((server) => [
  `--${server}-port`,
  '0',
]);

export async function startAloneSandbox(args: readonly string[]): Promise<AloneSandbox> {
  const child = startChild(['adapters/sandbox/alone.ts', ...anyPorts, ...args]);
  const urls = JSON.parse(await child.line('{')) as AloneSandbox['urls'];
  return { urls, child };
}
