/** Whatever a client sends, the stand-in answers like Discord and goes on; a mistake of its own fails the test. */
import { expect, test } from 'vitest';
import { ask, bench, textChannel } from './client.ts';

const { discord: start, client: connect } = bench();

const oddities: unknown[] = [
  null,
  [],
  [null],
  'text',
  7,
  { content: {}, embeds: 'x', components: {}, flags: 'x', nonce: {}, attachments: [1], message_reference: 3 },
  { embeds: [null, { fields: [null], footer: 1, image: 'x', timestamp: 'soon', color: 'red' }] },
  { components: [null, { type: 1, components: [null, {}] }, { type: 1, components: 'x' }], flags: 1 << 15 },
  { components: [{ type: 1, components: [{ type: 3, custom_id: 1, options: [null, {}] }] }] },
  { allowed_mentions: { parse: 'users', users: [{}], roles: 'x' }, content: 'x' },
  { attachments: [{ id: 99 }, { id: 'x' }], content: 'x' },
  { content: 'x', message_reference: { message_id: '1' }, nonce: 1.5 },
  { type: 4, data: null },
  { type: 8, data: { choices: [null, {}] } },
  { type: 9, data: { components: [null, { type: 1 }, { type: 18 }] } },
  {
    name: 5,
    options: [{ type: 1, options: [{ type: 2 }] }],
    auto_archive_duration: 'x',
    archived: 'x',
    locked: 1,
  },
  [{ name: 'x', description: 'x', options: [{ name: 'x', description: 'x', type: 'x', choices: [1] }] }],
];

test('odd bodies on every route', async () => {
  const discord = await start({ limits: false, answerWithinMs: 200 });
  const client = await connect(discord);
  await client.application.commands.set([{ name: 'leak', description: 'x' }]);
  const message = await textChannel(client, discord).send('card');
  const { id, token } = await discord.people.slash({ by: 'Ana', channel: 'general', command: 'leak' });
  const channel = `/channels/${message.channelId}`;
  const webhook = `/webhooks/${discord.applicationId}/${token}`;
  const routes = [
    ['POST', `${channel}/messages`],
    ['PATCH', `${channel}/messages/${message.id}`],
    ['POST', `${channel}/messages/${message.id}/threads`],
    ['POST', `${channel}/threads`],
    ['PATCH', channel],
    ['POST', `/interactions/${id}/${token}/callback`],
    ['POST', webhook],
    ['PATCH', `${webhook}/messages/@original`],
    ['PUT', `/applications/${discord.applicationId}/commands`],
    ['POST', `/applications/${discord.applicationId}/commands`],
    ['POST', '/users/@me/channels'],
  ] as const;
  for (const [method, path] of routes)
    for (const body of oddities) {
      const answer = await ask(discord, method, path, body ?? 'null');
      expect([200, 201, 400, 401, 403, 404], `${method} ${path} ${JSON.stringify(body)}`).toContain(
        answer.status,
      );
    }
  for (const path of [
    `${channel}/messages?before=x&limit=many`,
    `${channel}/messages?limit=-5`,
    `${channel}/messages/x`,
    '/channels/99999999999999999999999',
    `/guilds/${discord.guildId}/members/nobody`,
    '/users/nobody',
  ])
    expect([200, 400, 404]).toContain((await ask(discord, 'GET', path)).status);
  expect((await textChannel(client, discord).send('alive')).content).toBe('alive');
});

test('a form that is none, and a path that cannot be read', async () => {
  const discord = await start();
  const path = `/channels/${discord.people.place('general').id}/messages`;
  const form = { 'Content-Type': 'multipart/form-data; boundary=x' };
  expect((await ask(discord, 'POST', path, 'not a form', form)).status).toBe(400);
  expect((await ask(discord, 'GET', '/channels/%E0%A4%A')).status).toBe(400);
});
