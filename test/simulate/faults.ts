/** Faults of single calls: armed for the k-th next call of a port, met once. */
export const calls = [
  'write',
  'save',
  'sync',
  'read',
  'served',
  'sight',
  'load',
  'restart',
  'broker',
  'post',
] as const;
export type Call = (typeof calls)[number];

/** What befalls a call. `late` is a write that is stored after later ones, `again` a request that arrives twice. */
export type How = 'dies before' | 'dies after' | 'lost' | 'answer lost' | 'again' | 'late' | 'old' | 'none';

/** Which of them each call can meet. */
export const ways: { [call in Call]: readonly How[] } = {
  write: ['dies before', 'dies after', 'lost', 'answer lost', 'again', 'late'],
  save: ['dies before', 'dies after', 'lost'],
  sync: ['dies before', 'dies after', 'lost', 'late'],
  read: ['dies before', 'lost', 'late'],
  served: ['dies before', 'lost', 'late'],
  sight: ['dies before', 'lost', 'late', 'old', 'none'],
  load: ['dies before', 'dies after', 'lost', 'answer lost', 'again'],
  restart: ['dies before', 'dies after', 'lost', 'answer lost', 'again'],
  broker: ['dies before', 'dies after', 'lost', 'answer lost', 'again'],
  post: ['dies before', 'dies after', 'lost', 'answer lost'],
};

export interface Faults {
  /** `skip`: so many calls pass before. */
  arm(call: Call, how: How, skip: number): void;
  /** What befalls this call; null: nothing. */
  take(call: Call): How | null;
  clear(): void;
}

export function noFaults(met: (name: string) => void): Faults {
  let armed: { call: Call; how: How; skip: number }[] = [];
  return {
    arm: (call, how, skip) => void armed.push({ call, how, skip }),
    take(call) {
      if (armed.length === 0) return null;
      const due = armed.find((each) => each.call === call && each.skip === 0);
      for (const each of armed) if (each.call === call && each.skip > 0) each.skip -= 1;
      if (due === undefined) return null;
      armed = armed.filter((each) => each !== due);
      met(`${call}: ${due.how}`);
      return due.how;
    },
    clear() {
      armed = [];
    },
  };
}
