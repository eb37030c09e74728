/** Slack's ways back to a person: `response_url`s, each good for five answers within half an hour. */
import { type Opened, Ways } from '../ways.ts';

const lifeMs = 30 * 60_000;
/** An answer that is on its way when the half hour is over comes too late. */
const marginMs = 20_000;
export const usesOfWay = 5;

interface WayBack {
  responseUrl: string;
  /** The thread in which the person looks: of a message in it, not of its root; null: the channel. */
  thread: string | null;
  /** The message whose button was pressed; null after a command. */
  message: { ts: string; ephemeral: boolean } | null;
  /** How many answers went this way. */
  uses: number;
}

export type Way = Opened<WayBack>;

export class SlackWays extends Ways<WayBack> {
  constructor(monotonic: () => number) {
    super(lifeMs - marginMs, monotonic);
  }
}
