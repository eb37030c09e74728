/** A text as people read it: mentions by name, dates in the reader's zone; marks of code and bold are kept. */
import type { World } from '../state/world.ts';
import { dateWords } from './dates.ts';

export function readable(world: World, text: string, zone: string): string {
  return text
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${world.people.get(id)?.name ?? 'unknown-user'}`)
    .replace(/<@&(\d+)>/g, (_, id: string) => `@${world.roles.get(id)?.name ?? 'deleted-role'}`)
    .replace(/<#(\d+)>/g, (_, id: string) => `#${world.channels.get(id)?.name ?? 'unknown'}`)
    .replace(/<\/([^:>]+):\d+>/g, (_, name: string) => `/${name}`)
    .replace(/<t:(-?\d+)(?::(\w))?>/g, (written, seconds: string, style: string | undefined) => {
      return dateWords(Number(seconds), style ?? 'f', zone, world.now()) ?? written;
    });
}
