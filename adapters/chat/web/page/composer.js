/** The box to type in. What was typed stays until it was taken, across reloads and a lost connection. */
import { say } from './api.js';
import { nobody } from './me.js';
import { isSaferLine } from './never-asks.js';

/**
 * `place`: () => {channel, thread}; `reader`, `withName`: as in me.js; `onSent`.
 * Answers {open(), put(text), isTyping()}: `open` when the place changes.
 */
export function composer(form, { place, reader, withName, onSent }) {
  const box = form.elements.text;
  const button = form.querySelector('[type=submit]');
  const trouble = form.querySelector('.trouble');
  /** The same text sent again after a failure is the same delivery. */
  let attempt = null;

  const draftKey = () => `leakops.draft ${place().channel} ${place().thread ?? ''}`;
  const resize = () => {
    box.rows = Math.min(8, box.value.split('\n').length);
  };
  const tell = (words) => {
    trouble.hidden = words === null;
    trouble.textContent = words ?? '';
  };
  const set = (text) => {
    box.value = text;
    if (text === '') localStorage.removeItem(draftKey());
    else localStorage.setItem(draftKey(), text);
    resize();
  };

  box.addEventListener('input', () => set(box.value));
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text === '' || button.disabled) return;
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
    button.disabled = true;
    form.setAttribute('aria-busy', 'true');
    try {
      await say({ channel, thread, user, text, key: attempt.key });
      attempt = null;
      tell(null);
      const isStillHere = place().channel === channel && place().thread === thread;
      if (isStillHere && box.value.trim() === text) set('');
      onSent();
    } catch (error) {
      tell(`Not sent: ${error.message}. What you typed is kept.`);
    } finally {
      button.disabled = false;
      form.removeAttribute('aria-busy');
    }
  }

  return {
    open() {
      box.value = localStorage.getItem(draftKey()) ?? '';
      tell(null);
      resize();
    },
    isTyping: () => box.value.trim() !== '',
    put(text) {
      set(text);
      box.focus();
      box.setSelectionRange(text.length, text.length);
    },
  };
}

/** `crypto.randomUUID` is missing where the page is not on https or localhost. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
