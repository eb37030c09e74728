/** `/leak` stays known, whatever a server makes of the two places where it may be known. */
import { expect, test } from 'vitest';
import type { Api } from '../../../../adapters/chat/discord/api.ts';
import { commandDefinition } from '../../../../adapters/chat/discord/command-definition.ts';
import { register } from '../../../../adapters/chat/discord/registration.ts';
import { verbs } from '../../../../commands/index.ts';

const definition = commandDefinition(verbs);
const command = { applicationId: '8', guildId: '70', definition };

/** @param isOne one list for the server and for all servers */
function knowing(isOne: boolean) {
  const lists = {
    guild: [] as object[],
    all: [{ ...definition, id: 'old', description: 'old' }] as object[],
  };
  const api: Api = {
    async call({ method, path, body }) {
      const list = isOne || path.includes('/guilds/') ? 'guild' : 'all';
      if (method === 'POST') lists[list] = [{ ...body, id: 'new' }];
      if (method === 'DELETE') lists[list] = [];
      return method === 'GET' ? lists[list] : null;
    },
  };
  return { api, lists };
}

test('one of a time without a server of its own is taken away', async () => {
  const { api, lists } = knowing(false);
  expect(await register(api, command)).toBe('written');
  expect(await register(api, command)).toBe('unchanged');
  expect(lists).toMatchObject({ guild: [{ id: 'new' }], all: [] });
});

test('where there is one list for both, what was written stays', async () => {
  const { api, lists } = knowing(true);
  expect(await register(api, command)).toBe('written');
  expect(await register(api, command)).toBe('unchanged');
  expect(lists.guild).toMatchObject([{ id: 'new' }]);
});
