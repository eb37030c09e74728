/** What preflight would have said of a start at the second at which the recording's flag went on (rules 1, 3, 5). */
import type { Reading } from '../ports.ts';
import { assessReadings, foresee } from '../run/preflight-facts.ts';
import { burstStart } from '../safety/before-start.ts';
import { ordersPerSecond } from '../safety/burst-risk.ts';
import { inSeconds } from '../voice/number.ts';
import { blindAfterMs, pollMs } from './recorded-run.ts';
import type { Source } from './source.ts';
import type { Trace } from './trace.ts';

const warmUpSeconds = 240;

export interface Foreseen {
  /** Readings can see a kill coming; false also where a start is refused; null: unknown. */
  protectable: boolean | null;
  killChance: number | null;
  why: string;
  /** As measured, else as the source is said to be. */
  cadenceMs: number;
  oldestAgeMs: number;
}

/** @param before readings seen before the flag went on, oldest first */
export function foreseen(
  trace: Trace,
  options: { source: Source; thresholdPercent: number },
  before: readonly Reading[],
  processStartedSecond: number,
): Foreseen {
  const { source, thresholdPercent } = options;
  const [first, second] = before.slice(-2);
  const measured =
    first === undefined || second === undefined
      ? { cadenceMs: source.intervalSeconds * 1000, oldestAgeMs: source.ageSeconds * 1000 }
      : { cadenceMs: second.at - first.at, oldestAgeMs: source.ageSeconds * 1000 };
  const unknown = (why: string): Foreseen => ({ protectable: null, killChance: null, why, ...measured });
  const baseline = second ?? first;
  if (trace.flagOnAt === null)
    return unknown('the recording does not say when the flag went on: no flag_on_at');
  if (baseline === undefined) return unknown('no reading was seen before the flag went on');
  const { limitBytes, ordersPerMinute } = trace;
  const findings = assessReadings({
    first: first ?? baseline,
    second: baseline,
    why: null,
    source: 'the recording',
    limitBytes,
    ...measured,
    pollMs,
    blindAfterMs: blindAfterMs(measured.cadenceMs, measured.oldestAgeMs),
    thresholdPercent,
  });
  const foresight =
    ordersPerMinute === null
      ? null
      : foresee(
          { flagValue: trace.flagValue, users: ordersPerMinute / 60 / ordersPerSecond(1) },
          {
            ...burstStart(before, limitBytes, processStartedSecond * 1000),
            limitBytes,
            hasGomemlimit: trace.gomemlimitBytes !== null,
            intervalMs: measured.cadenceMs,
            ageMs: measured.oldestAgeMs,
            pollMs,
            warmingUp: trace.flagOnAt - processStartedSecond < warmUpSeconds,
          },
        );
  const killChance = foresight?.killChance ?? null;
  const refused = findings.find((finding) => finding.verdict === 'problem');
  if (refused !== undefined) {
    return { protectable: false, killChance, why: `a start is refused: ${refused.text}`, ...measured };
  }
  if (foresight === null)
    return unknown('the recording does not say how many orders come: no orders_per_minute');
  const readings = `readings every ${inSeconds(measured.cadenceMs)}, up to ${inSeconds(measured.oldestAgeMs)} old`;
  return {
    protectable: foresight.protectable,
    killChance,
    why: foresight.protectable
      ? `${readings}, can see a kill coming`
      : `${readings}: a kill may come between two of them`,
    ...measured,
  };
}
