/** Discord's ways back to a person: the tokens of interactions, each good for 15 minutes. */
import { Ways } from '../ways.ts';

const lifeMs = 15 * 60_000;
/** An answer that is on its way when the time is over comes too late. */
const marginMs = 15_000;

export interface Way {
  applicationId: string;
  token: string;
  /**
   * What `@original` means there: `waiting` is the "thinking…" of a deferred answer that only this person sees, which
   * the first answer fills; else the id of a message, the pressed one or the answer; null: there is none.
   */
  original: 'waiting' | string | null;
}

/** To be opened when the interaction has been acknowledged. */
export class DiscordWays extends Ways<Way> {
  constructor(monotonic: () => number) {
    super(lifeMs - marginMs, monotonic);
  }
}
