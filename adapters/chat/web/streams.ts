/**
 * Server-sent events. Each reader is sent what is new since the revision it has, as fast as it reads: nothing queues
 * up for a slow one, edits in between merge, and one that does not read at all is dropped.
 */
import type { ServerResponse } from 'node:http';
import type { Messages } from '../../../src/ports.ts';
import type { Run, RunId } from '../../../src/run/run.ts';
import { runJson } from '../../http/run-json.ts';
import { messageJson } from './message-json.ts';

/** Keeps proxies from closing the connection, and shows a dead one. */
const heartbeatEveryMs = 15_000;
const dropAfterMs = 60_000;

export interface Streams {
  /** Takes over a response whose head is written; `after`: the revision that the reader has. */
  open(response: ServerResponse, after: number): void;
  messagesChanged(): void;
  runChanged(run: Run): void;
  endAll(): void;
}

interface Reader {
  sendNew(): void;
  sendRun(run: Run): void;
  beat(): void;
  end(): void;
}

export function streams(messages: Messages): Streams {
  const readers = new Set<Reader>();
  let heartbeat: NodeJS.Timeout | null = null;

  return {
    open(response, after) {
      const reader = openReader(messages, response, after, () => {
        readers.delete(reader);
        if (readers.size === 0 && heartbeat !== null) {
          clearInterval(heartbeat);
          heartbeat = null;
        }
      });
      readers.add(reader);
      heartbeat ??= setInterval(() => {
        for (const each of readers) each.beat();
      }, heartbeatEveryMs).unref();
      reader.sendNew();
    },
    messagesChanged() {
      for (const reader of readers) reader.sendNew();
    },
    runChanged(run) {
      for (const reader of readers) reader.sendRun(run);
    },
    endAll() {
      for (const reader of readers) reader.end();
    },
  };
}

function openReader(messages: Messages, response: ServerResponse, after: number, gone: () => void): Reader {
  let revision = after;
  /** Runs that changed in this turn, or while the reader was busy: latest wins, and all go in one write. */
  const waitingRuns = new Map<RunId, Run>();
  let turning: NodeJS.Immediate | null = null;
  let stuck: NodeJS.Timeout | null = null;

  /** False once the reader is busy: the rest goes when it has drained. */
  const write = (chunk: string): boolean => {
    if (!response.write(chunk)) stuck ??= setTimeout(() => response.destroy(), dropAfterMs).unref();
    return stuck === null;
  };
  const sendNew = () => {
    if (stuck !== null || response.writableEnded) return;
    for (const message of messages.since(revision, null)) {
      revision = message.revision;
      const data = JSON.stringify(messageJson(message));
      if (!write(`event: message\nid: ${revision}\ndata: ${data}\n\n`)) return;
    }
  };
  const sendRuns = () => {
    turning = null;
    if (stuck !== null || response.writableEnded || waitingRuns.size === 0) return;
    const events = [...waitingRuns.values()].map(
      (run) => `event: run\ndata: ${JSON.stringify(runJson(run, run.readings.slice(-1)))}\n\n`,
    );
    waitingRuns.clear();
    write(events.join(''));
  };
  response.on('drain', () => {
    if (stuck !== null) clearTimeout(stuck);
    stuck = null;
    sendRuns();
    sendNew();
  });
  // A reader that goes away in mid-write must not end the process.
  response.on('error', () => response.destroy());
  response.on('close', () => {
    if (stuck !== null) clearTimeout(stuck);
    if (turning !== null) clearImmediate(turning);
    gone();
  });
  return {
    sendNew,
    sendRun(run) {
      waitingRuns.set(run.id, run);
      turning ??= setImmediate(sendRuns);
    },
    beat() {
      if (stuck === null && !response.writableEnded) write(':\n\n');
    },
    end() {
      sendRuns();
      response.end();
    },
  };
}
