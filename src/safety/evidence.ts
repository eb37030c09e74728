/** By what a regime is judged, in words with numbers; without the regime's name where the numbers say it. */
import { duration, mib, percent, trend } from '../voice/number.ts';
import type { RegimeFinding } from './regime.ts';

export function evidenceWords(
  finding: RegimeFinding,
  limitBytes: number,
  ageMs: number,
  orderBytes: number | null,
): string {
  const { regime, ramp, step, aroundPercent } = finding;
  if (ramp !== null) {
    const minutes = duration(ramp.seconds * 1000);
    return `${trend(ramp.slope * 60)} for ${minutes}, from ${percent(ramp.fromPercent)} to ${percent(ramp.percent)}`;
  }
  if (step !== null) {
    const when = step.unread ? 'while nothing was read' : 'at once';
    return `from ${percent(step.fromPercent)} to ${percent(step.toPercent)} ${when}`;
  }
  if (aroundPercent === null) return 'too few readings';
  const level = `${regime === 'warm-up' ? 'warming up, ' : 'level '}at ${percent(aroundPercent)}`;
  const how = regime === 'warm-up' ? `, started ${duration(ageMs)} ago` : ` for ${duration(finding.heldMs)}`;
  return `${level}${how}${burstWords(finding, limitBytes, orderBytes)}`;
}

/** What an order adds as it is known, and the most that stood out: orders that coincide add up. */
function burstWords(finding: RegimeFinding, limitBytes: number, orderBytes: number | null): string {
  if (finding.burstPercent === 0) return '';
  const most = `up to ${mib((finding.burstPercent / 100) * limitBytes)}`;
  return orderBytes === null ? `, bursts ${most}` : `, bursts of ${mib(orderBytes)} an order, ${most}`;
}
