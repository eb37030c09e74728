/** What the bot must be allowed: named before a run starts, in the invitation, and by the check from the terminal. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printCheck } from '../../../../adapters/chat/discord/check.ts';
import { checkServer } from '../../../../adapters/chat/discord/check-server.ts';
import { invitation, rights } from '../../../../adapters/chat/discord/rights.ts';
import { startRights, startsRun } from '../../../../adapters/chat/discord/start-rights.ts';
import { type Discord, startDiscord } from '../../../stand-ins/discord/discord.ts';

const all = rights.reduce((sum, { bit }) => sum | bit, 0n);
const without = (...names: string[]) =>
  rights.filter(({ name }) => !names.includes(name)).reduce((sum, { bit }) => sum | bit, 0n);

describe('before a start', () => {
  test('with all of them, or as an administrator, it goes on', () => {
    expect(startRights(all, 'start fast')).toEqual({ kind: 'enough' });
    expect(startRights(1n << 3n, 'start fast')).toEqual({ kind: 'enough' });
  });

  test('each that is missing is named; nothing starts that could not be shown', () => {
    const found = startRights(without('Create Public Threads', 'Attach Files'), 'start fast');
    expect(found).toMatchObject({ kind: 'refused' });
    if (found.kind === 'enough') throw new Error('enough');
    expect(found.said.text).toMatch(/Not started: the bot lacks Create Public Threads and Attach Files/);
    expect(found.said.text).toContain('Nothing changed');
    expect(found.said.lines.join('\n')).toContain('/leak start fast');
  });

  test('less is said, and does not stand in the way', () => {
    expect(startRights(without('Embed Links'), 'start fast')).toMatchObject({
      kind: 'less',
      said: { text: expect.stringMatching(/Embed Links/) },
    });
  });

  test('only what starts a run is held up', () => {
    for (const text of ['start fast', ' START gradual 300']) expect(startsRun({ text })).toBe(true);
    for (const text of ['stop', 'flag off', 'status', 'start gradual dry', 'restart', 'help start'])
      expect(startsRun({ text })).toBe(false);
    expect(startsRun({ action: 'again' })).toBe(true);
    expect(startsRun({ action: 'stop' })).toBe(false);
  });
});

test('the invitation asks for exactly what is needed', () => {
  const url = new URL(invitation('123'));
  expect(url.searchParams.get('scope')).toBe('bot applications.commands');
  expect(BigInt(url.searchParams.get('permissions') ?? '0')).toBe(all);
});

describe('npm run discord:check', () => {
  let discord: Discord;
  beforeEach(async () => {
    discord = await startDiscord({ limits: false });
  });
  afterEach(() => discord.close());

  const look = (more: Partial<Parameters<typeof checkServer>[0]> = {}) =>
    checkServer({
      token: discord.token,
      guildId: discord.guildId,
      channel: discord.people.place('general').id,
      apiUrl: discord.apiUrl,
      clock: { monotonic: () => performance.now() },
      ...more,
    });
  const wrong = async (more: Parameters<typeof look>[0] = {}) =>
    (await look(more)).filter(({ verdict }) => verdict !== 'ok');

  test('all is well, and the invitation is there', async () => {
    expect(await wrong()).toEqual([]);
    const found = await look();
    expect(found.at(-1)?.text).toContain(`client_id=${discord.applicationId}`);
    expect(await wrong({ channel: null, guildId: null })).toEqual([]);
  });

  test('a right that is missing in the channel is named, with what it is for', async () => {
    discord.moderation.deny('general', 'CreatePublicThreads', 'AttachFiles');
    const [found] = await wrong();
    expect(found).toMatchObject({ verdict: 'problem' });
    expect(found?.text).toMatch(/Create Public Threads \(.*thread.*Attach Files \(.*chart/);
    expect(found?.remedy).toContain('Create Public Threads and Attach Files');
    expect(await wrong({ channel: null })).toMatchObject([{ name: '#general', verdict: 'problem' }]);
  });

  test('a wrong token says so, and is not told', async () => {
    const found = await wrong({ token: 'wrong.token.hunter2' });
    expect(found).toMatchObject([
      { name: 'token', verdict: 'problem', remedy: expect.stringContaining('DISCORD_TOKEN') },
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('not in the server: the link that invites it', async () => {
    discord.moderation.kick();
    expect(await wrong()).toMatchObject([
      { name: 'server', remedy: expect.stringContaining('oauth2/authorize') },
    ]);
  });

  test('a Discord that is away', async () => {
    await discord.down();
    expect(await wrong()).toMatchObject([{ verdict: 'problem' }]);
    await discord.up();
  });

  test('off: what to set', async () => {
    await expect(printCheck(null, () => {})).rejects.toMatchObject({ code: 'discord-off' });
    const lines: string[] = [];
    const options = { token: discord.token, guildId: null, channel: null, apiUrl: discord.apiUrl };
    const clock = { monotonic: () => performance.now() };
    expect(await printCheck({ ...options, clock }, (line) => lines.push(line))).toBe(true);
    expect(lines[0]).toMatch(/^✓ token: of leakops/);
  });
});
