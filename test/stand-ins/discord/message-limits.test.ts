/** What a message may hold, and how Discord says that it may not. */
import { MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { ask, bench, codeOf, textChannel } from './client.ts';

const { discord: start, client: connect } = bench();

describe('what a message may hold', () => {
  const errorsOf = async (body: unknown) => {
    const discord = await start();
    const path = `/channels/${discord.people.place('general').id}/messages`;
    const answer = await ask(discord, 'POST', path, body);
    expect(discord.seen()).toEqual([]);
    expect(answer.status).toBe(400);
    return answer.body;
  };
  const button = (id: string, more = {}) => ({ type: 2, style: 1, label: 'x', custom_id: id, ...more });
  const row = (...components: unknown[]) => ({ type: 1, components });
  const leaf = (code: string) => ({ _errors: [expect.objectContaining({ code })] });

  test.each([
    ['content over 2000', { content: 'x'.repeat(2001) }, { content: leaf('BASE_TYPE_MAX_LENGTH') }],
    ['eleven embeds', { embeds: Array(11).fill({ title: 'x' }) }, { embeds: leaf('BASE_TYPE_MAX_LENGTH') }],
    [
      'a long description',
      { embeds: [{ description: 'x'.repeat(4097) }] },
      { embeds: { 0: { description: leaf('BASE_TYPE_MAX_LENGTH') } } },
    ],
    [
      'a field without a value',
      { embeds: [{ fields: [{ name: 'a', value: '' }] }] },
      { embeds: { 0: { fields: { 0: { value: leaf('BASE_TYPE_REQUIRED') } } } } },
    ],
    [
      '26 fields',
      { embeds: [{ fields: Array(26).fill({ name: 'a', value: 'b' }) }] },
      { embeds: { 0: { fields: leaf('BASE_TYPE_MAX_LENGTH') } } },
    ],
    [
      'over 6000 in all embeds',
      { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
      { embeds: leaf('MAX_EMBED_SIZE_EXCEEDED') },
    ],
    [
      'six rows',
      { components: [1, 2, 3, 4, 5, 6].map((n) => row(button(`${n}`))) },
      { components: leaf('BASE_TYPE_MAX_LENGTH') },
    ],
    [
      'six buttons in a row',
      { components: [row(...[1, 2, 3, 4, 5, 6].map((n) => button(`${n}`)))] },
      { components: { 0: { components: leaf('BASE_TYPE_BAD_LENGTH') } } },
    ],
    [
      'a custom id twice',
      { components: [row(button('a'), button('a'))] },
      { components: { 0: { components: { 1: { custom_id: leaf('COMPONENT_CUSTOM_ID_DUPLICATED') } } } } },
    ],
    [
      'a custom id over 100',
      { components: [row(button('x'.repeat(101)))] },
      { components: { 0: { components: { 0: { custom_id: leaf('BASE_TYPE_BAD_LENGTH') } } } } },
    ],
    [
      'a label over 80',
      { components: [row(button('a', { label: 'x'.repeat(81) }))] },
      { components: { 0: { components: { 0: { label: leaf('BASE_TYPE_MAX_LENGTH') } } } } },
    ],
    [
      'a link with a custom id',
      { components: [row(button('a', { style: 5, url: 'https://example.org' }))] },
      {
        components: {
          0: { components: { 0: leaf('BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE') } },
        },
      },
    ],
    [
      'content beside components of version 2',
      { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'y' }] },
      { content: leaf('MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2') },
    ],
    [
      'text components without the flag',
      { components: [{ type: 10, content: 'y' }] },
      { components: { 0: leaf('UNION_TYPE_CHOICES') } },
    ],
    [
      'mentions both parsed and named',
      { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
      { allowed_mentions: leaf('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE') },
    ],
    ['a nonce over 25', { content: 'x', nonce: 'n'.repeat(26) }, { nonce: leaf('BASE_TYPE_MAX_LENGTH') }],
    ['embeds that are no list', { embeds: { title: 'x' } }, { embeds: leaf('LIST_TYPE_CONVERT') }],
    [
      'a picture from nowhere',
      { embeds: [{ image: { url: 'file:///etc/passwd' } }] },
      { embeds: { 0: { image: { url: leaf('URL_TYPE_INVALID_SCHEME') } } } },
    ],
  ])('not %s', async (_, body, errors) => {
    expect(await errorsOf(body)).toEqual({ message: 'Invalid Form Body', code: 50035, errors });
  });

  test('exactly the limits pass', async () => {
    const discord = await start();
    const path = `/channels/${discord.people.place('general').id}/messages`;
    const rows = [0, 1, 2, 3, 4].map((at) => row(...[0, 1, 2, 3, 4].map((n) => button(`${at}${n}`))));
    const body = {
      content: '📈'.repeat(2000),
      embeds: [{ title: 'x'.repeat(256), description: `  ${'y'.repeat(4096)}  ` }],
      components: rows,
    };
    expect(await ask(discord, 'POST', path, body)).toMatchObject({ status: 200 });
    expect(discord.seen()[0]?.buttons).toHaveLength(25);
  });

  test.each([[{}], [{ content: '   ' }], [{ embeds: [{}] }]])('not nothing: %j', async (body) => {
    expect(await errorsOf(body)).toMatchObject({ code: 50006 });
  });

  test('not broken JSON, nor a body of an unknown kind, nor a file over 10 MiB', async () => {
    const discord = await start();
    const client = await connect(discord);
    const path = `/channels/${discord.people.place('general').id}/messages`;
    expect((await ask(discord, 'POST', path, '{')).body).toMatchObject({ code: 50109 });
    expect((await ask(discord, 'POST', path, 'x', { 'Content-Type': 'text/plain' })).body).toMatchObject({
      code: 50035,
    });
    const attachment = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(
      await codeOf(textChannel(client, discord).send({ files: [{ attachment, name: 'big.bin' }] })),
    ).toBe(40005);
  });

  test('components of version 2 stay, and a phone shows nothing of them', async () => {
    const discord = await start();
    const client = await connect(discord);
    const ana = discord.people.person('Ana').id;
    const message = await textChannel(client, discord).send({
      flags: MessageFlags.IsComponentsV2,
      components: [
        {
          type: 17,
          components: [{ type: 10, content: `Stopped <@${ana}>` }, { type: 14 }, row(button('a')) as never],
        },
      ],
    });
    expect(discord.seen()[0]).toMatchObject({ lines: ['Stopped @Ana', '—', '[x]'], pinged: ['Ana'] });
    expect(discord.notices('Ana')).toMatchObject([{ words: '' }]);
    const path = `/channels/${message.channelId}/messages/${message.id}`;
    expect((await ask(discord, 'PATCH', path, { content: 'plain', flags: 0 })).body).toMatchObject({
      code: 50035,
    });
  });

  test('a message becomes one of components when it is emptied of the rest', async () => {
    const discord = await start();
    const path = `/channels/${discord.people.place('general').id}/messages`;
    await ask(discord, 'POST', path, { content: 'words', embeds: [{ title: 'card' }] });
    const one = `${path}/${discord.seen()[0]?.id}`;
    const components = [{ type: 10, content: 'new' }];
    const half = await ask(discord, 'PATCH', one, { flags: 1 << 15, components, content: null });
    expect(half.body).toMatchObject({ code: 50035, errors: { embeds: {} } });
    const whole = await ask(discord, 'PATCH', one, { flags: 1 << 15, components, content: null, embeds: [] });
    expect(whole).toMatchObject({ status: 200, body: { flags: 1 << 15, content: '', embeds: [] } });
    expect(discord.seen()[0]?.lines).toEqual(['new']);
  });

  test('pictures of components are their files', async () => {
    const discord = await start();
    const client = await connect(discord);
    const items = ['chart.png', 'lost.png'].map((name) => ({ media: { url: `attachment://${name}` } }));
    const message = await textChannel(client, discord).send({
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: 12, items }],
      files: [{ attachment: Buffer.from('x'), name: 'chart.png', description: 'Peak' }],
    });
    expect(discord.seen()[0]?.lines).toEqual(['picture: chart.png (Peak)', 'picture missing: lost.png']);
    expect(message.attachments.size).toBe(0);
  });
});
