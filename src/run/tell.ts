/**
 * What a step gives to say in the thread: each once, its key stored with the run before it is posted. The noise budget
 * is facts/chat-ux.md's: milestones once, no progress within a minute of one, the trip swallows the 80 %.
 */
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import { editedPost, leaseTroublePost, resetPost } from '../voice/flag-trouble-posts.ts';
import { killPost } from '../voice/kill-post.ts';
import { loadTroublePost } from '../voice/load-trouble-post.ts';
import { breakerOffThresholdPost, milestonePost } from '../voice/milestone-post.ts';
import { planPost } from '../voice/plan-post.ts';
import { progressPost } from '../voice/progress-post.ts';
import { reportPost } from '../voice/report-post.ts';
import { restartSeenPost } from '../voice/restart-seen-post.ts';
import { signKey, signPost, unsaidSigns } from '../voice/sign-post.ts';
import { steeredPost } from '../voice/steered-post.ts';
import { stuckPost } from '../voice/stuck-post.ts';
import { tripPost } from '../voice/trip-post.ts';
import { chartPath } from './chart-path.ts';
import { type Draft, sealed } from './draft.ts';
import type { Moment } from './observation.ts';
import type { Run } from './run.ts';
import { milestone, say } from './say.ts';
import { tellAfter } from './tell-after.ts';
import { tellBroker } from './tell-broker.ts';

const stuckAfterMs = 20_000;
const quietMs = 60_000;
const thresholdsPercent = [70, 80, 85];

/** @param before the run as it was when the step began @param steered the last event is a person's order */
export function tell(draft: Draft, before: Run, moment: Moment, steered: boolean): void {
  const now = moment.at;
  const run = () => sealed(draft);
  // The post of a run that ends at once (stopped before the first write) is its report.
  if (draft.state === 'preparing') say(draft, now, 'plan', () => planPost(run(), now));
  if (draft.flag.editedSeen && !before.flag.editedSeen)
    milestone(draft, now, 'edited', () => editedPost(run(), now));
  const event = draft.events.at(-1);
  if (steered && event !== undefined) {
    say(draft, now, `steered-${draft.events.length}`, () => steeredPost(run(), event, now));
  }
  tellKills(draft, now, run);
  tellMilestones(draft, before, now, run);
  tellSigns(draft, now, run);
  tellEnd(draft, now, run);
  if (leaseIsInDanger(draft, moment)) milestone(draft, now, 'lease', () => leaseTroublePost(run(), now));
  if (draft.load.failures >= 3) milestone(draft, now, 'load', () => loadTroublePost(run(), now));
  tellBroker(draft, now);
  tellProgress(draft, now, run);
  tellAfter(draft, now, stuckAfterMs, run);
  const ended = draft.state === 'ended' ? run() : null;
  if (ended?.state === 'ended') {
    const chartUrl = ended.growingAt === null ? null : chartPath(ended);
    say(draft, now, 'report', () => reportPost(ended, now, { publicUrl: moment.publicUrl, chartUrl }));
  }
}

function tellKills(draft: Draft, now: number, run: () => Run): void {
  for (const [i, kill] of draft.kills.entries()) {
    milestone(draft, now, `kill-${i + 1}`, () => killPost(run(), kill, now));
  }
  for (const [i, seen] of draft.restartsSeen.entries()) {
    milestone(draft, now, `restart-${i + 1}`, () => restartSeenPost(run(), now, seen.exit));
  }
}

/** Those crossed by the latest reading, in one post. */
function tellMilestones(draft: Draft, before: Run, now: number, run: () => Run): void {
  const reading = draft.readings.at(-1);
  if (reading === undefined || reading === before.readings.at(-1) || draft.growingAt === null) return;
  // A crash loop would say them for ever: the first growth and the one after a kill are enough.
  if (draft.state === 'ended' || draft.kills.length > 1) return;
  const growth = draft.kills.length === 0 ? '' : '-again';
  const percent = percentOfLimit(reading.usedBytes, draft.limitBytes);
  const crossed = thresholdsPercent.filter((value) => percent >= value && !draft.milestones.includes(value));
  if (crossed.length === 0) return;
  draft.milestones.push(...crossed);
  const { state, thresholdPercent } = draft.breaker;
  const runsOn = draft.decision === null && state === 'off' && percent > thresholdPercent;
  if (runsOn && !crossed.includes(85)) {
    milestone(draft, now, `breaker-off${growth}`, () => breakerOffThresholdPost(run(), now));
    return;
  }
  const told = crossed.filter((value) => (draft.decision === null ? value !== 80 || runsOn : value === 85));
  const decidedNow = draft.decision !== null && before.decision === null;
  if (told.length > 0 && !decidedNow) {
    milestone(draft, now, `milestone-${Math.max(...told)}${growth}`, () => milestonePost(run(), told, now));
  }
}

/** Those that came within a minute of one another are one post; what the breaker trips for is the trip's to tell. */
function tellSigns(draft: Draft, now: number, run: () => Run): void {
  const unsaid = unsaidSigns(draft);
  if (draft.state !== 'growing' || unsaid.length === 0) return;
  const said = draft.signs.filter((sign) => !unsaid.includes(sign)).map(({ at }) => at);
  if (now - Math.max(...said, Number.NEGATIVE_INFINITY) < quietMs) return;
  milestone(draft, now, signKey(unsaid[0]!), () => signPost(run(), unsaid, now));
  draft.saidKeys.push(...unsaid.slice(1).map(signKey));
}

/** The decision is told when the flag is seen off, or, when that takes long, as it stands. */
function tellEnd(draft: Draft, now: number, run: () => Run): void {
  const { decision, flag } = draft;
  if (decision === null || draft.growingAt === null) return;
  const reset = decision.kind === 'person' && flag.idGone;
  if (flag.seenOffAt !== null || reset) {
    milestone(draft, now, 'trip', () => (reset ? resetPost(run(), now) : tripPost(run(), now)));
    draft.saidKeys.push(...unsaidSigns(draft).map(signKey));
  } else if (now - decision.at >= stuckAfterMs) {
    milestone(draft, now, 'stuck', () => stuckPost(run(), now));
  }
}

function tellProgress(draft: Draft, now: number, run: () => Run): void {
  if (draft.state !== 'growing' || draft.growingAt === null) return;
  const count = Math.floor((now - draft.growingAt) / draft.progressMs);
  if (count < 1 || draft.saidKeys.includes(`progress-${count}`)) return;
  const quiet = draft.lastMilestoneAt === null || now - draft.lastMilestoneAt >= quietMs;
  if (quiet) say(draft, now, `progress-${count}`, () => progressPost(run(), now));
  else draft.saidKeys.push(`progress-${count}`);
}

/** Renewals fail and a third of the lease is left (rule 8). */
function leaseIsInDanger(draft: Draft, moment: Moment): boolean {
  const { flag, leaseMs } = draft;
  if (draft.state !== 'growing' || leaseMs === null || flag.editedSeen) return false;
  if (moment.flagdSeconds === null || flag.servedDeadlineSeconds === null) return false;
  return (flag.servedDeadlineSeconds - moment.flagdSeconds) * 1000 <= leaseMs / 3;
}
