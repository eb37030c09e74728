/** What the configuration says about commands. */
import type { Predict } from '../../src/run/run.ts';

export interface Settings {
  /** Chat user ids that may start, raise and restart; null: everyone (LEAKOPS_OPERATORS). */
  operators: readonly string[] | null;
  /** LEAKOPS_MAX_DURATION, from the start of a run. */
  maxDurationMs: number;
  /** For new runs that do not say (LEAKOPS_BREAKER). */
  breaker: { thresholdPercent: number; state: 'armed' | 'off' };
  predict: Predict;
  /** Users a second when a command does not say (LEAKOPS_SPAWN_RATE). */
  spawnRate: number;
  /** Where people reach the pages; null: no links. */
  publicUrl: string | null;
  /** The broker's workload that a run may take down (LEAKOPS_BROKER); null: none. */
  broker: string | null;
  /** LEAKOPS_TARGET; absent: a cluster. */
  target?: 'sandbox' | 'kubernetes' | 'docker';
  /** The target's workload, for words; absent: what the last run had. */
  workload?: string;
}

export function mayRaise(settings: Pick<Settings, 'operators'>, userId: string): boolean {
  return settings.operators === null || settings.operators.includes(userId);
}
