/** How each rival is set up, as its own documentation recommends. Data. */
import { type PrometheusSettings, staleAfterSeconds } from './prometheus-config.ts';

export const rivalNames = ['prometheus', 'chaostoolkit', 'leakops'] as const;
export type RivalName = (typeof rivalNames)[number];

export const rivalTitles: Record<RivalName, string> = {
  prometheus: 'Prometheus + Alertmanager',
  chaostoolkit: 'Chaos Toolkit',
  leakops: 'leakops',
};

export interface ChaosToolkitSettings {
  rollbacks: 'default' | 'always';
  /**
   * What the safeguard's probe gives: whether memory is within the limit, as the add-on's own example does; the same,
   * and whether the reading is fresh; or the percent, which a range tolerates.
   */
  probe: 'within' | 'within and fresh' | 'percent';
}

export interface LeakopsSettings {
  /** What differs from the defaults. */
  environment: Record<string, string>;
}

/** `name`: as the tables have it; `words`: what is set. */
export type Setup = { id: SetupId; name: string; words: string } & (
  | { rival: 'prometheus'; settings: PrometheusSettings }
  | { rival: 'chaostoolkit'; settings: ChaosToolkitSettings }
  | { rival: 'leakops'; settings: LeakopsSettings }
);

export type SetupId =
  | 'prometheus-1s'
  | 'prometheus-careful'
  | 'prometheus-default'
  | 'chaostoolkit-default'
  | 'chaostoolkit-always'
  | 'chaostoolkit-careful'
  | 'chaostoolkit-range'
  | 'leakops-1s'
  | 'leakops-threshold-1s'
  | 'leakops-threshold-default'
  | 'leakops-careful'
  | 'leakops-default';

const second = { LEAKOPS_POLL: '1s' };
const thresholdAlone = { LEAKOPS_PREDICT: 'off' };

export const setups: readonly Setup[] = [
  {
    id: 'prometheus-1s',
    name: 'Prometheus 1 s',
    words: 'scrapes and evaluates each 1 s, `group_wait` 0',
    rival: 'prometheus',
    settings: { intervals: '1s', watchesSource: false },
  },
  {
    id: 'prometheus-careful',
    name: 'Prometheus careful',
    words: `the same, and two more rules: \`absent_over_time\` and the age of the reading, both ${staleAfterSeconds} s`,
    rival: 'prometheus',
    settings: { intervals: '1s', watchesSource: true },
  },
  {
    id: 'prometheus-default',
    name: 'Prometheus defaults',
    words: 'no interval set: 1 m, 1 m, `group_wait` 30 s',
    rival: 'prometheus',
    settings: { intervals: 'default', watchesSource: false },
  },
  {
    id: 'chaostoolkit-default',
    name: 'Chaos Toolkit default',
    words: 'a safeguard that looks each 1 s, the default rollback strategy',
    rival: 'chaostoolkit',
    settings: { rollbacks: 'default', probe: 'within' },
  },
  {
    id: 'chaostoolkit-always',
    name: 'Chaos Toolkit always',
    words: 'the same with `--rollback-strategy=always`',
    rival: 'chaostoolkit',
    settings: { rollbacks: 'always', probe: 'within' },
  },
  {
    id: 'chaostoolkit-careful',
    name: 'Chaos Toolkit careful',
    words: `always, and the probe looks at the age of the reading too (${staleAfterSeconds} s)`,
    rival: 'chaostoolkit',
    settings: { rollbacks: 'always', probe: 'within and fresh' },
  },
  {
    id: 'chaostoolkit-range',
    name: 'Chaos Toolkit range',
    words: 'always, and the probe gives a number that a range tolerates, instead of a yes or no',
    rival: 'chaostoolkit',
    settings: { rollbacks: 'always', probe: 'percent' },
  },
  {
    id: 'leakops-1s',
    name: 'leakops 1 s',
    words: '`LEAKOPS_POLL=1s`, all else as it comes',
    rival: 'leakops',
    settings: { environment: second },
  },
  {
    id: 'leakops-default',
    name: 'leakops defaults',
    words: 'nothing set: polls each 5 s, blind after 90 s, lease of 90 s',
    rival: 'leakops',
    settings: { environment: {} },
  },
  {
    id: 'leakops-threshold-1s',
    name: 'leakops 1 s, threshold',
    words: '`LEAKOPS_POLL=1s`, `LEAKOPS_PREDICT=off`',
    rival: 'leakops',
    settings: { environment: { ...second, ...thresholdAlone } },
  },
  {
    id: 'leakops-threshold-default',
    name: 'leakops defaults, threshold',
    words: '`LEAKOPS_PREDICT=off` alone',
    rival: 'leakops',
    settings: { environment: thresholdAlone },
  },
  {
    id: 'leakops-careful',
    name: 'leakops careful',
    words: `\`LEAKOPS_POLL=1s\`, \`LEAKOPS_PREDICT=off\`, \`LEAKOPS_BLIND_AFTER=${staleAfterSeconds}s\`, \`LEAKOPS_LEASE=${staleAfterSeconds}s\``,
    rival: 'leakops',
    settings: {
      environment: {
        ...second,
        ...thresholdAlone,
        LEAKOPS_BLIND_AFTER: `${staleAfterSeconds}s`,
        LEAKOPS_LEASE: `${staleAfterSeconds}s`,
      },
    },
  },
];

export function setupOf(id: SetupId): Setup {
  const found = setups.find((setup) => setup.id === id);
  if (found === undefined) throw new RangeError(`no setup ${id}`);
  return found;
}

export const nameOf = (id: SetupId): string => setupOf(id).name;
