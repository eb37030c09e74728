/** A deliberate bug of the safety core. */
export interface Mutant {
  name: string;
  /** Each replaces an exact text of a file; several where one guard stands behind another. */
  patches: readonly Patch[];
  /** What it breaks, with its promise or rule. */
  breaks: string;
  /** Tests that look at it, where a random run seldom comes to it: tried when the simulation did not catch it. */
  tests: readonly string[];
}

export interface Patch {
  file: string;
  from: string;
  to: string;
}

/** The file's text with the bug in it. Throws a RangeError where the text is not there just once. */
export function patched(name: string, { file, from, to }: Patch, text: string): string {
  const count = text.split(from).length - 1;
  if (count === 1) return text.replace(from, () => to);
  throw new RangeError(
    `mutant "${name}": its text stands ${count} times in ${file}, not once. Give it the text that does the same now:\n${from}`,
  );
}
