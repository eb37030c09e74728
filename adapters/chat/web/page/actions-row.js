/** The buttons of a message. Those that stay are the same elements, in the same place. */
import { element, setChildren } from './dom.js';

/** `onPress(button, action)`. */
export function drawActions(row, wanted, onPress) {
  const before = new Map([...row.children].map((child) => [child.dataset.action, child]));
  const after = wanted.map((action) => {
    const tag = action.url === null ? 'button' : 'a';
    const known = before.get(action.id)?.localName === tag ? before.get(action.id) : undefined;
    const made = known ?? element(tag);
    made.className = `button ${action.style}`;
    if (made.textContent !== action.label) made.textContent = action.label;
    if (action.url !== null) {
      const isWeb = /^https?:$/.test(new URL(action.url, document.baseURI).protocol);
      if (isWeb) made.href = action.url;
    } else if (known === undefined) {
      made.type = 'button';
      made.addEventListener('click', () => onPress(made, action));
    }
    made.dataset.action = action.id;
    return made;
  });
  const hadFocus = row.contains(document.activeElement) && !after.includes(document.activeElement);
  setChildren(row, after);
  if (hadFocus)
    (after[0] ?? row.closest('.scroller') ?? row.closest('dialog')?.querySelector('.close'))?.focus();
}
