/**
 * Ways back to a person who has given a command or pressed a button, as a platform gives them with it. They are
 * secrets, and last for minutes: what leaves this file is a name that only this process can read.
 */
import { dropOldest } from './drop-oldest.ts';

/** `openedMono`: when, on the clock that was handed in. */
export type Opened<Way> = Way & { openedMono: number };

export class Ways<Way extends object> {
  readonly #lifeMs: number;
  readonly #monotonic: () => number;
  readonly #known = new Map<string, Opened<Way>>();
  #opened = 0;

  constructor(lifeMs: number, monotonic: () => number) {
    this.#lifeMs = lifeMs;
    this.#monotonic = monotonic;
  }

  /** The name to hand on as `Heard.way` or `Pressed.way`. */
  open(way: Way): string {
    this.#opened += 1;
    const name = `way-${this.#opened}`;
    this.#known.set(name, { ...way, openedMono: this.#monotonic() });
    dropOldest(this.#known);
    // They are as old as they stand here.
    for (const oldest of this.#known.keys()) {
      if (this.find(oldest) !== null) break;
      this.#known.delete(oldest);
    }
    return name;
  }

  /** It may be written. null: there is none, or its time is over. */
  find(name: string | null): Opened<Way> | null {
    const way = name === null ? undefined : this.#known.get(name);
    return way !== undefined && this.#monotonic() - way.openedMono < this.#lifeMs ? way : null;
  }

  /** The platform does not know it any more. */
  close(name: string): void {
    this.#known.delete(name);
  }
}
