/** What the bot's token must be granted, and why: of the methods that are called, and of what is listened to. */
import { methods } from './methods.ts';

/** The events that leakops subscribes to, with the scope that each needs; null: none. */
export const events = {
  app_mention: { scope: 'app_mentions:read', purpose: '@leakops in channels and threads' },
  app_home_opened: { scope: null, purpose: 'the app’s Home' },
} as const;

/** manifest.yml names it; any other name that is given to it there is heard too. */
export const command = { name: '/leak', scope: 'commands', purpose: 'the command /leak' } as const;

/** Scope → what it is for, in words. */
export function neededScopes(): Map<string, string> {
  const needed = new Map<string, string[]>();
  const need = (scope: string, purpose: string) => {
    const purposes = needed.get(scope) ?? [];
    if (!purposes.includes(purpose)) purposes.push(purpose);
    needed.set(scope, purposes);
  };
  need(command.scope, command.purpose);
  for (const { scope, purpose } of Object.values(events)) if (scope !== null) need(scope, purpose);
  for (const { token, scopes, purpose } of Object.values(methods)) {
    if (token === 'bot') for (const scope of scopes) need(scope, purpose);
  }
  return new Map([...needed].map(([scope, purposes]) => [scope, purposes.join(', ')]));
}
