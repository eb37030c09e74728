/** Makes `/leak` known to Discord: written only where what is registered is another. */
import { z } from 'zod';
import type { Api, Call } from './api.ts';
import { type CommandDefinition, commandName, type OptionDefinition } from './command-definition.ts';

const known = z.array(z.looseObject({ id: z.string(), name: z.string(), type: z.number().nullish() }));

/** Rejects with a DiscordFailure. @param guildId null: in all servers, where it may take an hour to appear */
export async function register(
  api: Api,
  command: { applicationId: string; guildId: string | null; definition: CommandDefinition },
): Promise<'written' | 'unchanged'> {
  const { applicationId, guildId, definition } = command;
  const everywhere = `/applications/${applicationId}/commands` as const;
  const path =
    guildId === null ? everywhere : (`/applications/${applicationId}/guilds/${guildId}/commands` as const);
  const own = await ours(api, path);
  const isSame = own !== null && meaning(own) === meaning(definition);
  if (!isSame)
    await call(api, 'POST', path, guildId === null ? { ...definition, contexts: [0] } : definition);
  // From a time without DISCORD_GUILD_ID: people would see it twice. A server that has one list for both shows it here.
  const global = guildId === null ? null : await ours(api, everywhere).catch(() => null);
  const standing = global === null ? null : await ours(api, path).catch(() => null);
  if (global !== null && standing !== null && global.id !== standing.id)
    await call(api, 'DELETE', `${everywhere}/${global.id}`).catch(() => {});
  return isSame ? 'unchanged' : 'written';
}

async function ours(api: Api, path: Call['path']) {
  const found = known.safeParse(await call(api, 'GET', path)).data ?? [];
  return found.find(({ name, type }) => name === commandName && (type ?? 1) === 1) ?? null;
}

function call(api: Api, method: Call['method'], path: Call['path'], body?: object): Promise<unknown> {
  const wanted = { method, path, where: 'application', urgency: 'now' } as const;
  return api.call(body === undefined ? wanted : { ...wanted, body });
}

/** What counts of a definition, in one order: Discord adds much, and leaves out what is the usual. */
function meaning(definition: object): string {
  const { name, description, options } = definition as Partial<CommandDefinition>;
  return JSON.stringify([name, description, (options ?? []).map(meaningOf)]);
}

function meaningOf(option: OptionDefinition): unknown[] {
  return [
    option.type,
    option.name,
    option.description,
    option.required === true,
    option.autocomplete === true,
    option.min_value ?? null,
    option.max_value ?? null,
    option.min_length ?? null,
    (option.choices ?? []).map(({ name, value }) => [name, value]),
    (option.options ?? []).map(meaningOf),
  ];
}
