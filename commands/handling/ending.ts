/**
 * Stop, trip, flag off: what ends a leak is easy. It acts on the run that is meant (rule 30); said in the thread of a
 * run that is over it is not lost, but reaches the one that is live.
 */
import type { Action } from '../../src/ports.ts';
import type { Order } from '../../src/run/desk.ts';
import { runIsOver } from '../../src/voice/answer-late.ts';
import { chooseToEnd, noSuchLiveRun } from '../../src/voice/answer-whose.ts';
import { giveOrder } from './order.ts';
import { freely, refused, type Scene, type Step } from './verb.ts';
import { type Ended, liveOutsideThread, liveRuns, whoseRun } from './whose-run.ts';

interface Ending {
  order: Extract<Order, { kind: 'stop' | 'trip' | 'flag-off' }>;
  /** How a refusal begins. */
  refusal: string;
  /** The command, without `/leak`. */
  command: string;
  /** The button that does it to one of several runs. */
  button: Extract<Action['id'], 'stop' | 'trip'>;
}

/** @param without where no run is live; `over`: it was said in the thread of this run, which has ended */
export function endingStep(scene: Scene, ending: Ending, without: (over: Ended | null) => Step): Step {
  const { named } = scene;
  if (named !== null && scene.desk.run(named) === null) {
    return refused(noSuchLiveRun(ending.refusal, named));
  }
  const here = whoseRun(scene);
  const over = here.kind === 'ended' && named === null ? here.run : null;
  const whose = over === null ? here : liveOutsideThread(scene);
  switch (whose.kind) {
    case 'live': {
      const notes = over === null ? [] : [`This is the thread of ${over.id}, which is over`];
      return freely(() => giveOrder(scene, whose.run.id, ending.order, notes));
    }
    case 'several':
      return refused(
        chooseToEnd(ending.refusal, ending.command, ending.button, whose.runs, scene.now, scene),
      );
    case 'ended':
      return refused(runIsOver(whose.run, scene.now, scene.settings.publicUrl, liveRuns(scene)));
    case 'none':
      return without(over);
  }
}
