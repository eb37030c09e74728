import type { ServerClock } from './server-clock.ts';

/** The cluster's instants on the bot's clock, so that equal dates of the source are equal for ever (rule 18). */
interface SourceDates {
  /** Never later than `now`: what has been seen is not in the future. Both ms. */
  onBotClock(sourceAt: number, now: number): number;
}

/** Far more than one sight has, so that a date which is still shown is never forgotten. */
const keptDates = 1_000;

export function sourceDates(server: ServerClock): SourceDates {
  const known = new Map<number, number>();
  return {
    onBotClock(sourceAt, now) {
      const at = known.get(sourceAt) ?? Math.min(sourceAt - server.offsetMs(), now);
      known.delete(sourceAt);
      known.set(sourceAt, at);
      if (known.size > keptDates) known.delete(known.keys().next().value ?? sourceAt);
      return at;
    },
  };
}
