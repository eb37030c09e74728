/**
 * What leakops answers to a button, in front of all else: a question, and whatever would else stand in a thread that is
 * not open. Escape answers a question with Cancel.
 */
import { press } from './api.js';
import { messageView } from './message-view.js';

/** `people`: as in message-view.js. Answers {show(message), changed(message)}: the dialog follows what it shows. */
export function answerDialog(dialog, people) {
  const body = dialog.querySelector('.answer-body');
  const close = dialog.querySelector('.close');
  let view = null;
  let shown = null;
  const context = {
    isContinued: false,
    isInThread: false,
    growingAt: null,
    meter: null,
    thread: null,
    staleSince: null,
  };
  const draw = () => {
    view.update(shown, context);
    close.hidden = cancelOf(shown) !== undefined;
  };

  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    const asked = shown;
    shown = null;
    if (asked !== null && cancelOf(asked) !== undefined) press(asked.id, 'cancel', asked.to).catch(() => {});
  });
  return {
    isOpen: () => dialog.open,
    show(message) {
      shown = message;
      view = messageView(people);
      body.replaceChildren(view.node);
      draw();
      if (!dialog.open) dialog.showModal();
    },
    /** A question that was answered well goes away; what went wrong, or was called off, is shown. */
    changed(message) {
      if (shown?.id !== message.id) return;
      const wasAsked = cancelOf(shown) !== undefined;
      shown = message;
      const isDone =
        wasAsked && cancelOf(message) === undefined && !['warning', 'error'].includes(message.level);
      if (isDone) dialog.close();
      else draw();
    },
  };
}

const cancelOf = ({ actions }) => actions.find(({ id }) => id === 'cancel');

/** Whether it is asked, so that a button of it must be pressed. */
export const isQuestion = ({ actions }) =>
  actions.some(({ id }) => ['confirm', 'users-fewer', 'users-more', 'value'].includes(id));
