/** The experiment of Chaos Toolkit, as its documentation has one: hypothesis, method, safeguard, rollbacks. Pure. */
import { leakFlag, leakUsers, leakValue, spawnRate } from './hands.ts';
import { staleAfterSeconds, thresholdPercent } from './prometheus-config.ts';
import type { ChaosToolkitSettings } from './setups.ts';

export interface ExperimentWorld {
  flagdUiUrl: string;
  kubernetesUrl: string;
  locustUrl: string;
  token: string;
  limitBytes: number;
  usersBefore: number;
}

const lookEverySeconds = 1;
const experimentSeconds = 1_800;

const python = (func: string, args: object) => ({
  type: 'python',
  module: 'checkout',
  func,
  arguments: args,
});

export function experimentOf({ probe }: ChaosToolkitSettings, world: ExperimentWorld): object {
  const { flagdUiUrl, locustUrl, kubernetesUrl, token, limitBytes } = world;
  const source = { kubernetes_url: kubernetesUrl, token, limit_bytes: limitBytes };
  const limits = { ...source, threshold_percent: thresholdPercent };
  const within = { type: 'probe', name: 'memory-within-limit', tolerance: true };
  const probes = {
    within: { ...within, provider: python('is_within', limits) },
    'within and fresh': {
      ...within,
      provider: python('is_within_and_fresh', { ...limits, oldest_seconds: staleAfterSeconds }),
    },
    percent: { ...within, tolerance: [0, thresholdPercent], provider: python('used_percent', source) },
  };
  const action = (name: string, func: string, args: object) => ({
    type: 'action',
    name,
    provider: python(func, args),
  });
  const flag = (variant: string, value: number) => ({
    flagd_ui_url: flagdUiUrl,
    flag: leakFlag,
    variant,
    value,
  });
  const users = (count: number) => ({ locust_url: locustUrl, users: count, spawn_rate: spawnRate });
  return {
    title: 'Checkout stays within its memory while its queue overloads',
    description: 'Flag on and load; a safeguard ends it before checkout is killed.',
    controls: [
      {
        name: 'safeguard',
        provider: {
          type: 'python',
          module: 'chaosaddons.controls.safeguards',
          arguments: { probes: [{ ...probes[probe], frequency: lookEverySeconds }] },
        },
      },
    ],
    'steady-state-hypothesis': { title: 'Memory is within its limit', probes: [probes.within] },
    method: [
      action('flag-on', 'set_flag', flag('on', leakValue)),
      {
        ...action('load-on', 'set_users', users(leakUsers)),
        pauses: { after: experimentSeconds },
      },
    ],
    rollbacks: [
      action('flag-off', 'set_flag', flag('off', 0)),
      action('load-back', 'set_users', users(world.usersBefore)),
    ],
  };
}
