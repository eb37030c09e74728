/** A question before something that raises the risk: the effect in numbers, the button repeats the verb. */
import type { Action, Said } from '../ports.ts';
import { answer, copy } from './answer.ts';

export interface Question {
  /** `Raise the flag of run-42 from 300 to 500?` */
  asks: string;
  /** The effect in numbers; may have instants. */
  effect: string[];
  /** On the button, at most 34 characters. */
  label: string;
  style: 'primary' | 'danger';
}

/** @param command without `/leak` @param value what both buttons carry */
export function question(asked: Question, command: string, value: string): Said {
  const button = (id: 'confirm' | 'cancel', label: string, style: Action['style']): Action => {
    return { id, label, style, url: null, value };
  };
  return answer(
    [
      asked.asks,
      ...asked.effect,
      `Nothing changed yet. Confirm within 60\u00a0s, or type ${copy(`${command} confirm`)}`,
    ],
    {
      level: 'warning',
      actions: [button('confirm', asked.label, asked.style), button('cancel', 'Cancel', 'default')],
    },
  );
}

export function cancelled(command: string): Said {
  return answer(['Cancelled. Nothing changed.', `If it still holds: ${copy(command)}`]);
}

export function answeredAlready(): Said {
  return answer(['The question was answered already. Nothing changed.', `What is so: ${copy('status')}`], {
    level: 'warning',
  });
}
