import type { Run } from '../../../src/run/run.ts';

/**
 * The latest instant of a run that has come, ms on the bot's clock. What is planned or forecast (`endsAt`, a kill
 * ahead, a lease's deadline) is left out: a clock that started there would end the run at once.
 */
export function latestInstantOf(run: Run): number {
  let latest = run.startedAt;
  const seen = (at: number | null) => {
    if (at !== null && at > latest) latest = at;
  };
  seen(run.growingAt);
  seen(run.recoveryAt);
  seen(run.lastMilestoneAt);
  seen(run.decision?.at ?? null);
  seen(run.breaker.trippedAt);
  seen(run.flag.lastWriteAt);
  seen(run.flag.seenOffAt);
  seen(run.flag.failingSince);
  seen(run.load.onAt);
  seen(run.restart?.requestedAt ?? null);
  if (run.state === 'ended') seen(run.endedAt);
  for (const event of run.events) seen(event.at);
  for (const kill of run.kills) seen(kill.at);
  for (const reading of run.readings) seen(Math.max(reading.at, reading.seenAt));
  return latest;
}
