/** Before a run that takes the broker down: is it there, whole, and may it be scaled? */
import { Failure, wordsOf } from '../failure.ts';
import type { Broker, BrokerState } from '../ports.ts';
import { type BrokerHold, scaleCommand } from './broker-hold.ts';
import type { Finding } from './desk.ts';
import { fine, problem, warning } from './preflight-facts.ts';

export interface FoundBroker {
  finding: Finding;
  /** null: it cannot be taken down. */
  hold: BrokerHold | null;
}

interface BrokerFacts {
  title: string;
  state: BrokerState | null;
  live: string | null;
  /** Why scaling would be refused, from its rehearsal; null: it would not be. */
  refused: { why: string; remedy: string | null } | null;
  /** Why that could not be found out; null: it could. */
  unknown: string | null;
}

/** @param live the holder that our live run is, for a plan beside it; null: none lives */
export async function lookAtBroker(
  broker: Broker | null,
  live: string | null,
  signal: AbortSignal,
): Promise<FoundBroker> {
  if (broker === null) return { finding: notAllowed, hold: null };
  try {
    const state = await broker.read(signal);
    const rehearsed = state === null ? nothingWrong : await rehearse(broker, signal);
    const finding = assessBroker({ title: broker.title, live, state, ...rehearsed });
    const isFine = state !== null && finding.verdict !== 'problem';
    return { finding, hold: isFine ? holdOf(broker.name, state) : null };
  } catch (error) {
    const remedy = error instanceof Failure ? error.remedy : null;
    return {
      finding: problem('broker', wordsOf(error), remedy ?? 'Check the cluster, then `/leak doctor`'),
      hold: null,
    };
  }
}

/** For a run that leaves it alone: refused while a run holds it at zero, which is another one on this world (rule 1). */
export async function lookForHold(
  broker: Broker | null,
  live: string | null,
  signal: AbortSignal,
): Promise<FoundBroker | null> {
  const state = (await broker?.read(signal).catch(() => null)) ?? null;
  if (broker === null || state === null) return null;
  const finding = assessHold({ title: broker.title, live, state });
  return finding?.verdict === 'problem' ? { finding, hold: null } : null;
}

const notAllowed = problem(
  'broker',
  'LEAKOPS_BROKER is not set: no workload may be scaled',
  'Set LEAKOPS_BROKER to the broker’s workload, in the demo kafka, and start leakops again',
);
const nothingWrong = { refused: null, unknown: null };

async function rehearse(
  broker: Broker,
  signal: AbortSignal,
): Promise<Pick<BrokerFacts, 'refused' | 'unknown'>> {
  try {
    await broker.rehearse(signal);
    return nothingWrong;
  } catch (error) {
    const why = wordsOf(error);
    // Only a refusal is one: what else keeps a rehearsal from being carried out says nothing of the scaling itself.
    if (!(error instanceof Failure) || error.code !== 'kubernetes-403')
      return { refused: null, unknown: why };
    return { refused: { why, remedy: error.remedy }, unknown: null };
  }
}

/** Rules 1 and 5. */
function assessBroker(facts: BrokerFacts): Finding {
  const { title, state, refused } = facts;
  if (state === null) {
    return problem('broker', `there is no workload ${title}`, 'Check LEAKOPS_BROKER and LEAKOPS_NAMESPACE');
  }
  const { replicas, ready } = state;
  const hold = assessHold({ title, live: facts.live, state });
  if (hold !== null) return hold;
  if (replicas === 0) {
    return problem(
      'broker',
      `${title} is at 0 replicas already: there is nothing to take down`,
      scaleCommand(state.object, 1),
    );
  }
  if (refused !== null) return problem('broker', refused.why, refused.remedy);
  if (facts.unknown !== null) {
    return {
      name: 'broker',
      verdict: 'unknown',
      text: `whether ${title} may be scaled: ${facts.unknown}`,
      remedy: null,
    };
  }
  if (ready < replicas) {
    return warning('broker', `${title} is not well before the start: ${ready} of ${replicas} ready`);
  }
  if (state.owner !== null) {
    return warning('broker', `${title} belongs to ${state.owner}, which may scale it back in mid-run`);
  }
  return fine('broker', `${title}, ${replicas} of ${replicas} ready`);
}

/** null: no run holds it at zero. */
function assessHold({ title, live, state }: Pick<BrokerFacts, 'title' | 'live'> & { state: BrokerState }) {
  const { held, replicas, object } = state;
  if (held === null || replicas > 0) return null;
  const [run] = held.holder.split('@');
  if (held.holder === live) return fine('broker', `${title} is held by ${run} until it ends`);
  return problem(
    'broker',
    `${run} of leakops holds ${title} at 0 (${held.replicasBefore} before)`,
    `If no run lives: ${scaleCommand(object, held.replicasBefore)}`,
  );
}

function holdOf(name: string, { object, identity, replicas }: BrokerState): BrokerHold {
  return {
    name,
    object,
    before: { identity, replicas },
    sentAt: null,
    downAt: null,
    restartAsked: null,
    release: null,
    backSent: false,
    undo: 'not-yet',
    backAt: null,
    seen: null,
    marked: false,
    readyAt: null,
    failures: 0,
    failureWhy: null,
  };
}
