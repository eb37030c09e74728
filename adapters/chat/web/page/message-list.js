/** The messages of a channel or a thread. Stays at the end if it was there, else says that there is more below. */
import { element, setChildren } from './dom.js';
import { messageView } from './message-view.js';
import { dayOf, dayWords } from './times.js';

const nearEndPx = 80;
const sameBreathMs = 5 * 60_000;
/** So many are in the page at first; as many more each time that somebody scrolls up to the first. */
const atOncePerPage = 60;
const markedForMs = 4000;

/**
 * `pane`: the element around it. Answers {show(messages, contextOf), reveal(id), watch(id, onInView), focusThreadLink(id),
 * clear()}; contextOf: what message-view.js wants to know of a message besides.
 */
export function messageList(pane, handlers) {
  const list = pane.querySelector('.messages');
  const scroller = pane.querySelector('.scroller');
  const toLatest = pane.querySelector('.to-latest');
  const earlier = pane.querySelector('.earlier');
  // Where the keyboard scrolls: not every browser makes a scroller reachable by itself.
  scroller.tabIndex = 0;
  const marker = element('li', 'divider new', element('span', '', 'New'));
  let views = new Map();
  let days = new Map();
  let last = null;
  let isAtEnd = true;
  let room = atOncePerPage;
  /** The first message that came while nobody looked, and how many have since; null: none. */
  let unseen = null;
  let markedUntil = null;

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    toLatest.hidden = true;
  };
  const seen = () => {
    toLatest.hidden = true;
    if (unseen === null || document.hidden) return;
    markedUntil ??= setTimeout(() => {
      unseen = null;
      marker.remove();
    }, markedForMs);
  };
  scroller.addEventListener(
    'scroll',
    () => {
      isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEndPx;
      if (isAtEnd) seen();
    },
    { passive: true },
  );
  document.addEventListener('visibilitychange', () => {
    if (isAtEnd) seen();
  });
  toLatest.addEventListener('click', () => {
    toEnd();
    scroller.focus({ preventScroll: true });
  });
  earlier.addEventListener('click', () => {
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    room += atOncePerPage;
    show(...last);
    scroller.scrollTop = scroller.scrollHeight - fromEnd;
  });
  // A picture that loads, a box that grows, a keyboard that comes up.
  const keep = new ResizeObserver(() => {
    if (isAtEnd) toEnd();
  });
  keep.observe(scroller);
  keep.observe(list);

  let watched = null;
  const watcher = new IntersectionObserver(
    (entries) => watched?.onInView(entries.at(-1).intersectionRatio > 0.5),
    { root: scroller, threshold: [0, 0.5, 1] },
  );

  function noteNew(messages) {
    // Those after the last that is known: earlier ones that are shown by request are not new.
    const fresh = messages.slice(messages.findLastIndex(({ id }) => views.has(id)) + 1);
    if (!isAtEnd) room += fresh.length;
    if (views.size === 0 || fresh.length === 0 || (isAtEnd && !document.hidden)) return;
    clearTimeout(markedUntil);
    markedUntil = null;
    unseen = { first: unseen?.first ?? fresh[0].id, count: (unseen?.count ?? 0) + fresh.length };
    if (isAtEnd) return;
    toLatest.textContent = `${unseen.count} new ${unseen.count === 1 ? 'message' : 'messages'} ↓`;
    toLatest.hidden = false;
  }

  function dayDivider(iso, nextDays) {
    const day = dayOf(iso);
    const known = days.get(day) ?? element('li', 'divider', element('span', '', dayWords(iso)));
    nextDays.set(day, known);
    return known;
  }

  function show(messages, contextOf) {
    last = [messages, contextOf];
    noteNew(messages);
    const shown = messages.slice(-room);
    earlier.hidden = shown.length === messages.length;
    const next = new Map();
    const nextDays = new Map();
    const nodes = [];
    shown.forEach((message, index) => {
      const before = shown[index - 1];
      const view = views.get(message.id) ?? messageView(handlers);
      next.set(message.id, view);
      const isNewDay = before !== undefined && dayOf(before.createdAt) < dayOf(message.createdAt);
      if (isNewDay && !nextDays.has(dayOf(message.createdAt)))
        nodes.push(dayDivider(message.createdAt, nextDays));
      if (message.id === unseen?.first) nodes.push(marker);
      const isContinued = !isNewDay && message.id !== unseen?.first && follows(before, message);
      view.update(message, { isContinued, ...contextOf(message) });
      nodes.push(view.node);
    });
    views = next;
    days = nextDays;
    setChildren(list, nodes);
    if (isAtEnd) toEnd();
  }

  return {
    show,
    reveal(id) {
      const index = last?.[0].findIndex((message) => message.id === id) ?? -1;
      if (index < 0) return;
      room = Math.max(room, last[0].length - index);
      show(...last);
      const { node } = views.get(id);
      node.scrollIntoView({ block: 'start' });
      node.querySelector('button, a')?.focus({ preventScroll: true });
    },
    /** `onInView(isInView)`, whenever that changes; id null: nothing is watched any more. */
    watch(id, onInView) {
      const frame = views.get(id)?.frame ?? null;
      if (watched?.frame === frame) return;
      watcher.disconnect();
      watched = { frame, onInView };
      if (frame === null) onInView(id === null);
      else watcher.observe(frame);
    },
    /** False: it is not here. */
    focusThreadLink(id) {
      const link = views.get(id)?.threadLink;
      link?.focus();
      return link !== undefined;
    },
    toEnd,
    clear() {
      views = new Map();
      days = new Map();
      last = null;
      room = atOncePerPage;
      unseen = null;
      list.replaceChildren();
      isAtEnd = true;
      toLatest.hidden = true;
      earlier.hidden = true;
    },
  };
}

function follows(before, message) {
  return (
    before !== undefined &&
    before.author === message.author &&
    before.to === message.to &&
    message.kind === 'line' &&
    before.kind === 'line' &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < sameBreathMs
  );
}
