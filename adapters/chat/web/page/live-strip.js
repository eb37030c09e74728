/** One line on the run that is live here, with its Stop: it stays in sight when the card has scrolled away. */
import { staleWords } from './card-words.js';
import { pressing } from './pressing.js';

/** `people`: as in message-view.js; `onJump(card)`. Answers {show(card, staleSince)}; card null: no run is live. */
export function liveStrip(strip, people, onJump) {
  const jump = strip.querySelector('.strip-jump');
  const stop = strip.querySelector('.strip-stop');
  const trouble = strip.querySelector('.trouble');
  const pressed = pressing(people, (words) => {
    trouble.textContent = words ?? '';
    trouble.hidden = words === null;
  });
  let card = null;
  const stopOf = (message) => message.actions.find(({ id }) => id === 'stop');

  jump.addEventListener('click', () => onJump(card));
  stop.addEventListener('click', () => {
    const action = stopOf(card);
    if (action !== undefined) pressed(stop, card, action);
  });
  return {
    show(wanted, staleSince) {
      strip.hidden = wanted === null;
      if (wanted === null) return;
      if (card?.id !== wanted.id || stopOf(wanted) === undefined) trouble.hidden = true;
      card = wanted;
      strip.dataset.level = card.level;
      strip.classList.toggle('stale', staleSince !== null);
      const words = staleSince === null ? card.lines[0] : `${card.lines[0]} · ${staleWords(staleSince)}`;
      if (jump.textContent !== words) jump.textContent = words;
      stop.hidden = stopOf(card) === undefined;
    },
  };
}
