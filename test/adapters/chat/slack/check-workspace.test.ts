/** `npm run slack:check`: what is fine, what is not, and what to do about it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Account } from '../../../../adapters/chat/slack/account.ts';
import { printCheck } from '../../../../adapters/chat/slack/check.ts';
import { checkWorkspace, type WorkspaceOptions } from '../../../../adapters/chat/slack/check-workspace.ts';
import { neededScopes } from '../../../../adapters/chat/slack/scopes.ts';
import { slackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { type Slack, startSlack } from '../../../stand-ins/slack/slack.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack({ scopes: [...neededScopes().keys()] });
  slack.limits.mode = 'off';
});

afterEach(() => slack.close());

async function look(more: Partial<WorkspaceOptions> = {}) {
  const { botToken, appToken, apiUrl, channel } = slack;
  return checkWorkspace({
    botToken,
    appToken,
    channel,
    apiUrl,
    publicUrl: null,
    ...more,
  });
}

const wrong = (findings: Awaited<ReturnType<typeof look>>) =>
  findings.filter(({ verdict }) => verdict !== 'ok');

test('all is well', async () => {
  const findings = await look();
  expect(wrong(findings)).toEqual([]);
  expect(findings.map(({ name }) => name)).toEqual(['bot token', 'scopes', 'app token', 'SLACK_CHANNEL']);
});

test('each scope that is missing is named, with what it is for', async () => {
  slack.scopes.splice(slack.scopes.indexOf('files:write'), 1);
  expect(wrong(await look())).toMatchObject([
    { name: 'scope files:write', verdict: 'problem', text: expect.stringContaining('chart') },
  ]);
});

test('a wrong token of the bot says so, and nothing else is blamed on it', async () => {
  const findings = wrong(await look({ botToken: 'xoxb-wrong' }));
  expect(findings).toMatchObject([{ name: 'bot token', verdict: 'problem' }]);
  expect(findings[0]?.remedy).toContain('SLACK_BOT_TOKEN');
  expect(JSON.stringify(findings)).not.toContain('xoxb-wrong');
});

test('a wrong app token, and a bot token in its place', async () => {
  for (const appToken of ['xapp-wrong', slack.botToken]) {
    const findings = wrong(await look({ appToken }));
    expect(findings).toMatchObject([{ name: 'app token', verdict: 'problem' }]);
    expect(findings[0]?.remedy).toContain('SLACK_APP_TOKEN');
  }
});

test('over HTTP it says what Slack must reach, and does not claim that it does', async () => {
  const http = { appToken: null, publicUrl: 'https://bot.example' };
  const findings = await look(http);
  expect(wrong(findings)).toMatchObject([{ name: 'HTTP', verdict: 'unknown' }]);
  expect(findings.find(({ name }) => name === 'HTTP')?.text).toContain('https://bot.example/slack/events');
});

test('a public channel is joined, by id and by name', async () => {
  expect(wrong(await look({ channel: 'C0PUBLIC' }))).toEqual([]);
  expect(slack.workspace.channel('C0PUBLIC')?.members.has(slack.bot.id)).toBe(true);
  slack.kick('C0PUBLIC');
  expect(wrong(await look({ channel: '#public' }))).toEqual([]);
  expect(slack.workspace.channel('C0PUBLIC')?.members.has(slack.bot.id)).toBe(true);
});

test.each([
  ['a private one', 'C0SECRET', '/invite @leakops'],
  ['one that is not there', 'C0NOWHERE', '/invite @leakops'],
  ['a name that is not there', '#nowhere', 'id'],
  ['the name of a private one', '#secret', 'id'],
])('%s: what to do', async (_what, channel, remedy) => {
  const findings = wrong(await look({ channel }));
  expect(findings).toMatchObject([{ name: `SLACK_CHANNEL ${channel}`, verdict: 'problem' }]);
  expect(findings[0]?.remedy).toContain(remedy);
});

test('a name where names may not be read: its id is asked for', async () => {
  slack.scopes.splice(slack.scopes.indexOf('channels:read'), 1);
  const findings = wrong(await look({ channel: '#public' }));
  expect(findings.at(-1)).toMatchObject({ name: 'SLACK_CHANNEL #public', verdict: 'problem' });
  expect(findings.at(-1)?.text).toContain('channels:read');
  expect(findings.at(-1)?.remedy).toContain('its id');
});

test.each(['unknown_method', 'invalid_arguments', 'an_error_of_tomorrow'])(
  'a name that Slack does not look up (%s): its id is asked for, by a bot that runs too',
  async (code) => {
    const fault = { kind: 'error', code } as const;
    slack.faults.add({ method: 'conversations.list', fault, times: 100 });
    const findings = wrong(await look({ channel: '#public' }));
    expect(findings).toMatchObject([{ name: 'SLACK_CHANNEL #public', text: expect.stringContaining(code) }]);
    expect(findings[0]?.remedy).toContain('its id');
    const log = { info() {}, warn() {}, error() {} };
    const api = slackApi({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
    const account = new Account({ api, home: '#public', clock: systemClock(), log });
    await account.findOut(AbortSignal.timeout(2_000));
    expect(account.homeTrouble).toContain(code);
  },
);

test('an archived channel', async () => {
  slack.archive('C0PUBLIC');
  expect(wrong(await look({ channel: 'C0PUBLIC' }))[0]?.text).toContain('archived');
});

test('Slack that does not answer', async () => {
  await slack.down();
  const findings = await look();
  expect(findings.map(({ verdict }) => verdict)).toEqual(['problem', 'problem']);
  await slack.up();
});

test('it is printed line by line, with what to do below', async () => {
  const { botToken, appToken, apiUrl } = slack;
  const lines: string[] = [];
  const given = { botToken, appToken, apiUrl, channel: 'C0SECRET' };
  expect(await printCheck(given, null, (line) => lines.push(line))).toBe(false);
  expect(lines[0]).toBe('✓ bot token: @leakops in Stand-in');
  expect(lines.at(-2)).toMatch(/^✗ SLACK_CHANNEL C0SECRET: /);
  expect(lines.at(-1)).toMatch(/^ {2}→ write \/invite @leakops/);
  expect(await printCheck({ ...given, channel: null }, null, () => {})).toBe(true);
  await expect(printCheck(null, null, () => {})).rejects.toThrow('SLACK_BOT_TOKEN');
});
