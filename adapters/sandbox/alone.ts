/** `npm run sandbox`: the embedded demo alone, on the real clock, for a bot in another process. */
import { resolve } from 'node:path';
import { Failure, wordsOf } from '../../src/failure.ts';
import { systemClock } from '../clock/system.ts';
import { aloneOptions, usage } from './alone-options.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

const usageExit = 2;
const lookAtParentMs = 250;

/** One line for scripts: when it has come, all listen. */
function printAddresses(sandbox: Sandbox): void {
  const { flagdUiUrl, ofrepUrl, locustUrl, kubernetesUrl, controlUrl, kubeconfig } = sandbox;
  const line = {
    flagdUiUrl,
    ofrepUrl,
    locustUrl,
    kubernetesUrl,
    controlUrl,
    kubeconfig: resolve(kubeconfig),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function run(args: string[]): Promise<void> {
  const options = aloneOptions(args);
  if (options === null) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const { withParent, ...sandboxOptions } = options;
  const starting = startSandbox({ ...sandboxOptions, clock: systemClock() });
  const end = () => {
    const stopped = starting.then((sandbox) => sandbox.stop());
    void stopped.catch(() => {}).finally(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
  // npm ends the shell between itself and this process, which passes no signal on.
  const parent = process.ppid;
  if (withParent) setInterval(() => process.ppid !== parent && end(), lookAtParentMs).unref();
  // Who reads the line may be gone by the time it comes.
  process.stdout.on('error', end);
  printAddresses(await starting);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${wordsOf(error)}\n`);
  if (error instanceof Failure && error.remedy !== null) process.stderr.write(`${error.remedy}\n`);
  process.exitCode = error instanceof Failure && error.code === 'sandbox-usage' ? usageExit : 1;
});
