/** `trigger_id`: what lets an app open a modal, once, within three seconds of what the person did. */
import { randomBytes } from 'node:crypto';
import { SlackError } from './slack-error.ts';

export interface Triggers {
  issue(person: string): string;
  /** Whose it was. Throws `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`. */
  use(id: string): string;
}

const lifeMs = 3000;

export function newTriggers(now: () => number): Triggers {
  const issued = new Map<string, { person: string; at: number; used: boolean }>();
  return {
    issue(person) {
      const id = `${Math.floor(now())}.${issued.size + 1}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { person, at: now(), used: false });
      return id;
    },
    use(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) throw new SlackError('invalid_trigger_id');
      if (now() - trigger.at > lifeMs) throw new SlackError('expired_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      trigger.used = true;
      return trigger.person;
    },
  };
}
