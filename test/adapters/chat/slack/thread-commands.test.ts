/** Slack takes no slash command in a thread: what stands there to be typed can be typed there. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usesOfWay } from '../../../../adapters/chat/slack/slack-ways.ts';
import { place, type Speaking, said, speakOn } from './speaking.ts';

let on: Speaking;
beforeEach(async () => {
  on = await speakOn();
});
afterEach(() => on.close());

const words = said('Not stopped: no run is live. Nothing changed. Start one: /leak start gradual.', {
  lines: [
    'Not stopped: no run is live. Nothing changed.',
    'Start one: `/leak start gradual`, at `/leak/start`',
  ],
});

async function shown(thread: string | null, to: string | null): Promise<{ lines: string[]; mobile: string }> {
  await on.chat.post(place(on.slack.channel, { thread, to }), words, `${thread} ${to}`, 'now');
  const { lines, mobile } = on.slack.seen().at(-1)!;
  return { lines, mobile };
}

test('in a thread the bot is mentioned, for everybody and for one person, for readers and for listeners', async () => {
  const thread = await on.chat.post(place(on.slack.channel), said('Growing 72 %'), 'card', 'now');
  for (const to of [null, on.slack.ana]) {
    const { lines, mobile } = await shown(thread, to);
    expect(lines[1]).toContain('Start one: `@leakops start gradual`, at `/leak/start`');
    expect(mobile).toContain('Start one: @leakops start gradual.');
  }
  expect(on.slack.pings()).toEqual([]);
});

test('in the channel it is the command', async () => {
  for (const to of [null, on.slack.ana]) {
    const { lines, mobile } = await shown(null, to);
    expect(lines[1]).toContain('Start one: `/leak start gradual`');
    expect(mobile).toContain('Start one: /leak start gradual.');
  }
});

test('who has pressed a button of a card looks at the channel', async () => {
  const card = await on.chat.post(place(on.slack.channel), said('Growing 72 %'), 'card', 'now');
  const way = on.ways.open({
    responseUrl: 'https://hooks.slack.example/used-up',
    thread: null,
    uses: 0,
    message: { ts: card, ephemeral: false },
  });
  on.ways.find(way)!.uses = usesOfWay;
  await on.chat.post(
    place(on.slack.channel, { thread: card, to: on.slack.ana, way }),
    words,
    'pressed',
    'now',
  );
  expect(on.slack.seen().at(-1)?.mobile).toContain('Start one: /leak start gradual.');
});
