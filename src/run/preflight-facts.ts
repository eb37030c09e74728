/** What preflight finds out, and what it makes of it: rules 1–5. Pure. */
import type { FlagDefinition } from '../flag/definition.ts';
import { leaseOwner } from '../flag/lease.ts';
import type { Evaluation, Load, LoadState, Pod, Reading, Served, TargetHints } from '../ports.ts';
import { timeToStopMs } from '../safety/breaker.ts';
import { type BurstFacts, burstRisk, ordersPerSecond, protectableValue } from '../safety/burst-risk.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import { expectedGrowth } from '../scenario/catalog.ts';
import { inSeconds, mibLimit, percent } from '../voice/number.ts';
import type { Finding, StartRequest } from './desk.ts';

export function problem(name: string, text: string, remedy: string | null): Finding {
  return { name, verdict: 'problem', text, remedy };
}

export function fine(name: string, text: string): Finding {
  return { name, verdict: 'ok', text, remedy: null };
}

export function warning(name: string, text: string, remedy: string | null = null): Finding {
  return { name, verdict: 'warning', text, remedy };
}

export interface FlagFacts {
  key: string;
  served: Served;
  definition: FlagDefinition | null;
  evaluation: Evaluation | null;
  bot: string;
  /** Our own live run, for a plan beside it; null: none. */
  liveRun: string | null;
  flagdSeconds: number | null;
}

/** Rules 1, 2 and 4. */
export function assessFlag(facts: FlagFacts): Finding {
  const { key, served, definition, evaluation } = facts;
  if (definition === null) {
    return problem(
      'flag',
      `flag ${key} is not in the flag file`,
      'Set LEAKOPS_FLAG, or add the flag in flagd-ui',
    );
  }
  const values = Object.values(definition.variants ?? {});
  if (values.length === 0 || values.some((value) => typeof value !== 'number')) {
    return problem(
      'flag',
      `flag ${key} is not numeric`,
      'Set LEAKOPS_FLAG to a flag whose variants are numbers',
    );
  }
  if (served.kind === 'unknown') {
    return problem(
      'flag',
      `OFREP does not serve ${key}: ${served.why}`,
      'Check FLAGD_OFREP_URL and that flagd runs',
    );
  }
  const owner = leaseOwner(definition.metadata);
  const now = facts.flagdSeconds ?? Number.NEGATIVE_INFINITY;
  if (
    owner !== null &&
    owner.bot !== facts.bot &&
    owner.deadlineSeconds !== null &&
    owner.deadlineSeconds > now
  ) {
    return problem(
      'flag',
      `another leakops holds the flag: ${owner.run}`,
      'Wait until it has ended, or `/leak flag off`',
    );
  }
  if (owner !== null && owner.run === facts.liveRun && owner.bot === facts.bot) {
    return fine('flag', `${key} is held by ${owner.run} until it ends`);
  }
  if (owner !== null) {
    return problem(
      'flag',
      `${owner.run} left its rule in the flag and it cannot be put back`,
      'Mend the flag in flagd-ui: see the runbook',
    );
  }
  if (served.reason === 'FLAG_NOT_FOUND') {
    return problem(
      'flag',
      `flagd does not know ${key}`,
      'Check that FLAGD_OFREP_URL and FLAGD_UI_URL are one flagd',
    );
  }
  if (!served.off) {
    return problem('flag', `${key} serves ${JSON.stringify(served.value)} already`, '`/leak flag off`');
  }
  if (evaluation === null || evaluation.kind === 'error') {
    return problem(
      'flag',
      `the definition of ${key} is broken: ${evaluation?.why ?? 'unknown'}`,
      'Mend it in flagd-ui',
    );
  }
  if (!evaluation.off) {
    return problem(
      'flag',
      `${key} is set to ${JSON.stringify(evaluation.value)}, flagd has not loaded it yet`,
      '`/leak flag off`',
    );
  }
  return fine('flag', `${key} is off`);
}

export interface TargetFacts {
  title: string;
  pods: readonly Pod[];
  hints: Pick<TargetHints, 'missing' | 'unlimited'>;
}

export function assessTarget(facts: TargetFacts): Finding {
  if (facts.pods.length === 0) {
    return problem('target', `${facts.title} has no pod`, facts.hints.missing);
  }
  if (facts.pods.every((pod) => pod.limitBytes === null)) {
    return problem('target', `${facts.title} has no memory limit`, facts.hints.unlimited);
  }
  return fine('target', `${facts.title}, limit ${mibLimit(limitOf(facts.pods)!)}`);
}

export function limitOf(pods: readonly Pod[]): number | null {
  const limits = pods.map((pod) => pod.limitBytes).filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

export interface ReadingFacts {
  first: Reading | null;
  second: Reading | null;
  why: string | null;
  /** What somebody checks when there is none: `metrics-server`. */
  source: string;
  limitBytes: number;
  oldestAgeMs: number;
  cadenceMs: number;
  pollMs: number;
  blindAfterMs: number;
  thresholdPercent: number;
}

/** Rules 1, 3 and 18. */
export function assessReadings(facts: ReadingFacts): Finding[] {
  const { second } = facts;
  if (facts.first === null || second === null) {
    const why = facts.why ?? 'no two readings with different dates';
    return [
      problem(
        'readings',
        `no fresh reading within 60\u00a0s: ${why}`,
        `Check ${facts.source}, then \`/leak doctor\``,
      ),
    ];
  }
  if (facts.blindAfterMs < facts.oldestAgeMs + facts.pollMs) {
    return [
      problem(
        'readings',
        `readings are up to ${inSeconds(facts.oldestAgeMs)} old, blind after ${inSeconds(facts.blindAfterMs)}`,
        `Set LEAKOPS_BLIND_AFTER=${Math.ceil((facts.oldestAgeMs + facts.cadenceMs + facts.pollMs) / 1000)}s or more`,
      ),
    ];
  }
  const level = percentOfLimit(second.usedBytes, facts.limitBytes);
  const memory = assessMemory(level, facts.thresholdPercent);
  if (memory.verdict === 'problem') return [memory];
  const findings = [
    fine('readings', `every ${inSeconds(facts.cadenceMs)}, up to ${inSeconds(facts.oldestAgeMs)} old`),
    memory,
  ];
  if (facts.blindAfterMs < facts.oldestAgeMs + facts.cadenceMs + facts.pollMs) {
    findings.push(
      warning(
        'readings',
        `one missed reading trips the breaker (blind after ${inSeconds(facts.blindAfterMs)})`,
      ),
    );
  }
  return findings;
}

/** The threshold that a start is measured by, in percent. */
export function thresholdOf(breaker: StartRequest['breaker']): number {
  return breaker.state === 'off' ? 100 : breaker.thresholdPercent;
}

/** Rule 1: a run does not begin near the threshold. */
export function assessMemory(level: number, thresholdPercent: number): Finding {
  const bound = thresholdPercent - 5;
  return level < bound
    ? fine('memory', percent(level))
    : problem(
        'memory',
        `${percent(level)} before the start, must be under ${bound}\u00a0%`,
        '`/leak restart`, wait 2\u00a0m, then start again',
      );
}

export function assessLoad(load: {
  /** null: none was found. */
  kind: Load['kind'] | null;
  state: LoadState | null;
  why: string | null;
}): Finding {
  if (load.kind === 'none') return fine('load', 'no load, as LEAKOPS_LOAD says');
  if (load.state === null) {
    return problem('load', `load generator: ${load.why}`, 'Check LOCUST_URL, or set LEAKOPS_LOAD=none');
  }
  const words = load.state.running ? `${load.state.users ?? 'unknown'} users` : 'stopped';
  return fine('load', `${load.kind === 'flagd' ? 'load flags' : 'Locust'}, ${words}`);
}

export interface Foresight {
  killChance: number;
  /** Rule 5: readings of this age and interval can see the kill by bursts coming. */
  protectable: boolean;
  /** Why readings may not see a kill coming: by bursts, or by the guide's own growth; null: they can. */
  unseen: 'bursts' | 'too-fast' | null;
  warnings: string[];
  /** The nearest lower value of which they can; null: there is none, or none is needed. */
  protectableValue: number | null;
}

/** Rule 5: what readings of this age cannot see is said before the start. */
export function foresee(
  request: Pick<StartRequest, 'flagValue' | 'users'>,
  facts: Omit<BurstFacts, 'flagValue' | 'ordersPerSecond'> & { pollMs: number; warmingUp: boolean },
): Foresight {
  const burst = { ...facts, flagValue: request.flagValue, ordersPerSecond: ordersPerSecond(request.users) };
  const risk = burstRisk(burst);
  const stopMs = timeToStopMs({
    ageMs: facts.ageMs,
    pollMs: facts.pollMs,
    propagationsMs: [],
    inRamp: false,
  });
  const growth = expectedGrowth(request.flagValue);
  const leftMs =
    growth.to80 === null || growth.toKill === null ? null : (growth.toKill[0] - growth.to80[1]) * 60_000;
  const tooFast = leftMs !== null && growth.nearestValue >= 1_000 && leftMs < stopMs;
  const warnings: string[] = [];
  if (facts.warmingUp) warnings.push('The pod is warming up: memory rises by itself for some minutes');
  return {
    killChance: risk.chanceInTenMinutes,
    protectable: !risk.unprotectable,
    unseen: risk.unprotectable ? 'bursts' : tooFast ? 'too-fast' : null,
    warnings,
    protectableValue: risk.unprotectable ? protectableValue(burst) : tooFast ? 500 : null,
  };
}
