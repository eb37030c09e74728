/** An order to a live run, or to the target itself, answered in the desk's words. */
import type { Said } from '../../src/ports.ts';
import type { Order, OrderResult } from '../../src/run/desk.ts';
import type { RunId } from '../../src/run/run.ts';
import { answer } from '../../src/voice/answer.ts';
import { failureInWords, refusalInWords } from '../../src/voice/answer-refusal.ts';
import type { Scene } from './verb.ts';

/** @param notes what is said besides when it was done */
export function giveOrder(scene: Scene, run: RunId, order: Order, notes: readonly string[] = []): Said {
  const result = scene.desk.order(run, order, scene.user);
  if (result.kind === 'refused') return refusalInWords(result.text, result.remedy, 'status');
  return done(result.text, notes);
}

/** Of what went out at once: where it was not done, something may have been changed all the same. */
export function outcomeAnswer(result: OrderResult): Said {
  return result.kind === 'done' ? done(result.text) : failureInWords(result.text, result.remedy, 'doctor');
}

function done(text: string, notes: readonly string[] = []): Said {
  return answer([text, ...notes], { level: 'success' });
}
