/**
 * The list over the box: what may stand where somebody types. Nothing of it is chosen by itself: Enter sends the line
 * unless an item was chosen by the arrow keys, so that a stop is a stop.
 */
import { completionsAt } from './completion.js';
import { element } from './dom.js';

/**
 * `form`: the composer; `sources`: () => as completion.js wants them; `replace(from, to, text)`: into the box.
 * Answers {update(), close(), key(event)}; `key` is true when the key was for the list.
 */
export function suggestions(form, { sources, replace }) {
  const box = form.elements.text;
  const panel = form.querySelector('.suggestions');
  const list = panel.querySelector('.offers');
  const offer = form.querySelector('.offer');
  list.id = `suggestions-${form.closest('.pane').id}`;
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-controls', list.id);
  let found = { from: 0, to: 0, items: [] };
  let chosen = -1;

  const close = () => {
    found = { from: 0, to: 0, items: [] };
    draw();
  };
  const choose = (index) => {
    chosen = index;
    for (const [at, item] of [...list.children].entries())
      item.setAttribute('aria-selected', String(at === chosen));
    const item = list.children[chosen];
    if (item === undefined) return box.removeAttribute('aria-activedescendant');
    box.setAttribute('aria-activedescendant', item.id);
    item.scrollIntoView({ block: 'nearest' });
  };
  const take = (index) => {
    const { from, to, items } = found;
    replace(from, to, items[index].insert);
  };
  const draw = () => {
    const wasOpen = !panel.hidden;
    panel.hidden = found.items.length === 0;
    list.replaceChildren(...found.items.map(itemElement));
    choose(-1);
    if (panel.hidden) offer.textContent = '';
    else if (!wasOpen) offer.textContent = `${found.items.length} suggestions, Tab takes the first`;
  };
  const itemElement = ({ value, description }, index) => {
    const item = element('div', 'offered', element('code', '', value), element('span', '', description));
    item.id = `${list.id}-${index}`;
    item.setAttribute('role', 'option');
    // The box keeps its focus, and a phone its keyboard.
    item.addEventListener('pointerdown', (event) => event.preventDefault());
    item.addEventListener('click', () => take(index));
    return item;
  };

  const keys = {
    ArrowDown: () => choose((chosen + 1) % found.items.length),
    ArrowUp: () => choose(chosen <= 0 ? found.items.length - 1 : chosen - 1),
    Tab: () => take(Math.max(0, chosen)),
    Enter: () => take(chosen),
    Escape: close,
  };
  box.addEventListener('blur', close);
  return {
    update() {
      found = completionsAt(box.value, box.selectionStart, sources());
      draw();
    },
    close,
    key(event) {
      if (found.items.length === 0 || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)
        return false;
      if (event.key === 'Enter' && chosen < 0) return false;
      const act = keys[event.key];
      if (act === undefined) return false;
      event.preventDefault();
      event.stopPropagation();
      act();
      return true;
    },
  };
}
