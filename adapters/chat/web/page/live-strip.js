/** One line on the run that is live here, with its Stop: it stands over the messages while the card is out of sight. */
import { staleWords } from './card-words.js';
import { pressing } from './pressing.js';

/** `people`: as in message-view.js; `list`: as in message-list.js. Answers {show(card, staleSince)}; null: none is live. */
export function liveStrip(strip, people, list) {
  const jump = strip.querySelector('.strip-jump');
  const stop = strip.querySelector('.strip-stop');
  const trouble = strip.querySelector('.trouble');
  const pressed = pressing(people, (words) => {
    trouble.textContent = words ?? '';
    trouble.hidden = words === null;
  });
  let card = null;
  let isInView = true;
  const stopOf = (message) => message.actions.find(({ id }) => id === 'stop');
  const place = () => {
    const isUsed = strip.contains(document.activeElement) || !trouble.hidden;
    strip.hidden = card === null || (isInView && !isUsed);
  };

  jump.addEventListener('click', () => list.reveal(card.id));
  stop.addEventListener('click', () => {
    const action = stopOf(card);
    if (action !== undefined) pressed(stop, card, action);
  });
  strip.addEventListener('focusout', () => requestAnimationFrame(place));
  return {
    show(wanted, staleSince) {
      if (wanted !== null && (card?.id !== wanted.id || stopOf(wanted) === undefined)) trouble.hidden = true;
      card = wanted;
      list.watch(card?.id ?? null, (seen) => {
        isInView = seen;
        place();
      });
      place();
      if (card === null) return;
      strip.dataset.level = card.level;
      strip.classList.toggle('stale', staleSince !== null);
      const words = staleSince === null ? card.lines[0] : `${card.lines[0]} · ${staleWords(staleSince)}`;
      if (jump.textContent !== words) jump.textContent = words;
      stop.hidden = stopOf(card) === undefined;
    },
  };
}
