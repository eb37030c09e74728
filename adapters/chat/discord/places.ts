/** Where something was said, in the words of the port: a thread is one of its channel. */
import type { Clock } from '../../../src/ports.ts';
import type { Api } from './api.ts';
import { channelOfPerson } from './channels.ts';
import { readChannel, type ToldChannel } from './deliveries.ts';

export interface Spot {
  channel: string;
  thread: string | null;
}

const mostRemembered = 2_000;
/** A stop waits no longer than this for Discord to say where it was said. */
const askedWithinMs = 1_000;

export class Places {
  readonly #api: Api;
  readonly #clock: Pick<Clock, 'sleep'>;
  /** By id: the channel of a thread; null: it is none. */
  readonly #parents = new Map<string, string | null>();

  constructor(api: Api, clock: Pick<Clock, 'sleep'>) {
    this.#api = api;
    this.#clock = clock;
  }

  told(channels: readonly ToldChannel[]): void {
    for (const { id, parent } of channels) {
      if (parent === undefined) continue;
      this.#parents.delete(id);
      this.#parents.set(id, parent);
    }
    for (const oldest of this.#parents.keys()) {
      if (this.#parents.size <= mostRemembered) break;
      this.#parents.delete(oldest);
    }
  }

  /** Asks Discord only where nothing was told. Never rejects. */
  async spot(at: ToldChannel, person: string): Promise<Spot> {
    if (at.isDirect) return { channel: channelOfPerson(person), thread: null };
    this.told([at]);
    const known = at.parent === undefined ? this.#parents.get(at.id) : at.parent;
    const parent = known === undefined ? await this.#askSoon(at.id) : known;
    return parent === null ? { channel: at.id, thread: null } : { channel: parent, thread: at.id };
  }

  /** What cannot be told is taken for a thread of its own: a run is found by either. */
  async #askSoon(id: string): Promise<string | null> {
    const waited = new AbortController();
    const tooLong = this.#clock.sleep(askedWithinMs, waited.signal).then(() => id);
    const parent = await Promise.race([this.#ask(id), tooLong]);
    waited.abort();
    return parent;
  }

  async #ask(id: string): Promise<string | null> {
    try {
      const path = `/channels/${id}` as const;
      const body = await this.#api.call({ method: 'GET', path, where: 'channel', urgency: 'now' });
      const told = readChannel(body);
      if (told?.parent === undefined) return null;
      this.told([told]);
      return told.parent;
    } catch {
      return id;
    }
  }
}
