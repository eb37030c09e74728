import { describe, expect, test } from 'vitest';
import type { Action, ActionId, Place, Said } from '../../../../src/ports.ts';
import { said } from '../../../contracts/chat/under-test.ts';
import { sampleRun } from '../../http/sample-run.ts';
import { realNow, startWeb } from './web-chat-setup.ts';

const action = (id: ActionId, more: Partial<Action> = {}): Action => ({
  id,
  label: id,
  style: 'default',
  url: null,
  value: 'run-42',
  ...more,
});

async function withMessage(actions: Action[], place: Partial<Place> = {}, more: Partial<Said> = {}) {
  const on = startWeb();
  const all = { channel: 'game-day', thread: null, to: null, replyTo: null, way: null, ...place };
  const message = await on.web.chat.post(
    all,
    said('card', { kind: 'card', actions, ...more }),
    'card',
    'now',
  );
  const press = (id: string, user = 'Ben', of = message) =>
    on.post('/api/press', { message: of, action: id, user });
  return { on, message, press };
}

describe('POST /api/press', () => {
  test('hands on what the button carries, which the API does not show', async () => {
    const { on, message, press } = await withMessage([action('stop')]);
    expect((await press('stop')).status).toBe(202);
    expect(on.pressed).toEqual([
      {
        chat: 'web',
        channel: 'game-day',
        thread: message,
        user: { id: 'Ben', name: 'Ben' },
        action: 'stop',
        value: 'run-42',
        messageId: message,
        givenAt: realNow,
        key: null,
        way: null,
      },
    ]);
    const shown = (await on.get('/api/channels/game-day/messages')).body as {
      messages: { actions: object[] }[];
    };
    expect(shown.messages[0]!.actions).toEqual([{ id: 'stop', label: 'stop', style: 'default', url: null }]);
  });

  test('a press in a thread names the thread, one on an answer in the channel none', async () => {
    const inThread = await withMessage([action('value')], { thread: '7' }, { kind: 'plan' });
    await inThread.press('value');
    expect(inThread.on.pressed[0]!.thread).toBe('7');
    const inChannel = await withMessage([action('confirm')], { to: 'Ben' }, { kind: 'reply' });
    await inChannel.press('confirm');
    expect(inChannel.on.pressed[0]!.thread).toBeNull();
  });

  test('404: no such message, no such button anywhere', async () => {
    const { on, press } = await withMessage([action('stop')]);
    expect((await press('stop', 'Ben', '999')).status).toBe(404);
    expect((await press('explode')).status).toBe(404);
    expect((await press('toString')).status).toBe(404);
    expect(on.pressed).toEqual([]);
  });

  test('409: the message no longer has the button', async () => {
    const { on, message, press } = await withMessage([action('stop')]);
    await on.web.chat.edit(
      { channel: 'game-day', thread: null, to: null, replyTo: null, way: null },
      message,
      said('ended', { kind: 'card', actions: [] }),
      'now',
    );
    const answer = await press('stop');
    expect(answer.status).toBe(409);
    expect((answer.body as { error: string }).error).toContain('Nothing changed');
    expect(on.pressed).toEqual([]);
  });

  test('409: the run is over, though an old message still has its button', async () => {
    const { on, press } = await withMessage([
      action('stop'),
      action('value', { value: 'flag 1000' }),
      action('again'),
    ]);
    on.runs.push(sampleRun({ id: 'run-42', thread: '1', state: 'ended', outcome: 'averted' }));
    expect((await press('stop')).status).toBe(409);
    expect((await press('value')).status).toBe(409);
    expect((await press('again')).status).toBe(202);
    expect(on.pressed.map((pressed) => pressed.action)).toEqual(['again']);
  });

  test('409: a link is opened, not pressed', async () => {
    const { on, press } = await withMessage([
      action('report', { url: 'https://leak.example.com/runs/run-42' }),
    ]);
    expect((await press('report')).status).toBe(409);
    expect(on.pressed).toEqual([]);
  });

  test('404: private to another', async () => {
    const { on, press } = await withMessage([action('confirm')], { to: 'Ana' }, { kind: 'reply' });
    const answer = await press('confirm', 'Ben');
    expect(answer.status).toBe(404);
    expect((answer.body as { error: string }).error).toContain('Ana');
    expect(on.pressed).toEqual([]);
    expect((await press('confirm', 'Ana')).status).toBe(202);
  });

  test.each([
    [{ message: 5 }, /^message: /],
    [{ action: null }, /^action: /],
    [{ user: '' }, /^user: /],
  ])('400: %j', async (wrong, words) => {
    const { on, message } = await withMessage([action('stop')]);
    const answer = await on.post('/api/press', { message, action: 'stop', user: 'Ben', ...wrong });
    expect(answer.status).toBe(400);
    expect((answer.body as { error: string }).error).toMatch(words);
  });
});
