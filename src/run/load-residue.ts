/** Load that an ended run could not put back, or whose bot died: the next start of the bot does it (rule 16). */
import type { Load, Store } from '../ports.ts';
import type { Run } from './run.ts';
import { isOurLoad } from './see-load.ts';

/** True where there was something to put back. Rejects where the generator cannot be asked. */
export async function putBackLoad(
  run: Run,
  load: Load,
  store: Pick<Store, 'run' | 'saveRun'>,
): Promise<boolean> {
  const { before } = run.load;
  if (before === null) return false;
  const ours = isOurLoad(run.load, await load.read());
  if (ours) await load.restore(before, `${run.flag.owner.run}@${run.flag.owner.bot}`);
  const stored = store.run(run.id);
  if (stored !== null) store.saveRun({ ...stored, load: { ...stored.load, undo: ours ? 'done' : 'person' } });
  return ours;
}

/** The latest run of a bot, where its load was put on and not seen back. */
export function owesLoad(run: Run | undefined): run is Run {
  return (
    run?.state === 'ended' && run.load.sentUsers.length > 0 && ['not-yet', 'sent'].includes(run.load.undo)
  );
}
