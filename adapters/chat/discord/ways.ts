/**
 * Ways back to a person who has given a command or pressed a button: the tokens of Discord's interactions, each good
 * for 15 minutes. They are secrets: what leaves this file is a name that only this process can read.
 */
const lifeMs = 15 * 60_000;
/** An answer that is on its way when the time is over comes too late. */
const marginMs = 15_000;
const mostKept = 2_000;

export interface Way {
  applicationId: string;
  token: string;
  /**
   * What `@original` means there: `waiting` is the "thinking…" of a deferred answer that only this person sees, which
   * the first answer fills; else the id of a message, the pressed one or the answer; null: there is none.
   */
  original: 'waiting' | string | null;
}

export class Ways {
  readonly #monotonic: () => number;
  readonly #known = new Map<string, { way: Way; openedMono: number }>();
  #opened = 0;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** The name to hand on as `Heard.way` or `Pressed.way`. Call it when the interaction has been acknowledged. */
  open(way: Way): string {
    this.#opened += 1;
    const name = `way-${this.#opened}`;
    this.#known.set(name, { way: { ...way }, openedMono: this.#monotonic() });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKept && this.find(oldest) !== null) break;
      this.#known.delete(oldest);
    }
    return name;
  }

  /** null: there is none, or its time is over. Its `original` may be written. */
  find(name: string | null): Way | null {
    const known = name === null ? undefined : this.#known.get(name);
    if (known === undefined || this.#monotonic() - known.openedMono >= lifeMs - marginMs) return null;
    return known.way;
  }

  /** Discord does not know it any more. */
  close(name: string): void {
    this.#known.delete(name);
  }
}
