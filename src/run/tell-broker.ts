/** What is told of the broker, each step once. */
import {
  brokerBackPost,
  brokerDownPost,
  brokerNotReadyPost,
  brokerRestartPost,
  brokerStuckPost,
  brokerTakenPost,
  brokerWaitsPost,
} from '../voice/broker-posts.ts';
import { owesBroker } from './broker-hold.ts';
import { outside } from './decisions.ts';
import { type Draft, sealed } from './draft.ts';
import type { Run } from './run.ts';
import { milestone } from './say.ts';
import { isServedOff } from './settle-broker.ts';

const triesUntilStuck = 3;
const notReadyAfterMs = 120_000;
/** Less is the time that OFREP is not asked in. */
const waitsAfterMs = 20_000;

export function tellBroker(draft: Draft, now: number): void {
  const { broker } = draft;
  if (broker === null || broker.sentAt === null || draft.state === 'ended') return;
  const run = () => sealed(draft) as Run & { broker: typeof broker };
  const tell = (key: string, make: () => ReturnType<typeof brokerBackPost>) =>
    milestone(draft, now, `broker-${key}`, make);
  if (broker.downAt !== null) tell('down', () => brokerDownPost(run()));
  const why = broker.restartAsked?.why ?? null;
  if (why !== null) tell('restart', () => brokerRestartPost(run(), why));
  const taken = draft.events.find(({ kind, by }) => kind === 'broker' && by === outside);
  if (taken !== undefined) tell('taken', () => brokerTakenPost(run(), taken.text));
  if (broker.undo === 'done' && broker.backAt !== null) tell('back', () => brokerBackPost(run()));
  if (draft.state !== 'recovering') return;
  const owed: boolean = owesBroker(broker);
  if (owed) {
    const { again, seenOffAt } = draft.flag;
    const isOn = again !== null && again.until === null;
    const waitsSince = draft.eyes.ofrepSilentSince ?? (isOn ? again.since : seenOffAt) ?? now;
    if (broker.failures >= triesUntilStuck) tell('stuck', () => brokerStuckPost(run()));
    else if (!isServedOff(draft) && now - waitsSince > waitsAfterMs && broker.downAt !== null)
      tell('waits', () => brokerWaitsPost(run()));
  } else if (broker.backAt !== null && broker.readyAt === null && now - broker.backAt > notReadyAfterMs) {
    if ((broker.seen?.replicas ?? 0) > 0) tell('not-ready', () => brokerNotReadyPost(run(), now));
  }
}
