/** The real web chat over messages of the test: many of them, and a card whose run is read as often as is asked. */
import { setImmediate as turn } from 'node:timers/promises';
import { webChat } from '../../../adapters/chat/web/web-chat.ts';
import { systemClock } from '../../../adapters/clock/system.ts';
import { createServer } from '../../../adapters/http/server.ts';
import type { Said } from '../../../src/ports.ts';
import { memoryMessages } from '../../adapters/chat/web/memory-messages.ts';
import { sampleReading, sampleRun } from '../../adapters/http/sample-run.ts';

const place = { channel: 'game-day', thread: null, to: null, replyTo: null };
const minuteMs = 60_000;

/** A card is the last of `count` messages, in its thread are 100 more. */
export async function longHistory(count: number) {
  const messages = memoryMessages();
  const clock = systemClock();
  const web = webChat({
    messages,
    clock,
    onHeard: () => {},
    onPressed: () => {},
    realNow: Date.now,
    runs: () => [],
    verbs: [],
  });
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    token: null,
    publicUrl: null,
    webOn: true,
    logger: { error: () => {} },
    routes: [web.routes, (app) => app.get('/api/runs', async () => ({ runs: [] }))],
  });
  const talk = (n: number, thread: string | null) => {
    const isBot = n % 3 === 0;
    const text = `message ${n}: ${'a few words of talk '.repeat(n % 7)}`;
    messages.append(
      {
        ...place,
        thread,
        kind: isBot ? 'reply' : 'line',
        author: isBot ? 'leakops' : `Person ${n % 11}`,
        text,
        lines: [text, '`/leak status`'],
        level: 'default',
        actions: [],
        files: [],
        createdAt: clock.now() - (count - n) * minuteMs,
      },
      null,
    );
  };
  for (let n = 1; n < count; n++) talk(n, null);
  const card = await web.chat.post({ ...place, way: null }, cardAt(0), 'card', 'now');
  for (let n = 1; n <= 100; n++) talk(n, card);
  return {
    listen: () => server.listen(),
    close: () => server.close(),
    /** From Ben, over the wire as everyone's. */
    async say(text: string): Promise<void> {
      messages.append(
        {
          ...place,
          kind: 'line',
          author: 'Ben',
          text,
          lines: [text],
          level: 'default',
          actions: [],
          files: [],
          createdAt: clock.now(),
        },
        null,
      );
      await web.chat.edit({ ...place, way: null }, card, cardAt(0), 'now');
    },
    /** As quickly as a reader takes them; the card changes at each tenth. */
    async readings(total: number): Promise<void> {
      for (let n = 1; n <= total; n++) {
        web.runChanged(sampleRun({ thread: card, readings: [sampleReading(n)] }));
        if (n % 10 === 0) await web.chat.edit({ ...place, way: null }, card, cardAt(n), 'now');
        await turn();
      }
    },
  };
}

function cardAt(reading: number): Said {
  return {
    kind: 'card',
    text: `📈 Growing 52 %: checkout, run-1. Reading ${reading}`,
    lines: [
      '📈 Growing 52 %: checkout, run-1',
      `10.4 of 20 MiB · reading ${reading}`,
      '`▅▅▅▅▆▆▆▆▆▆▆▇▇▇` (█ = 80 %)',
      'Flag 300 · 25 users · lease to 14:35:30 UTC',
    ],
    level: 'info',
    actions: [{ id: 'stop', label: 'Stop run', style: 'danger', url: null, value: 'run-1' }],
    mention: null,
    broadcast: false,
    files: [],
  };
}
