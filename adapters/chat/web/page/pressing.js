/** A press of a button: by whom, and what is said when it was not heard. */
import { press } from './api.js';
import { failedPressWords } from './card-words.js';
import { nobody } from './me.js';
import { isSaferPress } from './never-asks.js';

/**
 * `onAsked(message)`: an answer to a button of it is awaited. `tell(words)`: null when there is nothing to tell any more. Answers
 * (button, message, action) => void.
 */
export function pressing({ reader, withName, message: messageOf, onAsked }, tell) {
  const send = async (button, message, action, user) => {
    button.setAttribute('aria-busy', 'true');
    tell(null);
    onAsked?.(message);
    try {
      await press(message.id, action.id, user);
      setTimeout(() => button.removeAttribute('aria-busy'), 1500);
    } catch (error) {
      button.removeAttribute('aria-busy');
      const card = message.thread === null ? message : messageOf(message.thread);
      tell(failedPressWords(action.id, error, card?.lines ?? []));
    }
  };
  return (button, message, action) => {
    if (isSaferPress(action.id)) send(button, message, action, reader() ?? nobody);
    else withName(`“${action.label}” is carried out then.`, (user) => send(button, message, action, user));
  };
}
