/**
 * Early signs of a kill, each said once with its numbers, and whether the breaker acts on it (interface.md,
 * `LEAKOPS_PREDICT`). One that the breaker trips for is told by the trip.
 */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { isActedOn } from '../safety/breaker.ts';
import { compose, type Line } from './compose.ts';
import { capital } from './decision-words.ts';
import { forecastWords, sayableForecast } from './forecast-words.ts';
import { zeroAt } from './memory.ts';
import { offset } from './number.ts';
import { outsideWords } from './typed.ts';

export type SeenSign = Run['signs'][number];

/** With which a sign is said once. */
export function signKey({ reason }: Pick<SeenSign, 'reason'>): string {
  return `sign-${reason}`;
}

export function unsaidSigns(run: Pick<Run, 'signs' | 'saidKeys'>): SeenSign[] {
  return run.signs.filter((sign) => !run.saidKeys.includes(signKey(sign)));
}

/** What a sign is of, as its name. */
const names: Record<SeenSign['reason'], string> = {
  stalled: 'Orders stalled',
  leak: 'A real leak',
  peak: 'Peak',
  risk: 'Risk of a burst',
  ramp: 'Proved ramp',
};

/** @param signs at least one; those that were first seen about the same time are one post */
export function signPost(run: Run, signs: readonly SeenSign[], now: number): Said {
  const [first, ...others] = signs;
  if (first === undefined) throw new RangeError(`${run.id} has no sign to tell of`);
  const also = others.map((sign) => `${capital(signWords(sign))}. `).join('');
  const lines: [string, ...Line[]] = [
    `⚠️ ${names[first.reason]} at ${offset(first.at - zeroAt(run))}: ${outsideWords(whyOf(first), 70)}.`,
    withCommands(`${also}${actedWords(run, signs)}`),
  ];
  if (sayableForecast(run, now) !== null) {
    const forecast = forecastWords(run, now);
    lines.push({ shown: `${capital(forecast.shown)}.`, spoken: `${capital(forecast.spoken)}.` });
  }
  return compose({ kind: 'milestone', level: 'warning', lines });
}

/** `orders stalled: no order completed for 24 s, 8 were due`. */
export function signWords(sign: SeenSign): string {
  return `${names[sign.reason].toLowerCase()}: ${outsideWords(whyOf(sign), 90)}`;
}

/** Without what its name says already. */
function whyOf({ why }: SeenSign): string {
  return why.replace(/^a proved ramp, /, '');
}

function actedWords(run: Run, signs: readonly SeenSign[]): string {
  const { state, predict } = run.breaker;
  const expected = signs.filter(({ reason }) => run.broker !== null && isExpected(reason));
  if (expected.length === signs.length) return 'Expected: this run took the broker down. Not acted on.';
  if (state === 'off') return 'Breaker off: not acted on, the flag stays on.';
  const by = (wanted: 'on' | 'cautious') =>
    signs.some(({ reason }) => isActedOn(reason, wanted, run.broker !== null));
  if (by(predict === 'off' ? 'on' : predict) && predict !== 'off') return 'The breaker acts on it.';
  if (predict === 'on' && signs.every(({ reason }) => reason === 'ramp')) {
    return 'Acted on when its kill is nearer than it takes to stop; at once with `LEAKOPS_PREDICT=cautious`.';
  }
  const would = predict === 'off' && by('on') ? 'on' : 'cautious';
  return `Not acted on: \`LEAKOPS_PREDICT=${would}\` would.${meanwhile(run)}`;
}

/** Rule 20: in a run that took the broker down itself. */
function isExpected(reason: SeenSign['reason']): boolean {
  return reason === 'stalled' || reason === 'leak';
}

function meanwhile(run: Run): string {
  return ` The flag goes off over ${run.breaker.thresholdPercent}\u00a0%.`;
}

function withCommands(line: string): Line {
  return line.includes('`') ? { shown: line, spoken: line.replaceAll('`', '') } : line;
}
