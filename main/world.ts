/** The systems that runs act on, as the settings say, and how that world is known again. */
import { flagFileFlags } from '../adapters/flags/flag-file.ts';
import { flagdUiFlags } from '../adapters/flags/flagd-ui.ts';
import { chooseLoad } from '../adapters/load/choose.ts';
import { flagLoad } from '../adapters/load/flagd/load.ts';
import { locustLoad } from '../adapters/load/locust.ts';
import { noLoad } from '../adapters/load/none.ts';
import type { createLog } from '../adapters/log.ts';
import type { Sandbox } from '../adapters/sandbox/sandbox.ts';
import type { DockerConfig, KubernetesConfig } from '../src/config.ts';
import { wordsOf } from '../src/failure.ts';
import type { Clock, Flags, Load } from '../src/ports.ts';
import type { Run, WorldIdentity } from '../src/run/run.ts';
import type { World } from '../src/run/runner.ts';
import { targetOf } from './target.ts';

const identityTimeoutMs = 3_000;

/** Where the systems of a world are. The sandbox is a cluster, and only says that it is none. */
export type WorldSettings = ClusterSettings | DockerConfig;
export type ClusterSettings = Omit<KubernetesConfig, 'target'> & { target: 'sandbox' | 'kubernetes' };

export function worldOf(settings: WorldSettings, clock: Clock, log: ReturnType<typeof createLog>): World {
  const { ofrepUrl, flagdUiUrl, flagFile, locustUrl } = settings;
  const flags: Flags =
    flagFile === null
      ? flagdUiFlags({ flagdUiUrl, ofrepUrl, clock })
      : flagFileFlags({ path: flagFile, ofrepUrl, clock });
  const made: Record<Load['kind'], () => Load> = {
    locust: () => locustLoad({ url: locustUrl, clock }),
    flagd: () => flagLoad({ flags }),
    none: noLoad,
  };
  return {
    flags,
    ...targetOf(settings, clock, log),
    loads: {
      choose: (signal) => chooseLoad({ choice: settings.load, locustUrl, flags, clock }, signal),
      of: (kind) => made[kind](),
    },
  };
}

/** @param sandbox null: a world that outlives this process */
export async function identityOf(
  settings: WorldSettings,
  world: World,
  sandbox: Sandbox | null,
): Promise<WorldIdentity> {
  // Of a sandbox too: the cluster's client takes a moment to load, in which nothing is heard, so before anybody speaks.
  const asked = world.workload.identity(AbortSignal.timeout(identityTimeoutMs));
  const found = await asked.catch((error: unknown) => (sandbox === null ? unreadable(error) : null));
  const clusterId = sandbox?.bootId ?? found;
  // An embedded sandbox has other ports at each start: its boot id says all.
  const address = (url: string) => (sandbox === null ? url : 'sandbox');
  return {
    target: settings.target,
    flagKey: settings.flagKey,
    flagSource: settings.flagFile ?? address(settings.flagdUiUrl),
    ofrepUrl: address(settings.ofrepUrl),
    namespace: settings.target === 'docker' ? (settings.container ?? '') : settings.namespace,
    workload: settings.workload,
    clusterId,
  };
}

/** No obstacle: the next start looks again, and a run is known by its addresses too. */
function unreadable(error: unknown): null {
  console.log(`warning: the target does not answer yet: ${wordsOf(error)} → /leak doctor says what to do`);
  return null;
}

/** What a person does about a run that is not of this world. */
export function elsewhereWords(run: Run): string {
  const { target, namespace, workload, flagKey, flagSource, ofrepUrl, clusterId } = run.world;
  const onDocker = target === 'docker';
  const where = onDocker ? ['LEAKOPS_CONTAINER', namespace] : ['LEAKOPS_NAMESPACE', namespace];
  const settings = [
    ['LEAKOPS_TARGET', target],
    where,
    ['LEAKOPS_WORKLOAD', workload],
    ['LEAKOPS_FLAG', flagKey],
  ];
  const given = settings.filter(([, value]) => value !== '').map(([name, value]) => `${name}=${value}`);
  return (
    `${run.id} is ${run.state} in another world and is not touched. To put it right start leakops with ` +
    `${given.join(' ')}, the flag at ${flagSource}, OFREP at ${ofrepUrl}, ` +
    `${onDocker ? 'Docker engine' : 'cluster'} ${clusterId ?? 'unknown'}`
  );
}
