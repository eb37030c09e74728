/**
 * Brings to the disk what was committed. A commit is in the file when it returns: whatever ends this process, it is
 * there. Only a machine that fails can lose it, until the file is synced. That takes the disk's own time: it is done
 * beside, one sync for all that wait for one, and holds nothing else up.
 */
export interface Syncs {
  /** Something was committed: it is on the disk a quarter of a second later, also when nobody waits for it. */
  committed(): void;
  /** Resolves when all that was committed before the call is on the disk; rejects with what `sync` rejects with. */
  synced(): Promise<void>;
  close(): void;
}

/** Real time. */
const syncWithinMs = 250;

export function syncsBy(sync: () => Promise<void>): Syncs {
  let running: Promise<void> = Promise.resolve();
  /** Not begun yet: what is committed until it begins is in it. */
  let next: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  /** A sync that nobody waited for has failed: whoever asks next is told. */
  let untold: { error: unknown } | null = null;

  function nextSync(): Promise<void> {
    next ??= running
      .catch(() => {})
      .then(() => {
        running = next ?? running;
        next = null;
        return sync();
      });
    return next;
  }

  return {
    committed() {
      timer ??= setTimeout(() => {
        timer = null;
        nextSync().catch((error: unknown) => {
          untold = { error };
        });
      }, syncWithinMs).unref();
    },
    async synced() {
      const failed = untold;
      untold = null;
      if (failed !== null) throw failed.error;
      await nextSync();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
