/** An order to a live run, answered in the desk's words. */
import type { Said } from '../../src/ports.ts';
import type { Order, OrderResult } from '../../src/run/desk.ts';
import type { RunId } from '../../src/run/run.ts';
import { answer } from '../../src/voice/answer.ts';
import { refusalInWords } from '../../src/voice/answer-refusal.ts';
import type { Scene } from './verb.ts';

export function giveOrder(scene: Scene, run: RunId, order: Order): Said {
  return resultAnswer(scene.desk.order(run, order, scene.user));
}

export function resultAnswer(result: OrderResult): Said {
  if (result.kind === 'refused') return refusalInWords(result.text, result.remedy, 'status');
  return answer([result.text], { level: 'success' });
}
