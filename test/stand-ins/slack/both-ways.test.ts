/** What people do reaches an app on the real Bolt, over sockets and over HTTP alike. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BoltApp, startBoltApp } from './bolt-app.ts';
import { type Slack, startSlack } from './slack.ts';

describe.each(['socket', 'http'] as const)('over %s', (way) => {
  let slack: Slack;
  let bolt: BoltApp | null = null;

  beforeEach(async () => {
    slack = await startSlack();
  });
  afterEach(async () => {
    await bolt?.close();
    bolt = null;
    await slack.close();
  });

  test('a command is acknowledged, and answered to one person', async () => {
    let heard: unknown = null;
    bolt = await startBoltApp(slack, way, (app) => {
      app.command('/leak', async ({ ack, command, respond }) => {
        await ack();
        heard = { text: command.text, user: command.user_id, channel: command.channel_name };
        await respond('level at 57 %');
      });
    });
    const delivered = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'status' });
    expect(delivered).toMatchObject({ acknowledged: true, error: null });
    await expect.poll(() => slack.seen().map(({ words }) => words)).toEqual(['level at 57 %']);
    expect(heard).toEqual({ text: 'status', user: slack.ana, channel: 'game-day' });
    expect(slack.seen({ person: slack.ana })).toHaveLength(1);
    expect(slack.seen({ person: slack.ben })).toHaveLength(0);
  });

  test('an answer in the acknowledgement is shown', async () => {
    bolt = await startBoltApp(slack, way, (app) => {
      app.command('/leak', ({ ack }) => ack({ text: 'at once', response_type: 'in_channel' }));
    });
    await slack.slash({ user: slack.ana, channel: slack.channel });
    expect(slack.seen()).toMatchObject([{ words: 'at once', to: null }]);
  });

  test('a mention in a thread is heard there', async () => {
    bolt = await startBoltApp(slack, way, (app) => {
      app.event('app_mention', async ({ event, say }) => {
        await say({ text: `heard ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
      });
    });
    const { ts, delivered } = await slack.mention({ user: slack.ben, channel: slack.channel, text: 'stop' });
    expect(delivered?.acknowledged).toBe(true);
    await expect
      .poll(() => slack.seen({ thread: ts }).map(({ words }) => words))
      .toEqual(['@leakops stop', 'heard @leakops stop']);
  });

  test('a pressed button arrives with its value, and its message can be replaced', async () => {
    bolt = await startBoltApp(slack, way, (app) => {
      app.action('stop', async ({ ack, body, action, respond }) => {
        await ack();
        const value = 'value' in action ? action.value : null;
        await respond({ replace_original: true, text: `${body.user.id} stopped ${value}` });
      });
    });
    const posted = await bolt.app.client.chat.postMessage({
      channel: slack.channel,
      text: 'Growing 72 %',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'Growing 72 %' } },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'stop',
              value: 'run-42',
              style: 'danger',
              text: { type: 'plain_text', text: 'Stop run' },
            },
          ],
        },
      ],
    });
    const ts = posted.ts ?? '';
    expect(slack.seen()[0]).toMatchObject({ words: 'Growing 72 %', mobile: 'Growing 72 %' });
    expect(slack.seen()[0]?.buttons).toMatchObject([{ label: 'Stop run', style: 'danger', value: 'run-42' }]);
    const delivered = await slack.press({ user: slack.ana, ts, action: 'stop' });
    expect(delivered).toMatchObject({ acknowledged: true });
    await expect.poll(() => slack.seen()[0]?.words).toBe(`${slack.ana} stopped run-42`);
    await expect(slack.press({ user: slack.ana, ts, action: 'stop' })).rejects.toThrow('no button stop');
  });

  test('a modal is opened, filled in and sent; the app puts an error at its field', async () => {
    bolt = await startBoltApp(slack, way, (app) => {
      app.command('/leak', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'start',
            title: { type: 'plain_text', text: 'Start a run' },
            submit: { type: 'plain_text', text: 'Start' },
            blocks: [
              {
                type: 'input',
                block_id: 'users',
                label: { type: 'plain_text', text: 'Users' },
                element: {
                  type: 'number_input',
                  action_id: 'users',
                  is_decimal_allowed: false,
                  min_value: '1',
                  max_value: '500',
                },
              },
            ],
          },
        });
      });
      app.view('start', async ({ ack, view }) => {
        const users = view.state.values.users?.users?.value;
        if (users === '25') await ack();
        else await ack({ response_action: 'errors', errors: { users: 'only 25' } });
      });
    });
    await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start' });
    await expect.poll(() => slack.modal(slack.ana)).not.toBeNull();
    const submit = (users: number) => slack.submit({ user: slack.ana, values: { users } });
    expect(await submit(501)).toMatchObject({ delivered: null, errors: { users: 'Must be at most 500.' } });
    expect(await submit(30)).toMatchObject({ errors: { users: 'only 25' }, open: true });
    expect(await submit(25)).toMatchObject({ errors: {}, open: false });
    expect(slack.modal(slack.ana)).toBeNull();
  });

  test('the home tab is published when it is opened', async () => {
    bolt = await startBoltApp(slack, way, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Runs' } }] },
        });
      });
    });
    await slack.openHome(slack.cho);
    await expect.poll(() => slack.home(slack.cho)?.view.blocks).toMatchObject([{ type: 'header' }]);
  });

  test('no acknowledgement in time is a time-out to the person', async () => {
    await slack.close();
    slack = await startSlack({ ackLimitMs: 50 });
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    bolt = await startBoltApp(slack, way, (app) => app.command('/leak', ({ ack }) => held.then(() => ack())));
    const delivered = await slack.slash({ user: slack.ana, channel: slack.channel });
    expect(delivered).toMatchObject({ acknowledged: false, error: 'operation_timeout', afterMs: null });
    letGo();
  });

  test('the very same can be delivered once more', async () => {
    const heard: (string | undefined)[] = [];
    bolt = await startBoltApp(slack, way, (app) => {
      app.command('/leak', async ({ ack, command }) => {
        heard.push(command.trigger_id);
        await ack();
      });
    });
    const first = await slack.slash({ user: slack.ana, channel: slack.channel });
    const second = await first.again();
    expect(second.envelopeId).toBe(first.envelopeId);
    expect(heard).toHaveLength(2);
    expect(heard[1]).toBe(heard[0]);
  });
});
