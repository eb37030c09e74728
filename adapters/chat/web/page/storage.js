/** `localStorage` or `sessionStorage`; where the browser keeps nothing for the page, for this visit only. */
export function storage(kind) {
  const visit = new Map();
  const or = (work, otherwise) => {
    try {
      return work(globalThis[kind]);
    } catch {
      return otherwise();
    }
  };
  return {
    getItem: (key) =>
      or(
        (kept) => kept.getItem(key),
        () => visit.get(key) ?? null,
      ),
    setItem: (key, value) =>
      or(
        (kept) => kept.setItem(key, value),
        () => visit.set(key, value),
      ),
    removeItem: (key) =>
      or(
        (kept) => kept.removeItem(key),
        () => visit.delete(key),
      ),
  };
}
