/** trigger_id, response_url and files: what may be used once, so often, so long. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Dict, isDict } from './shapes.ts';
import { type Slack, startSlack } from './slack.ts';
import { refusal, webClient } from './web-client.ts';

let at = 1_800_000_000_000;
let slack: Slack;
let socket: WebSocket;
/** Of the last command. */
let triggerId = '';
let responseUrl = '';

beforeEach(async () => {
  slack = await startSlack({ now: () => at });
  const { url = '' } = await webClient(slack, slack.appToken).apps.connections.open({});
  socket = new WebSocket(url);
  socket.on('message', (data) => {
    const message: unknown = JSON.parse(String(data));
    if (!isDict(message) || !isDict(message.payload)) return;
    triggerId = String(message.payload.trigger_id);
    responseUrl = String(message.payload.response_url);
    socket.send(JSON.stringify({ envelope_id: message.envelope_id }));
  });
  await slack.connected();
  await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start' });
});
afterEach(async () => {
  socket.terminate();
  await slack.close();
});

const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Start' }, blocks: [] };
const open = (id: string) => webClient(slack).views.open({ trigger_id: id, view });
const respond = (body: object) =>
  fetch(responseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('trigger_id', () => {
  test('is good once', async () => {
    const { view: opened } = await open(triggerId);
    expect(slack.modal(slack.ana)?.id).toBe(opened?.id);
    expect(await refusal(open(triggerId))).toMatchObject({ error: 'exchanged_trigger_id' });
    expect(await refusal(open('1.2.abc'))).toMatchObject({ error: 'invalid_trigger_id' });
  });

  test('is good for three seconds', async () => {
    at += 3001;
    expect(await refusal(open(triggerId))).toMatchObject({ error: 'expired_trigger_id' });
    expect(slack.modal(slack.ana)).toBeNull();
  });

  test('a view that is wrong does not use it up, and says where', async () => {
    const wrong = webClient(slack).apiCall('views.open', {
      trigger_id: triggerId,
      view: { ...view, blocks: [{}] },
    });
    expect(await refusal(wrong)).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] unsupported type: undefined [json-pointer:/view/blocks/0/type]'],
      },
    });
    await open(triggerId);
  });

  test('a view is updated by id and hash', async () => {
    const { view: opened } = await open(triggerId);
    const { views } = webClient(slack);
    const update = (hash: string) => views.update({ view_id: opened?.id ?? '', hash, view });
    const { view: updated } = await update(opened?.hash ?? '');
    expect(updated?.hash).not.toBe(opened?.hash);
    expect(await refusal(update(opened?.hash ?? ''))).toMatchObject({ error: 'hash_conflict' });
    await slack.closeModal(slack.ana);
    expect(await refusal(update(updated?.hash ?? ''))).toMatchObject({ error: 'not_found' });
  });
});

describe('response_url', () => {
  test('takes five answers', async () => {
    for (let count = 1; count <= 5; count += 1) {
      const answer = await respond({ text: `answer ${count}` });
      expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    }
    const sixth = await respond({ text: 'answer 6' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(slack.seen().map(({ words, to }) => [words, to])).toHaveLength(5);
    expect(slack.seen({ person: slack.ben })).toEqual([]);
  });

  test('for half an hour', async () => {
    at += 30 * 60_000 + 1;
    const answer = await respond({ text: 'late' });
    expect([answer.status, await answer.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  test('to all, when it says so', async () => {
    await respond({ text: 'to all', response_type: 'in_channel' });
    expect(slack.seen({ person: slack.ben })).toMatchObject([{ words: 'to all', to: null }]);
  });

  test('deletes and replaces the private message whose button was pressed', async () => {
    const blocks = [
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: 'confirm', text: { type: 'plain_text', text: 'Confirm' } },
          { type: 'button', action_id: 'cancel', text: { type: 'plain_text', text: 'Cancel' } },
        ],
      },
    ];
    await respond({ text: 'sure?', blocks });
    const ts = slack.seen()[0]?.ts ?? '';
    await expect(slack.press({ user: slack.ben, ts, action: 'confirm' })).rejects.toThrow('that ben sees');
    await slack.press({ user: slack.ana, ts, action: 'confirm' });
    await respond({ replace_original: true, text: 'done' });
    expect(slack.seen()).toMatchObject([{ ts, words: 'done', buttons: [] }]);
    await respond({ delete_original: true });
    expect(slack.seen()).toEqual([]);
    expect((await respond({ replace_original: true, text: 'late' })).status).toBe(400);
  });
});

describe('files', () => {
  const bytes = Buffer.from('not really a picture');
  const begin = async (more: object = {}) => {
    const asked = { filename: 'run-1.png', length: bytes.length, alt_txt: 'peak 81 %, averted', ...more };
    const begun: Dict = { ...(await webClient(slack).apiCall('files.getUploadURLExternal', asked)) };
    return { url: String(begun.upload_url), id: String(begun.file_id) };
  };
  const complete = (id: string, more: object = {}) =>
    webClient(slack).apiCall('files.completeUploadExternal', { files: [{ id, title: 'run-1' }], ...more });

  test('shared in a thread, with its words', async () => {
    const { ts: root } = await webClient(slack).chat.postMessage({ channel: slack.channel, text: 'card' });
    const { url, id } = await begin();
    const put = await fetch(url, { method: 'POST', body: new Uint8Array(bytes) });
    expect([put.status, await put.text()]).toEqual([200, `OK - ${bytes.length}`]);
    await complete(id, { channel_id: slack.channel, thread_ts: root });
    await complete(id, { channel_id: slack.channel, thread_ts: root });
    const replies = slack.seen({ thread: root ?? '' }).slice(1);
    expect(replies).toMatchObject([{ files: [{ name: 'run-1.png', alt: 'peak 81 %, averted', bytes }] }]);
  });

  test('the real client’s upload arrives; its `alt_text` is no argument that Slack documents', async () => {
    await webClient(slack).filesUploadV2({
      channel_id: slack.channel,
      file: bytes,
      filename: 'a.png',
      alt_text: 'lost',
    });
    expect(slack.seen()[0]?.files).toMatchObject([{ name: 'a.png', alt: null, bytes }]);
  });

  test('unshared, shown by a block once it is ready', async () => {
    slack.fileProcessingMs = 1000;
    const { url, id } = await begin();
    await fetch(url, { method: 'POST', body: new Uint8Array(bytes) });
    await complete(id);
    const post = () =>
      webClient(slack).chat.postMessage({
        channel: slack.channel,
        text: 'report',
        blocks: [{ type: 'image', slack_file: { id }, alt_text: 'peak 81 %' }],
      });
    expect(await refusal(post())).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    });
    at += 1000;
    await post();
    expect(slack.seen()[0]?.words).toBe('[picture: peak 81 %]');
  });

  test('what is not whole', async () => {
    const { url, id } = await begin();
    expect((await fetch(url, { method: 'POST', body: 'short' })).status).toBe(400);
    expect(await refusal(complete(id))).toMatchObject({ error: 'file_update_failed' });
    expect(await refusal(complete('F0NONE'))).toMatchObject({ error: 'file_not_found' });
    expect(await refusal(begin({ length: 0 }))).toMatchObject({ error: 'missing_argument' });
    expect(await refusal(begin({ alt_txt: 'x'.repeat(1001) }))).toMatchObject({ error: 'alt_txt_too_large' });
  });
});
