/** The same failure with as few acts as can soon be found. */
import type { Player } from './play.ts';
import type { Schedule } from './schedule.ts';
import { usual } from './schedule.ts';

/** Real time: a long story now is better than a short one tomorrow. */
const shrinkingMs = 30_000;

/** The promise or rule that failed first: a shorter schedule must break the same one. */
function ruleOf(wrong: readonly string[]): string | null {
  const [first] = wrong;
  return first === undefined ? null : (/, ([^:]*):/.exec(first)?.[1] ?? first.split(':')[0]!);
}

export async function shrunk(schedule: Schedule, play: Player): Promise<Schedule> {
  const untilMs = performance.now() + shrinkingMs;
  const rule = ruleOf((await play(schedule)).wrong);
  let least = schedule;
  async function isEnough(tried: Schedule): Promise<boolean> {
    if (performance.now() > untilMs || ruleOf((await play(tried)).wrong) !== rule) return false;
    least = tried;
    return true;
  }
  for (let i = least.steps.length - 1; i >= 0; i -= 1) await isEnough(without(least, i));
  if (least.before.length > 0) await isEnough({ ...least, before: [] });
  for (const key of Object.keys(usual) as (keyof typeof usual)[])
    await isEnough({ ...least, settings: { ...least.settings, [key]: usual[key] } });
  for (let i = least.steps.length - 1; i >= 0; i -= 1) await isEnough(without(least, i));
  return least;
}

/** What comes after it comes at the same time as before. */
function without(schedule: Schedule, i: number): Schedule {
  const { steps } = schedule;
  const [gone, next] = [steps[i]!, steps[i + 1]];
  const later = next === undefined ? [] : [{ ...next, afterMs: next.afterMs + gone.afterMs }];
  return { ...schedule, steps: [...steps.slice(0, i), ...later, ...steps.slice(i + 2)] };
}
