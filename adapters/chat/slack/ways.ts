/**
 * Ways back to a person who has typed a command or pressed a button: Slack's `response_url`s, each good for five
 * answers within half an hour. They are secrets: what leaves this file is a name that only this process can read.
 */
import { dropOldest } from '../drop-oldest.ts';

const lifeMs = 30 * 60_000;
/** An answer that is on its way when the half hour is over comes too late. */
const marginMs = 20_000;
export const usesOfWay = 5;

export interface WayOrigin {
  responseUrl: string;
  /** The thread in which the person looks: of a message in it, not of its root; null: the channel. */
  thread: string | null;
  /** The message whose button was pressed; null after a command. */
  message: { ts: string; ephemeral: boolean } | null;
}

export interface Way extends WayOrigin {
  /** Of the clock that was handed in. */
  openedMono: number;
  uses: number;
}

export class Ways {
  readonly #monotonic: () => number;
  readonly #known = new Map<string, Way>();
  #opened = 0;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** The name to hand on as `Heard.way` or `Pressed.way`. */
  open(origin: WayOrigin): string {
    this.#opened += 1;
    const name = `way-${this.#opened}`;
    this.#known.set(name, { ...origin, openedMono: this.#monotonic(), uses: 0 });
    dropOldest(this.#known);
    return name;
  }

  /** null: there is none, or its time is over. */
  find(name: string | null): Way | null {
    const way = name === null ? undefined : this.#known.get(name);
    return way !== undefined && this.#monotonic() - way.openedMono < lifeMs - marginMs ? way : null;
  }
}
