/** The messages of a channel or a thread. Stays at the end if it was there, else says that there is more below. */
import { messageView } from './message-view.js';

const nearEndPx = 80;
const sameBreathMs = 5 * 60_000;

/**
 * `pane`: the element around it. Answers {show(messages, contextOf), reveal(id), clear()};
 * contextOf: what message-view.js wants to know of a message besides.
 */
export function messageList(pane, handlers) {
  const list = pane.querySelector('.messages');
  const scroller = pane.querySelector('.scroller');
  const toLatest = pane.querySelector('.to-latest');
  // Where the keyboard scrolls: not every browser makes a scroller reachable by itself.
  scroller.tabIndex = 0;
  let views = new Map();
  let isAtEnd = true;

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    toLatest.hidden = true;
  };
  scroller.addEventListener(
    'scroll',
    () => {
      isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEndPx;
      if (isAtEnd) toLatest.hidden = true;
    },
    { passive: true },
  );
  toLatest.addEventListener('click', toEnd);
  // A picture that loads, a box that grows, a keyboard that comes up.
  const keep = new ResizeObserver(() => {
    if (isAtEnd) toEnd();
  });
  keep.observe(scroller);
  keep.observe(list);

  return {
    show(messages, contextOf) {
      const isMore = views.size > 0 && messages.some(({ id }) => !views.has(id));
      const next = new Map();
      let place = list.firstElementChild;
      messages.forEach((message, index) => {
        const view = views.get(message.id) ?? messageView(handlers);
        next.set(message.id, view);
        const isContinued = index > 0 && follows(messages[index - 1], message);
        view.update(message, { isContinued, ...contextOf(message) });
        if (view.node === place) place = place.nextElementSibling;
        else list.insertBefore(view.node, place);
      });
      for (const [id, view] of views) if (!next.has(id)) view.node.remove();
      views = next;
      if (isAtEnd) toEnd();
      else if (isMore) toLatest.hidden = false;
    },
    reveal(id) {
      const node = views.get(id)?.node;
      node?.scrollIntoView({ block: 'start' });
      node?.querySelector('button, a')?.focus({ preventScroll: true });
    },
    clear() {
      views = new Map();
      list.replaceChildren();
      isAtEnd = true;
      toLatest.hidden = true;
    },
  };
}

function follows(before, message) {
  return (
    before.author === message.author &&
    before.to === message.to &&
    message.kind === 'line' &&
    before.kind === 'line' &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < sameBreathMs
  );
}
