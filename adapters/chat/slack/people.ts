/** What people are called: asked of Slack once a day, never waited for longer than a moment. */
import { z } from 'zod';
import type { Clock, Person } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { SlackApi } from './slack-api.ts';

const keptMs = 24 * 3_600_000;
/** After a failed look-up, before the next. */
const askedAgainAfterMs = 60_000;
/** A stop waits no longer than this for a name. */
const waitMs = 250;

export interface PeopleOptions {
  /** users.info; null: Slack knows no name. May reject. */
  nameOf(user: string): Promise<string | null>;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
}

interface Known {
  name: string | null;
  until: number;
  asking: Promise<void> | null;
}

export class People {
  readonly #options: PeopleOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** Never rejects. @param fallback what the payload calls this person */
  async person(user: string, fallback: string | null): Promise<Person> {
    const known = this.#lookedUp(user);
    if (known.name === null && known.asking !== null) {
      const waited = new AbortController();
      await Promise.race([known.asking, this.#options.clock.sleep(waitMs, waited.signal)]);
      waited.abort();
    }
    return { id: user, name: known.name ?? fallback ?? user };
  }

  /** What is known now, with a question under way where it is nothing or old. */
  #lookedUp(user: string): Known {
    const now = this.#options.clock.monotonic();
    const known = this.#known.get(user) ?? { name: null, until: now, asking: null };
    if (known.asking === null && known.until <= now) {
      known.asking = this.#options
        .nameOf(user)
        .then((name) => {
          known.name = name ?? known.name;
          known.until = this.#options.clock.monotonic() + keptMs;
        })
        .catch(() => {
          known.until = this.#options.clock.monotonic() + askedAgainAfterMs;
        })
        .finally(() => {
          known.asking = null;
        });
    }
    this.#known.delete(user);
    this.#known.set(user, known);
    dropOldest(this.#known);
    return known;
  }
}

const name = z.string().trim().min(1).nullable().catch(null);
const nameless = { display_name: null, real_name: null };
const found = z.object({
  user: z.object({
    profile: z.object({ display_name: name, real_name: name }).catch(nameless),
    real_name: name,
  }),
});

/** As people know each other there: the display name, else the full one; null: Slack knows none. */
export async function nameOf(user: string, api: SlackApi): Promise<string | null> {
  const read = found.safeParse(await api.call('users.info', { user }));
  if (!read.success) return null;
  const { profile, real_name } = read.data.user;
  return profile.display_name ?? profile.real_name ?? real_name;
}
