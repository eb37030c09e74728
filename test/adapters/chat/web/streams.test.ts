import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { streams } from '../../../../adapters/chat/web/streams.ts';
import { said } from '../../../contracts/chat/under-test.ts';
import { eventually } from '../../../eventually.ts';
import { sampleReading, sampleRun } from '../../http/sample-run.ts';
import { memoryMessages } from './memory-messages.ts';
import { startWeb, type WebUnderTest } from './web-chat-setup.ts';

const place = { channel: 'game-day', thread: null, to: null, replyTo: null, way: null };

interface Event {
  event: string;
  id: string | null;
  data: { text: string; id: string; readings: object[] };
}

function eventsIn(text: string): Event[] {
  return text.split('\n\n').flatMap((block) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
    const data = field('data');
    return data === null ? [] : [{ event: field('event') ?? '', id: field('id'), data: JSON.parse(data) }];
  });
}

describe('GET /api/events over a real connection', () => {
  let on: WebUnderTest;
  afterEach(() => on.server.close());

  /** Reads until `count` events have come. */
  async function listen(path: string, count: number, headers: Record<string, string> = {}) {
    const { url } = await on.server.listen();
    const answer = await fetch(url + path, { headers });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const events = (async () => {
      while (eventsIn(text).length < count) {
        const { done, value } = await reader.read();
        if (done) break;
        text += value;
      }
      return eventsIn(text);
    })();
    return { answer, events, rest: () => reader.read() };
  }

  test('sends what is new, then edits, then a run with its last reading only', async () => {
    on = startWeb();
    await on.web.chat.post(place, said('before'), 'before', 'now');
    const { answer, events } = await listen('/api/events', 3);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const id = await on.web.chat.post(place, said('one'), 'one', 'now');
    await on.web.chat.edit(place, id, said('two'), 'now');
    const run = sampleRun({ readings: [sampleReading(1), sampleReading(2)] });
    on.web.runChanged(run);
    const got = await events;
    expect(got.map(({ event }) => event)).toEqual(['message', 'message', 'run']);
    expect(got.slice(0, 2).map(({ id: eventId, data }) => [eventId, data.text])).toEqual([
      ['2', 'one'],
      ['3', 'two'],
    ]);
    expect(got[2]!.id).toBeNull();
    expect(got[2]!.data.id).toBe(run.id);
    expect(got[2]!.data.readings).toMatchObject([{ usedBytes: sampleReading(2).usedBytes }]);
  });

  test.each([
    ['/api/events?after=1', {}],
    ['/api/events', { 'last-event-id': '1' }],
    ['/api/events?after=0', { 'last-event-id': '1' }],
  ])('goes on where it was left: %s %j', async (path, headers) => {
    on = startWeb();
    await on.web.chat.post(place, said('one'), 'one', 'now');
    await on.web.chat.post(place, said('two'), 'two', 'now');
    const { events } = await listen(path, 1, headers);
    expect((await events).map(({ data }) => data.text)).toEqual(['two']);
  });

  test('ends at once when the server closes', async () => {
    // What does not end by itself is cut after a second: on a busy machine one try may take as long.
    await eventually(async () => {
      on = startWeb();
      const { answer, rest } = await listen('/api/events', 0);
      expect(answer.status).toBe(200);
      const begun = performance.now();
      await on.server.close();
      const tookMs = performance.now() - begun;
      while (!(await rest()).done);
      expect(tookMs).toBeLessThan(900);
    });
  });
});

describe('a reader that does not keep up', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  function slowReader() {
    const written: string[] = [];
    let ready = true;
    const emitter = new EventEmitter();
    const response = Object.assign(emitter, {
      writableEnded: false,
      destroyed: false,
      write: (chunk: string) => {
        written.push(chunk);
        return ready;
      },
      end: () => {},
      destroy: () => {
        response.destroyed = true;
        emitter.emit('close');
      },
    });
    return {
      response,
      asResponse: response as unknown as ServerResponse,
      events: () => eventsIn(written.join('')),
      beats: () => written.filter((chunk) => chunk === ':\n\n').length,
      setReady(value: boolean) {
        ready = value;
        if (value) emitter.emit('drain');
      },
    };
  }

  function kept() {
    const messages = memoryMessages();
    const all = streams(messages);
    const message = { ...place, ...said('0'), author: 'leakops', createdAt: 0 };
    const id = messages.append(message, null).id;
    return {
      all,
      edit(text: string) {
        messages.edit(id, { ...message, text }, 0);
        all.messagesChanged();
      },
    };
  }

  test('is sent the latest once it reads on, nothing queues up in between', () => {
    const { all, edit } = kept();
    const slow = slowReader();
    all.open(slow.asResponse, 1);
    slow.setReady(false);
    edit('1');
    for (const n of [2, 3, 4]) {
      edit(String(n));
      all.runChanged(sampleRun({ users: n }));
    }
    expect(slow.events().map(({ data }) => data.text)).toEqual(['1']);
    slow.setReady(true);
    expect(slow.events().map(({ event }) => event)).toEqual(['message', 'run', 'message']);
    expect(slow.events()[1]!.data).toMatchObject({ users: 4 });
    expect(slow.events()[2]!.data.text).toBe('4');
  });

  test('is dropped after a minute', () => {
    vi.useFakeTimers();
    const { all, edit } = kept();
    const slow = slowReader();
    all.open(slow.asResponse, 1);
    slow.setReady(false);
    edit('1');
    vi.advanceTimersByTime(59_000);
    expect(slow.response.destroyed).toBe(false);
    vi.advanceTimersByTime(2_000);
    expect(slow.response.destroyed).toBe(true);
    edit('2');
    expect(slow.events()).toHaveLength(1);
  });

  test('hears a heartbeat while nothing happens, and leaves no timer behind', () => {
    vi.useFakeTimers();
    const { all } = kept();
    const slow = slowReader();
    all.open(slow.asResponse, 1);
    vi.advanceTimersByTime(31_000);
    expect(slow.beats()).toBe(2);
    slow.response.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('one that fails in mid-write is let go', () => {
    const { all, edit } = kept();
    const slow = slowReader();
    all.open(slow.asResponse, 1);
    slow.response.emit('error', new Error('EPIPE'));
    edit('1');
    expect(slow.events()).toEqual([]);
  });
});
