/** The box to type in. What was typed stays until it was taken, across reloads and a lost connection. */
import { say } from './api.js';
import { draftOf, keepDraft, keepSent, sentLines } from './drafts.js';
import { nobody } from './me.js';
import { isSaferLine } from './never-asks.js';
import { suggestions } from './suggestions.js';

/**
 * `place`: () => {channel, thread}; `reader`, `withName`: as in me.js; `sources`: as in suggestions.js; `onSent`.
 * Answers {open(), put(text), offer(), focus(), isTyping()}: `open` when the place changes.
 */
export function composer(form, { place, reader, withName, sources, onSent }) {
  const box = form.elements.text;
  const trouble = form.querySelector('.trouble');
  /** The same text sent again after a failure is the same delivery. */
  let attempt = null;
  /** Lines under way. */
  const sending = new Set();
  /** How far back in what was sent; 0: not at all. */
  let back = 0;

  const resize = () => {
    box.rows = Math.min(8, box.value.split('\n').length);
  };
  const tell = (words) => {
    trouble.hidden = words === null;
    trouble.textContent = words ?? '';
  };
  const set = (text) => {
    if (box.value !== text) box.value = text;
    keepDraft(place(), text);
    resize();
  };
  const put = (text, caret = text.length) => {
    set(text);
    box.focus();
    box.setSelectionRange(caret, caret);
  };
  const offers = suggestions(form, {
    sources,
    replace(from, to, text) {
      put(box.value.slice(0, from) + text + box.value.slice(to), from + text.length);
      offers.update();
    },
  });
  /** Through what was sent before, as in a shell. */
  const recall = (by) => {
    const lines = sentLines();
    const next = Math.min(lines.length, Math.max(0, back + by));
    if (next === back) return;
    back = next;
    put(back === 0 ? '' : lines[lines.length - back]);
    offers.close();
  };

  box.addEventListener('input', () => {
    back = 0;
    set(box.value);
    offers.update();
  });
  box.addEventListener('keydown', (event) => {
    if (event.isComposing || offers.key(event)) return;
    if (event.key === 'ArrowUp' && (box.value === '' || back > 0)) {
      event.preventDefault();
      recall(1);
    } else if (event.key === 'ArrowDown' && back > 0) {
      event.preventDefault();
      recall(-1);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    offers.close();
    const text = box.value.trim();
    // The same line twice is a finger that bounced. Another one waits for nothing: it may be a stop.
    if (text === '' || sending.has(text)) return;
    if (isSaferLine(text)) send(text, reader() ?? nobody);
    else withName('Your line is sent then.', (user) => send(text, user));
  });

  async function send(text, user) {
    const { channel, thread } = place();
    const same =
      attempt?.text === text &&
      attempt.user === user &&
      attempt.channel === channel &&
      attempt.thread === thread;
    if (!same) attempt = { text, user, channel, thread, key: randomKey() };
    const mine = attempt;
    sending.add(text);
    // Not disabled: that would take the focus away from who has pressed it by keyboard.
    form.setAttribute('aria-busy', 'true');
    try {
      await say({ channel, thread, user, text, key: mine.key });
      if (attempt === mine) attempt = null;
      back = 0;
      keepSent(text);
      tell(null);
      const isStillHere = place().channel === channel && place().thread === thread;
      if (isStillHere && box.value.trim() === text) set('');
      onSent();
    } catch (error) {
      tell(`Not sent: ${error.message}. What you typed is kept.`);
    } finally {
      sending.delete(text);
      if (sending.size === 0) form.removeAttribute('aria-busy');
    }
  }

  return {
    open() {
      box.value = draftOf(place());
      back = 0;
      tell(null);
      offers.close();
      resize();
    },
    put: (text) => put(text),
    /** What may follow, without a key. */
    offer: () => offers.update(),
    focus: () => box.focus(),
    isTyping: () => box.value.trim() !== '',
  };
}

/** `crypto.randomUUID` is missing where the page is not on https or localhost. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
