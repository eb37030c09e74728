/** What a person orders of a live run (rules 28–30; ranges are the grammar's). Acts on the draft, answers in words. */
import type { Person } from '../ports.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import type { Order, OrderResult } from './desk.ts';
import { type Draft, decided, happened } from './draft.ts';
import type { Moment } from './observation.ts';
import { isFresh } from './see-readings.ts';

export function obey(draft: Draft, order: Order, by: Person, moment: Moment): OrderResult {
  if (draft.state === 'ended') return refused(`${draft.id} has ended.`, null);
  switch (order.kind) {
    case 'stop':
      return end(draft, { kind: 'stop', at: moment.at, by: by.name, why: `stopped by ${by.name}` });
    case 'flag-off':
      return end(draft, { kind: 'stop', at: moment.at, by: by.name, why: `flag turned off by ${by.name}` });
    case 'trip':
      return end(draft, {
        kind: 'trip',
        reason: 'command',
        at: moment.at,
        by: by.name,
        why: `tripped by ${by.name}`,
        reading: draft.readings.at(-1) ?? null,
      });
    case 'restart':
      return restart(draft, by, moment);
    default:
      if (draft.decision !== null) {
        const flag = draft.flag.seenOffAt === null ? 'its flag goes off' : 'its flag is off';
        return refused(`${draft.id} is ${draft.state}: ${flag}.`, null);
      }
      if (draft.state === 'preparing')
        return refused(`${draft.id} is being prepared.`, 'Try again when it grows.');
      return steer(draft, order, by, moment);
  }
}

function end(draft: Draft, decision: Parameters<typeof decided>[1]): OrderResult {
  const { again } = draft.flag;
  if (draft.decision !== null && again !== null && again.until === null) {
    draft.flag.again = { ...again, offAsked: again.offAsked ?? { by: decision.by, at: decision.at } };
    draft.eyes.flagRetryMono = 0;
    return done(`${draft.id}: the flag is on again and goes off.`);
  }
  if (draft.decision !== null) {
    return refused(`${draft.id} is ${draft.state} already: ${draft.decision.why}.`, null);
  }
  decided(draft, decision);
  return done(
    decision.kind === 'trip' ? `Breaker of ${draft.id} tripped.` : `Stopping ${draft.id}: the flag goes off.`,
  );
}

function restart(draft: Draft, by: Person, moment: Moment): OrderResult {
  if (draft.state !== 'recovering') {
    return refused(`No restart while ${draft.id} is ${draft.state}.`, '`/leak stop` first');
  }
  if (draft.restart !== null && !draft.restart.done && draft.restart.why === null) {
    return refused('The restart is under way already.', null);
  }
  draft.restart = { requestedAt: moment.at, by: by.name, done: false, why: null };
  draft.recovery = null;
  draft.recoveryAt = null;
  happened(draft, {
    at: moment.at,
    kind: 'restart',
    by: by.name,
    text: `restart of ${draft.target} asked for`,
  });
  return done(`Restarting ${draft.target}.`);
}

type Steering = Exclude<Order, { kind: 'stop' | 'trip' | 'flag-off' | 'restart' }>;

function steer(draft: Draft, order: Steering, by: Person, moment: Moment): OrderResult {
  switch (order.kind) {
    case 'flag':
      return setFlag(draft, order.value, by, moment);
    case 'load':
      return setLoad(draft, order.users, by, moment);
    case 'breaker':
      return setBreaker(draft, order.thresholdPercent, by, moment);
    case 'breaker-off':
      if (draft.breaker.state === 'off') return refused('The breaker is off already.', null);
      draft.breaker.state = 'off';
      return breakerSaid(draft, by, moment, 'breaker off');
    case 'breaker-reset':
      if (draft.breaker.state === 'armed') return refused('The breaker is armed already.', null);
      draft.breaker.state = 'armed';
      draft.eyes.rejudge = true;
      return breakerSaid(draft, by, moment, `breaker armed at ${draft.breaker.thresholdPercent}\u00a0%`);
    case 'extend':
      return extend(draft, order.byMs, by, moment);
  }
}

function setFlag(draft: Draft, value: number, by: Person, moment: Moment): OrderResult {
  const { flag } = draft;
  if (value === flag.value) return refused(`The flag is at ${value} already.`, null);
  if (flag.editedSeen)
    return refused('The flag was edited outside leakops: it is not written again.', '`/leak flag off`');
  if (value > flag.value && !isFresh(draft, moment)) {
    return refused('There is no fresh reading: the flag is not raised blindly.', '`/leak status`');
  }
  const before = flag.value;
  flag.value = value;
  draft.eyes.flagRetryMono = 0;
  happened(draft, {
    at: moment.at,
    kind: 'flag',
    by: by.name,
    text: `flag ${flag.key} ${before} → ${value}`,
  });
  return done(`Flag ${before} → ${value} in ${draft.id}.`);
}

function setLoad(draft: Draft, users: number, by: Person, moment: Moment): OrderResult {
  const { load } = draft;
  if (load.kind === 'none') return refused('This run has no load generator.', null);
  if (load.undo === 'person') return refused('Someone else changed the load: it is theirs now.', null);
  if (users === draft.users) return refused(`The load is at ${users} users already.`, null);
  const before = draft.users;
  draft.users = users;
  draft.eyes.loadRetryMono = 0;
  happened(draft, { at: moment.at, kind: 'load', by: by.name, text: `users ${before} → ${users}` });
  return done(`Users ${before} → ${users} in ${draft.id}.`);
}

function setBreaker(draft: Draft, thresholdPercent: number, by: Person, moment: Moment): OrderResult {
  const last = draft.readings.at(-1);
  const percent = last === undefined ? null : percentOfLimit(last.usedBytes, draft.limitBytes);
  if (percent !== null && percent > thresholdPercent) {
    return refused(
      `Memory is at ${percent.toFixed(1)}\u00a0%, over ${thresholdPercent}\u00a0%: that would trip at once.`,
      '`/leak breaker trip` does it',
    );
  }
  if (draft.breaker.state === 'armed' && draft.breaker.thresholdPercent === thresholdPercent) {
    return refused(`The breaker is at ${thresholdPercent}\u00a0% already.`, null);
  }
  draft.breaker.state = 'armed';
  draft.breaker.thresholdPercent = thresholdPercent;
  return breakerSaid(draft, by, moment, `breaker at ${thresholdPercent}\u00a0%`);
}

function breakerSaid(draft: Draft, by: Person, moment: Moment, text: string): OrderResult {
  happened(draft, { at: moment.at, kind: 'breaker', by: by.name, text });
  return done(`${text[0]!.toUpperCase()}${text.slice(1)} in ${draft.id}.`);
}

function extend(draft: Draft, byMs: number, by: Person, moment: Moment): OrderResult {
  const endsAt = draft.endsAt + byMs;
  const latest = draft.startedAt + draft.maxDurationMs;
  if (endsAt > latest) {
    const leftMinutes = Math.max(0, Math.floor((latest - draft.endsAt) / 60_000));
    return refused(
      `That goes beyond ${Math.round(draft.maxDurationMs / 60_000)}\u00a0m from the start.`,
      leftMinutes > 0 ? `\`/leak extend ${leftMinutes}m\`` : 'LEAKOPS_MAX_DURATION raises it for new runs',
    );
  }
  draft.endsAt = endsAt;
  happened(draft, {
    at: moment.at,
    kind: 'extend',
    by: by.name,
    text: `${Math.round(byMs / 60_000)} m longer`,
  });
  return done(
    `${draft.id} ends ${Math.round(byMs / 60_000)}\u00a0m later, ${Math.round((endsAt - draft.startedAt) / 60_000)}\u00a0m after its start.`,
  );
}

function done(text: string): OrderResult {
  return { kind: 'done', text };
}

function refused(text: string, remedy: string | null): OrderResult {
  return { kind: 'refused', text, remedy };
}
