/** Who looks at the page: a name, remembered by this browser. */
import { storage } from './storage.js';

const browser = storage('localStorage');
const storageKey = 'leakops.name';

/** Speaks where nobody said who they are and nothing is asked. */
export const nobody = 'someone';

/**
 * `field`: where the name stands; `dialog`: asks for it when something waits for it. Answers {reader(), withName(words,
 * then)}: `then(name)` is carried out at once, or as soon as there is a name; `words` say what waits.
 */
export function me(field, dialog, onChange) {
  const form = dialog.querySelector('form');
  const box = form.elements.name;
  let waiting = null;
  field.value = browser.getItem(storageKey) ?? '';
  const name = () => field.value.trim();

  const keep = () => {
    browser.setItem(storageKey, name());
    onChange();
  };
  const carryOut = () => {
    if (name() === '' || waiting === null) return;
    const then = waiting;
    waiting = null;
    dialog.close();
    then(name());
  };
  field.addEventListener('input', keep);
  field.addEventListener('change', carryOut);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    field.value = box.value;
    keep();
    carryOut();
  });
  dialog.querySelector('.cancel').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    waiting = null;
  });
  return {
    /** null: not known. */
    reader: () => (name() === '' ? null : name()),
    withName(words, then) {
      if (name() !== '') {
        then(name());
        return;
      }
      waiting = then;
      box.value = '';
      dialog.querySelector('.waits').textContent = words;
      if (!dialog.open) dialog.showModal();
    },
  };
}
