/** Who is there when a test does not say. */
import type { Channel, Person } from './shapes.ts';

function person(name: string, zone = 'Europe/Berlin'): Person {
  return {
    id: `U0${name.toUpperCase()}`,
    name,
    displayName: name.charAt(0).toUpperCase() + name.slice(1),
    zone,
    isBot: false,
  };
}

export function defaultPeople(): Person[] {
  return [person('ana'), person('ben', 'America/New_York'), person('cho', 'Asia/Tokyo')];
}

/** `#game-day` with the bot in it, `#public` without it, `#secret` private and without it. */
export function defaultChannels(people: Person[], bot: string): Channel[] {
  const everyone = people.map(({ id }) => id);
  const channel = (id: string, name: string, kind: Channel['kind'], members: string[]): Channel => ({
    id,
    name,
    kind,
    archived: false,
    members: new Set(members),
  });
  return [
    channel('C0GAMEDAY', 'game-day', 'public', [bot, ...everyone]),
    channel('C0PUBLIC', 'public', 'public', everyone),
    channel('C0SECRET', 'secret', 'private', everyone),
  ];
}
