/** With a full stop, where it does not end already. */
export function sentence(words: string): string {
  const trimmed = words.trimEnd();
  return /[.?…]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
