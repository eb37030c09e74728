/**
 * When the broker may come back. The order is the safe one of facts/real-leak.md: the flag seen off, then the target
 * restarted or its memory proved level, then the broker. Orders that hang when it comes back all go on at once.
 */
import { brokerName, owesBroker } from './broker-hold.ts';
import { type Draft, happened } from './draft.ts';
import { judgeDraft, watchedFrom } from './judge-draft.ts';
import type { Moment } from './observation.ts';

/** The demo's pods wait for Kafka before they start: a restart that is not over by then is over only with it. */
const rolloutMs = 60_000;
/** A restart that cannot be carried out is asked for again, so often and so long. */
const restartAgainMs = 30_000;
const restartPatienceMs = 300_000;

/** What the flag serves, as last seen, is off: what nobody has seen is not (rule 4). */
export function isServedOff({ flag, eyes, state }: Draft): boolean {
  if (flag.sent.length === 0) return true;
  return state === 'recovering' && eyes.ofrepSilentSince === null && flag.serving?.off === true;
}

/** In `recovering`, while the broker is down by this run. */
export function settleBroker(draft: Draft, moment: Moment): void {
  const { broker } = draft;
  if (!owesBroker(broker) || !isServedOff(draft)) return;
  const { offAt } = watchedFrom(draft);
  // With the flag on again handlers hung again: what was released, or restarted, before that counts no more.
  if (broker.release !== null && broker.release.at < offAt) broker.release = null;
  if (broker.release !== null) return;
  const restart = draft.restart !== null && draft.restart.requestedAt >= offAt ? draft.restart : null;
  if (restart === null) broker.restartAsked = null;
  else broker.restartAsked ??= { at: restart.requestedAt, why: null };
  if (isRenewed(draft)) {
    release(draft, moment, `${draft.world.workload} is restarted`);
    return;
  }
  if (restart !== null && waitForRestart(draft, moment, restart)) return;
  const verdict = judgeDraft(draft, moment);
  if (verdict === null) return;
  if (verdict.recovery === 'recovered') {
    release(draft, moment, `memory ${verdict.why}`);
    return;
  }
  if (restart === null || (!restart.done && restart.why !== null)) askForRestart(draft, moment, verdict.why);
}

/** No process of before is left: with the old ones went all that hung in them. */
function isRenewed(draft: Draft): boolean {
  const { offAt } = watchedFrom(draft);
  const { pods } = draft;
  return pods.length > 0 && pods.every((pod) => pod.startedAt !== null && pod.startedAt > offAt);
}

/** True: its end is waited for, or the broker was released without it. */
function waitForRestart(draft: Draft, moment: Moment, restart: NonNullable<Draft['restart']>): boolean {
  const { broker } = draft;
  const target = draft.world.workload;
  const askedAt = broker!.restartAsked?.at ?? restart.requestedAt;
  if (restart.done) {
    if (moment.at - restart.requestedAt >= rolloutMs) {
      release(draft, moment, `the new pod of ${target} does not start without ${brokerName(broker!)}`);
    }
    return true;
  }
  if (moment.at - askedAt >= restartPatienceMs) {
    release(draft, moment, `${target} could not be restarted: ${restart.why ?? 'no answer'}`);
    return true;
  }
  return restart.why === null || moment.at - restart.requestedAt < restartAgainMs;
}

/** Whatever LEAKOPS_RESTART says, as the confirmation told. */
function askForRestart(draft: Draft, moment: Moment, why: string): void {
  const broker = draft.broker!;
  const asked = broker.restartAsked;
  draft.restart = { requestedAt: moment.at, by: 'leakops', done: false, why: null };
  // Of a cluster that does not answer it is asked in vain: the patience is for one that does.
  const answers = moment.mono - draft.eyes.sightMono < draft.blindAfterMs;
  if (asked === null || !answers)
    broker.restartAsked = { at: moment.at, why: asked === null ? why : asked.why };
  if (asked !== null) return;
  const text = `${why}: restart before ${brokerName(broker)} comes back`;
  happened(draft, { at: moment.at, kind: 'restart', by: 'leakops', text });
}

function release(draft: Draft, moment: Moment, why: string): void {
  draft.broker!.release = { at: moment.at, why };
}
