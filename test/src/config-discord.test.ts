import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemOf } from './problem-of.ts';

const on = { DISCORD_TOKEN: 'MTA.hunter2.x' };

describe('Discord', () => {
  test('is off without a token, and what else is set of it is named', () => {
    const { discord, ignored, webOn } = readConfig({ DISCORD_GUILD_ID: '123456789012345678' });
    expect(discord).toBeNull();
    expect(webOn).toBe(true);
    expect(ignored).toEqual(['DISCORD_GUILD_ID']);
  });

  test('a token is enough; the page goes off where nobody asked for it', () => {
    expect(readConfig(on)).toMatchObject({
      discord: { token: 'MTA.hunter2.x', guildId: null, channel: null, apiUrl: 'https://discord.com/api' },
      webOn: false,
      ignored: [],
      warnings: [],
    });
    expect(readConfig({ ...on, LEAKOPS_WEB: 'on' }).webOn).toBe(true);
  });

  test('copied with the word of its header, and another server', () => {
    const { discord } = readConfig({
      DISCORD_TOKEN: 'Bot MTA.hunter2.x',
      DISCORD_GUILD_ID: '123456789012345678',
      DISCORD_CHANNEL: '123456789012345679',
      DISCORD_API_URL: 'http://127.0.0.1:8080/api/',
    });
    expect(discord).toEqual({
      token: 'MTA.hunter2.x',
      guildId: '123456789012345678',
      channel: '123456789012345679',
      apiUrl: 'http://127.0.0.1:8080/api',
    });
  });

  test.each([
    ['DISCORD_TOKEN', '123456789012345678', 'Reset Token'],
    ['DISCORD_TOKEN', 'hunter2 hunter2', 'Reset Token'],
    ['DISCORD_GUILD_ID', 'My server', 'Copy ID'],
    ['DISCORD_CHANNEL', '#game-days', 'Copy ID'],
    ['DISCORD_API_URL', 'discord.com', 'http'],
  ])('%s=%s is refused, and no secret is told', (name, value, words) => {
    const message = problemOf({ ...on, [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(words);
    expect(message).not.toContain('hunter2');
  });
});
