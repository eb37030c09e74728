/** What a person did that the bot must answer, and what the bot made of it. Looks anew whenever it is read. */
import type { Json } from '../json.ts';
import type { Interaction } from '../state/interaction.ts';
import type { World } from '../state/world.ts';
import { allMessages, type Seen, seenMessage } from './seen.ts';

export class Act {
  readonly id: string;
  readonly token: string;
  readonly #world: World;
  readonly #interaction: Interaction;
  /** The event as it was sent to the bot. */
  readonly event: Json;

  constructor(world: World, interaction: Interaction, event: Json) {
    this.id = interaction.id;
    this.token = interaction.token;
    this.#world = world;
    this.#interaction = interaction;
    this.event = event;
  }

  /** Real time from the event to the answer; null: none came in time. */
  get acknowledgedAfterMs(): number | null {
    return this.#interaction.acknowledgedAfterMs;
  }

  /** 4 message, 5 “thinking”, 6 and 7 update, 8 choices, 9 form; null: none came in time. */
  get callback(): number | null {
    return this.#interaction.callback;
  }

  /** What Discord says to the person when the bot did not answer in time. */
  get failure(): string | null {
    if (this.callback !== null) return null;
    return this.#interaction.type === 2 ? 'The application did not respond' : 'This interaction failed';
  }

  /** Of autocomplete. */
  get choices(): { name: string; value: string | number }[] {
    return this.#interaction.choices ?? [];
  }

  /** The form that opened, or null. */
  get modal(): Json | null {
    return this.#interaction.modal;
  }

  /** The answers and follow-ups that stand now, in order, as this person sees them. */
  replies(): Seen[] {
    const zone = this.#world.people.get(this.#interaction.by)?.zone ?? 'UTC';
    return allMessages(this.#world)
      .filter(({ interaction }) => interaction?.token === this.token)
      .map((message) => seenMessage(this.#world, message, zone));
  }
}
