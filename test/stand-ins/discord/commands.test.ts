/** Registering commands, and their limits. */
import type { ApplicationCommandDataResolvable } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, bench } from './client.ts';

const { discord: start, client: connect } = bench();
const option = (name: string, more = {}) => ({ type: 3, name, description: 'x', ...more });
const leaf = (code: string) => ({ _errors: [expect.objectContaining({ code })] });

test('are replaced all at once, keep their ids, and count as one write', async () => {
  const discord = await start();
  const client = await connect(discord);
  const definition = {
    name: 'leak',
    description: 'one',
    options: [option('run', { required: false, choices: [] })],
  };
  const set = async (...definitions: ApplicationCommandDataResolvable[]) => {
    const commands = await client.application.commands.set(definitions, discord.guildId);
    const command = commands.find(({ name }) => name === 'leak');
    return { id: command?.id, version: command?.version };
  };
  const first = await set(definition, { name: 'other', description: 'x' });
  expect(await set(definition)).toEqual(first);
  const changed = await set({ ...definition, description: 'two' });
  expect(changed.id).toBe(first.id);
  expect(changed.version).not.toBe(first.version);
  expect(discord.commandWrites).toBe(3);
  // What is read is not word for word what was sent.
  const [read] = discord.commands.guild;
  expect(read).toMatchObject({
    name: 'leak',
    guild_id: discord.guildId,
    default_member_permissions: null,
    nsfw: false,
  });
  expect(read?.options).toEqual([{ type: 3, name: 'run', description: 'x' }]);
});

test('can be added, changed, read and deleted one by one, globally too', async () => {
  const discord = await start();
  const client = await connect(discord);
  const made = await client.application.commands.create({ name: 'leak', description: 'one' });
  await client.application.commands.edit(made.id, { description: 'two' });
  expect((await client.application.commands.fetch()).map(({ description }) => description)).toEqual(['two']);
  await client.application.commands.delete(made.id);
  expect(discord.commands).toEqual({ global: [], guild: [] });
  expect(discord.commandWrites).toBe(3);
});

describe('are refused, and the old ones stay,', () => {
  test.each([
    ['a name with capitals', { name: 'Leak' }, { name: leaf('APPLICATION_COMMAND_INVALID_NAME') }],
    ['a name over 32', { name: 'x'.repeat(33) }, { name: { _errors: expect.any(Array) } }],
    ['no description', { description: '' }, { description: leaf('BASE_TYPE_REQUIRED') }],
    [
      'a description over 100',
      { description: 'x'.repeat(101) },
      { description: leaf('BASE_TYPE_BAD_LENGTH') },
    ],
    [
      '26 options',
      { options: Array.from({ length: 26 }, (_, at) => option(`o${at}`)) },
      { options: leaf('BASE_TYPE_MAX_LENGTH') },
    ],
    [
      '26 choices',
      {
        options: [
          option('o', {
            choices: Array.from({ length: 26 }, (_, at) => ({ name: `${at}`, value: `${at}` })),
          }),
        ],
      },
      { options: { 0: { choices: leaf('BASE_TYPE_MAX_LENGTH') } } },
    ],
    [
      'required after optional',
      { options: [option('a'), option('b', { required: true })] },
      { options: { 1: leaf('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID') } },
    ],
    [
      'choices and autocomplete',
      { options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] },
      { options: { 0: { autocomplete: leaf('APPLICATION_COMMAND_AUTOCOMPLETE_INVALID') } } },
    ],
    [
      'the same option twice',
      { options: [option('a'), option('a')] },
      { options: { 1: { name: leaf('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS') } } },
    ],
    [
      'a text choice of a number',
      { options: [{ type: 4, name: 'a', description: 'x', choices: [{ name: 'x', value: 'x' }] }] },
      { options: { 0: { choices: { 0: { value: leaf('NUMBER_TYPE_COERCE') } } } } },
    ],
    [
      'subcommands beside options',
      { options: [{ type: 1, name: 'a', description: 'x' }, option('b')] },
      { options: leaf('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID') },
    ],
    [
      'subcommands in subcommands',
      {
        options: [
          { type: 1, name: 'a', description: 'x', options: [{ type: 1, name: 'b', description: 'x' }] },
        ],
      },
      { options: { 0: { options: { 0: { type: leaf('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID') } } } } },
    ],
    [
      'over 8000 characters',
      {
        options: Array.from({ length: 25 }, (_, at) => ({
          type: 1,
          name: `sub${at}`,
          description: 'x'.repeat(100),
          options: [
            option('a', { description: 'x'.repeat(100) }),
            option('b', { description: 'x'.repeat(100) }),
            option('c', { description: 'x'.repeat(100) }),
          ],
        })),
      },
      leaf('APPLICATION_COMMAND_TOO_LARGE'),
    ],
  ])('%s', async (_, wrong, errors) => {
    const discord = await start();
    const path = `/applications/${discord.applicationId}/commands`;
    await ask(discord, 'PUT', path, [{ name: 'old', description: 'x' }]);
    const answer = await ask(discord, 'PUT', path, [{ name: 'leak', description: 'x', ...wrong }]);
    expect(answer).toEqual(
      expect.objectContaining({
        status: 400,
        body: { code: 50035, message: 'Invalid Form Body', errors: { 0: errors } },
      }),
    );
    expect(discord.commands.global.map(({ name }) => name)).toEqual(['old']);
    expect(discord.commandWrites).toBe(1);
  });

  test('the same name twice, more than 100, an application or server of others', async () => {
    const discord = await start({ limits: false });
    const path = `/applications/${discord.applicationId}`;
    const command = (name: string) => ({ name, description: 'x' });
    const put = async (at: string, commands: unknown[]) => (await ask(discord, 'PUT', at, commands)).body;
    expect(await put(`${path}/commands`, [command('a'), command('a')])).toMatchObject({ code: 50035 });
    const many = Array.from({ length: 101 }, (_, at) => command(`c${at}`));
    expect(await put(`${path}/commands`, many)).toMatchObject({ code: 30032 });
    expect(await put('/applications/1/commands', [])).toMatchObject({ code: 10002 });
    expect(await put(`${path}/guilds/1/commands`, [])).toMatchObject({ code: 10004 });
  });

  test('more than 200 new ones a day', async () => {
    const discord = await start({ limits: false });
    const path = `/applications/${discord.applicationId}/commands`;
    const answers = [];
    for (const round of [0, 1, 2])
      answers.push(
        await ask(
          discord,
          'PUT',
          path,
          Array.from({ length: 90 }, (_, at) => ({ name: `c${round}-${at}`, description: 'x' })),
        ),
      );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(answers[2]?.body).toMatchObject({ code: 30034 });
  });
});
