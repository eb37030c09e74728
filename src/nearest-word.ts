/** Did you mean: only what is close, never what is merely the least far (facts/chat-ux.md, 12). */

const longestWord = 64;

/** The candidate that a slip of the finger makes of `word`, or that it begins; null: none is close. Case is ignored. */
export function nearestWord(word: string, candidates: readonly string[]): string | null {
  const typed = word.toLowerCase();
  if (typed.length < 2 || typed.length > longestWord) return null;
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(typed));
  const slips = typed.length <= 4 ? 1 : 2;
  let best: string | null = null;
  let bestDistance = slips + 1;
  // Of two as close, the one that the word begins: `of` is meant to be `off`, not `on`.
  for (const candidate of [...begun, ...candidates]) {
    const distance = editDistance(typed, candidate.toLowerCase());
    // A distance as long as the candidate shares nothing with it.
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== null || typed.length < 3) return best;
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
function editDistance(from: string, to: string): number {
  const a = [...from];
  const b = [...to];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
