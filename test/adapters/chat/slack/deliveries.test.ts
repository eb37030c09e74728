/** What Slack, and those who stand in for it, send: little is needed, odd things are no commands. */
import { describe, expect, test } from 'vitest';
import {
  type Delivery,
  readMention,
  readPress,
  readSlash,
} from '../../../../adapters/chat/slack/deliveries.ts';

const overSocket: Delivery = { envelopeId: 'e1', sentAt: null };
const overHttp: Delivery = { envelopeId: null, sentAt: 1_000 };

const slash = { command: '/leak', text: 'stop', channel_id: 'C1', user_id: 'U1' };
const event = { type: 'app_mention', text: '<@UBOT> stop', channel: 'C1', user: 'U1', ts: '100.000200' };
const press = {
  type: 'block_actions',
  user: { id: 'U1' },
  channel: { id: 'C1' },
  message: { ts: '5.1' },
  actions: [{ action_id: 'stop', value: 'run-1' }],
};

describe('a command', () => {
  test('with nothing but what is needed', () => {
    expect(readSlash(slash, overSocket)).toEqual({
      channel: 'C1',
      thread: null,
      user: 'U1',
      userName: null,
      text: 'stop',
      givenAt: null,
      key: 'e1',
      messageId: null,
      responseUrl: null,
      triggerId: null,
    });
  });

  test.each([undefined, null, ''])('text %s is the word alone', (text) => {
    expect(readSlash({ ...slash, text }, overHttp)).toMatchObject({ text: '', givenAt: 1_000 });
  });

  test('over HTTP its trigger, or the address of its answer, tells it from others', () => {
    const key = (more: object) => readSlash({ ...slash, ...more }, overHttp)?.key;
    expect(key({})).toBeNull();
    expect(key({ trigger_id: 't1' })).toBe(key({ trigger_id: 't1' }));
    expect(key({ trigger_id: 't1' })).not.toBe(key({ trigger_id: 't2' }));
    expect(key({ trigger_id: 't1', text: 'status' })).not.toBe(key({ trigger_id: 't1' }));
    expect(key({ response_url: 'https://a.example/secret' })).not.toContain('secret');
  });

  test.each([null, 5, 'text', [], {}, { ...slash, user_id: '' }, { ...slash, channel_id: 7 }])(
    '%j is none',
    (body) => {
      expect(readSlash(body, overSocket)).toBeNull();
      expect(readMention(body, null)).toBeNull();
      expect(readPress(body, overSocket)).toBeNull();
    },
  );
});

describe('a mention', () => {
  test('has the key of its line, whatever it comes in', () => {
    expect(readMention({ event }, 'UBOT')).toMatchObject({
      text: 'stop',
      key: 'C1/100.000200',
      messageId: '100.000200',
      givenAt: 100_000,
      thread: null,
    });
  });

  test('the installation says who the bot is, while the bot does not know', () => {
    const line = { ...event, text: '<@UANA> see <@UBOT> status' };
    const authorizations = [{ user_id: 'UBOT', is_bot: true }];
    expect(readMention({ event: line, authorizations }, null)?.text).toBe('status');
  });

  test.each([
    ['an edited line', { edited: { user: 'U1', ts: '101.1' } }],
    ['another bot', { bot_id: 'B1' }],
    ['a message of a bot', { subtype: 'bot_message' }],
    ['the bot itself', { user: 'UBOT' }],
    ['a plain message', { type: 'message' }],
  ])('%s is no command', (_what, more) => {
    expect(readMention({ event: { ...event, ...more } }, 'UBOT')).toBeNull();
  });
});

describe('a press', () => {
  test('on a root card is in its thread, with replies and without', () => {
    expect(readPress(press, overSocket)).toMatchObject({ thread: '5.1', seenInThread: null, givenAt: null });
    const replied = { ...press, message: { ts: '5.1', thread_ts: '5.1' } };
    expect(readPress(replied, overSocket)).toMatchObject({ thread: '5.1', seenInThread: null });
  });

  test('on a private message has no message in it, and no root', () => {
    const container = { type: 'message', message_ts: '6.1', channel_id: 'C1', is_ephemeral: true };
    const { channel: _channel, message: _message, ...rest } = press;
    expect(readPress({ ...rest, container }, overSocket)).toMatchObject({
      channel: 'C1',
      messageId: '6.1',
      thread: null,
      isPrivate: true,
    });
    const inThread = { ...container, thread_ts: '5.1' };
    expect(readPress({ ...rest, container: inThread }, overSocket)).toMatchObject({
      thread: '5.1',
      seenInThread: '5.1',
    });
  });

  test('two buttons of one message have two keys, also with one trigger', () => {
    const key = (action_id: string) =>
      readPress({ ...press, trigger_id: 't', actions: [{ action_id }] }, overHttp)?.key;
    expect(key('stop')).not.toBe(key('trip'));
    expect(key('stop')).toBe(key('stop'));
  });

  test.each([
    ['of a view', { view: { type: 'home' } }],
    ['without a channel', { channel: null }],
    ['without a message', { message: null }],
    ['of nothing', { actions: [] }],
  ])('%s is none of a message', (_what, more) => {
    expect(readPress({ ...press, ...more }, overSocket)).toBeNull();
  });
});
