/**
 * `sight-child.ts NAMESPACE FILE`: looks at the target with what a pod has, again and again, and adds a line to the file
 * when what comes of it changes: how many pods, or why not. Ends when it sees them for the second time.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { Failure } from '../../../src/failure.ts';

const [namespace = '', file = ''] = process.argv.slice(2);
const workload = kubernetesWorkload({
  ...{ namespace, workload: 'checkout', container: 'checkout', readings: 'auto', clock: systemClock() },
});

async function look(): Promise<string> {
  try {
    return `${(await workload.sight()).pods.length} pod`;
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}

const seen: string[] = [];
while (seen.length < 3) {
  const now = await look();
  if (now !== seen.at(-1)) {
    seen.push(now);
    appendFileSync(file, `${now}\n`);
  }
  await pause(200);
}
