/** Looks at the world, one of a kind at a time. */
export interface Looks {
  /** Unless one of this kind is under way: a source that hangs is waited for by nobody. */
  unlessLooking(kind: string, work: () => Promise<void>): Promise<void>;
  /** Something happened: one that is under way may have missed it, and is followed by another. */
  atOnce(kind: string, work: () => Promise<void>): Promise<void>;
}

/** `work` never rejects. `signal`: from its abort on nothing follows any more. */
export function createLooks(signal: AbortSignal): Looks {
  const looking = new Set<string>();
  const lookAgain = new Set<string>();

  async function unlessLooking(kind: string, work: () => Promise<void>): Promise<void> {
    if (looking.has(kind)) return;
    looking.add(kind);
    do {
      lookAgain.delete(kind);
      await work();
    } while (lookAgain.has(kind) && !signal.aborted);
    looking.delete(kind);
  }

  return {
    unlessLooking,
    async atOnce(kind, work) {
      if (looking.has(kind)) lookAgain.add(kind);
      else await unlessLooking(kind, work);
    },
  };
}
