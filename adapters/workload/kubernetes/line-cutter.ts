/** A pod with all that people annotate is far shorter; what is longer is no event of this API. */
const longestLineChars = 8 * 2 ** 20;

interface LineCutter {
  /** False: a line has become too long to be one. */
  take(chunk: Uint8Array): boolean;
  /** What had no line break is a line too. */
  end(): void;
}

/** Cuts what comes in pieces into lines, empty ones left out. */
export function lineCutter(heard: (line: string) => void): LineCutter {
  const decoder = new TextDecoder();
  let begun = '';
  const hear = (line: string) => {
    if (line.trim() !== '') heard(line);
  };
  return {
    take(chunk) {
      const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) hear(line);
      return begun.length <= longestLineChars;
    },
    end: () => hear(begun),
  };
}
