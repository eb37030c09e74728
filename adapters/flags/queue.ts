/** The one queue of rule 9: one change in flight, urgent ones ahead of all that wait, and through one that is not. */
import { Failure } from '../../src/failure.ts';

export interface Queue {
  /** `work` must stop soon when its signal aborts. Rejects with the work's failure, or `flag-cut-off`. */
  run<T>(
    urgent: boolean,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

interface Entry {
  urgent: boolean;
  cut: AbortController;
  begin: () => Promise<void>;
}

export function changeQueue(): Queue {
  const waiting: Entry[] = [];
  let inFlight: Entry | null = null;

  async function drain(): Promise<void> {
    while (inFlight === null) {
      const next = waiting.shift();
      if (next === undefined) return;
      inFlight = next;
      await next.begin();
      inFlight = null;
    }
  }

  function enqueue(entry: Entry): void {
    const firstCalm = waiting.findIndex((other) => !other.urgent);
    if (entry.urgent && firstCalm !== -1) waiting.splice(firstCalm, 0, entry);
    else waiting.push(entry);
    if (entry.urgent && inFlight !== null && !inFlight.urgent)
      inFlight.cut.abort(new Failure('flag-cut-off', 'cut off: the flag must go off first'));
    void drain();
  }

  return {
    run(urgent, signal, work) {
      return new Promise((resolve, reject) => {
        const cut = new AbortController();
        const cancelled = () => new Failure('flag-cancelled', 'the change of the flag was called off');
        const onAbort = () => {
          cut.abort(cancelled());
          const at = waiting.indexOf(entry);
          if (at === -1) return;
          waiting.splice(at, 1);
          reject(cancelled());
        };
        const entry: Entry = {
          urgent,
          cut,
          begin: async () => {
            try {
              resolve(await work(cut.signal));
            } catch (error) {
              reject(cut.signal.aborted ? cut.signal.reason : error);
            } finally {
              signal?.removeEventListener('abort', onAbort);
            }
          },
        };
        if (signal?.aborted) return reject(cancelled());
        signal?.addEventListener('abort', onAbort, { once: true });
        enqueue(entry);
      });
    },
  };
}
