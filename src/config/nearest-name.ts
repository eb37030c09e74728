/** The name of `names` that differs from `word` by at most two letters; null: none is so close. */
export function nearestName(word: string, names: readonly string[]): string | null {
  const close = names
    .map((name) => ({ name, letters: differingLetters(word, name) }))
    .filter(({ letters }) => letters <= 2)
    .sort((one, other) => one.letters - other.letters);
  return close[0]?.name ?? null;
}

/** Letters put in, left out or replaced. */
function differingLetters(from: string, to: string): number {
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    last = row;
  }
  return last[to.length] ?? 0;
}
