/** Who looks at the page: a name, remembered by this browser. */
const storageKey = 'leakops.name';

export function me(input, onChange) {
  input.value = localStorage.getItem(storageKey) ?? '';
  const name = () => input.value.trim();
  input.addEventListener('input', () => {
    localStorage.setItem(storageKey, name());
    input.classList.remove('asked');
    onChange();
  });
  return {
    /** null: not known; `ask`: then bring the person to the field. */
    name(ask) {
      if (name() !== '') return name();
      if (ask) {
        input.classList.add('asked');
        input.focus();
      }
      return null;
    },
  };
}
