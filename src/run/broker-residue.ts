/** A broker that an ended run left down after all: a write of its own that came later than any watch (rules 9, 16). */
import type { Flags } from '../ports.ts';
import { brokerName } from './broker-hold.ts';
import type { Run } from './run.ts';
import type { World } from './runner.ts';
import { brokerHolder } from './see-broker.ts';

/**
 * The name of the broker that was brought back; null: there was nothing to do, or it is not safe while the flag is
 * served on. Rejects where it cannot be asked. @param run the latest of this world
 */
export async function putBackBroker(
  run: Run | undefined,
  world: { flags: Pick<Flags, 'served'>; brokers: World['brokers'] },
): Promise<string | null> {
  if (run?.state !== 'ended' || run.broker?.sentAt == null) return null;
  const broker = world.brokers.of(run.broker.name);
  const state = await broker.read();
  if (state?.held?.holder !== brokerHolder(run)) return null;
  const served = await world.flags.served(run.flag.key);
  if (served.kind !== 'served' || !served.off) return null;
  const result = await broker.bringBack(brokerHolder(run), run.broker.before);
  return result === 'done' ? brokerName(run.broker) : null;
}
