/**
 * How far the API server's clock is from the bot's, from the `Date` of its answers. One answer says: when it was
 * made, somewhere between sending and receipt, the server's clock stood within that whole second. So each gives a
 * lower and an upper bound of the offset, and the last 20 together a narrow pair.
 */
export interface ServerClock {
  /** `date`: the header, may be anything; the others on the bot's clock, ms. */
  heard(date: string | undefined, sentAt: number, receivedAt: number): void;
  /** Server's clock less the bot's, ms, in whole seconds; 0 unless it is proved to be off by more than 2 s. */
  offsetMs(): number;
}

interface Bounds {
  lowest: number;
  highest: number;
}

const keptSamples = 20;
/** Below this an offset changes no decision, and correcting by it would only make dates waver. */
const toleratedMs = 2_000;

export function serverClock(): ServerClock {
  let samples: Bounds[] = [];

  const common = (): Bounds => ({
    lowest: Math.max(...samples.map((sample) => sample.lowest)),
    highest: Math.min(...samples.map((sample) => sample.highest)),
  });

  return {
    heard(date, sentAt, receivedAt) {
      const second = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(second)) return;
      const sample = { lowest: second - receivedAt, highest: second + 1_000 - sentAt };
      samples = [...samples, sample].slice(-keptSamples);
      const { lowest, highest } = common();
      // No offset fits them all: one of the clocks has been set, and what was heard before says nothing any more.
      if (lowest > highest) samples = [sample];
    },
    offsetMs() {
      if (samples.length === 0) return 0;
      const { lowest, highest } = common();
      if (lowest <= toleratedMs && highest >= -toleratedMs) return 0;
      return Math.round((lowest + highest) / 2_000) * 1_000;
    },
  };
}
