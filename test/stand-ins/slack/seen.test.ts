/** What people see, and what pings them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Dict } from './shapes.ts';
import { asText, type Slack, startSlack } from './slack.ts';
import { webClient } from './web-client.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack();
  slack.limits.mode = 'off';
});
afterEach(() => slack.close());

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
async function post(text: string, more: object = {}): Promise<string> {
  const args = { channel: slack.channel, text, ...more };
  const posted: Dict = { ...(await webClient(slack).apiCall('chat.postMessage', args)) };
  return String(posted.ts);
}

test('names, links, entities, and times in the zone of who reads', async () => {
  const words = [
    `<@${slack.ana}> in <#${slack.channel}>: 5 &lt; 6 &amp; <https://example.com/runs/1|run-1>`,
    '80 % at <!date^1800000000^{time_secs}|08:00:00 UTC> on <!date^1800000000^{date_num}|x>, `a &lt; b`',
  ];
  await post('x', { blocks: [section(words.join('\n'))] });
  const linesFor = (person: string) => slack.seen({ person })[0]?.lines;
  expect(linesFor(slack.ana)).toEqual([
    '@Ana in #game-day: 5 < 6 & run-1 (https://example.com/runs/1)',
    '80 % at 09:00:00 on 2027-01-15, `a < b`',
  ]);
  expect(linesFor(slack.ben)?.[1]).toBe('80 % at 03:00:00 on 2027-01-15, `a < b`');
  expect(linesFor(slack.cho)?.[1]).toBe('80 % at 17:00:00 on 2027-01-15, `a < b`');
});

test('phones read the text, desktops the blocks', async () => {
  await post('Growing 72 %.', {
    blocks: [{ type: 'alert', text: { type: 'mrkdwn', text: '📈 Growing' } }, section('72 %')],
  });
  expect(slack.seen()[0]).toMatchObject({ mobile: 'Growing 72 %.', desktop: '📈 Growing 72 %' });
});

test('as text, for snapshots', async () => {
  const button = (id: string, style?: string) => ({
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: id },
    ...(style === undefined ? {} : { style }),
  });
  const root = await post('x', {
    blocks: [
      section('one\ntwo'),
      { type: 'actions', elements: [button('stop', 'danger'), button('details')] },
    ],
  });
  await post('killed', { thread_ts: root, reply_broadcast: true });
  await webClient(slack).chat.postEphemeral({ channel: slack.channel, user: slack.ana, text: 'for you' });
  expect(slack.seen().map(asText).join('\n')).toBe(
    [
      'one',
      '    two',
      '    [!stop] [details]',
      '↳ (also in the channel) killed',
      `(only ${slack.ana}) for you`,
    ].join('\n'),
  );
});

test('a mention in a new message pings, in an edit or in code it does not', async () => {
  const ts = await post('Tripped', { blocks: [section(`Tripped <@${slack.ana}> \`<@${slack.ben}>\``)] });
  expect(slack.pings()).toEqual([{ person: slack.ana, ts, channel: slack.channel, why: 'mention' }]);
  await webClient(slack).chat.update({ channel: slack.channel, ts, text: `<@${slack.cho}>` });
  await post(`\`<@${slack.cho}>\``);
  expect(slack.pings()).toHaveLength(1);
});

test('where there are blocks, the text pings nobody; everyone is everyone', async () => {
  await post(`<@${slack.ana}>`, { blocks: [section('quiet')] });
  expect(slack.pings()).toEqual([]);
  await post('<!channel> up');
  expect(slack.pings().map(({ person, why }) => [person, why])).toEqual([
    [slack.ana, 'everyone'],
    [slack.ben, 'everyone'],
    [slack.cho, 'everyone'],
  ]);
});

test('who left sees nothing, and cannot press', async () => {
  const ts = await post('card');
  slack.workspace.channel(slack.channel)?.members.delete(slack.ben);
  expect(slack.seen({ person: slack.ben })).toEqual([]);
  await expect(slack.press({ user: slack.ben, ts, action: 'stop' })).rejects.toThrow('not in the channel');
});

test('the bot hears no mention where it is not', async () => {
  const { delivered } = await slack.mention({ user: slack.ana, channel: 'C0PUBLIC', text: 'status' });
  expect(delivered).toBeNull();
});
