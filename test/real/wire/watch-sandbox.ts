/** What is really so in the sandbox and what it is really asked, whatever the bot believes. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Sandbox } from '../../../adapters/sandbox/sandbox.ts';

/** What flagd serves and how many users there are, from an instant on (this machine's clock, ms). */
interface Seen {
  atMs: number;
  value: number;
  users: number;
  pods: string[];
}

interface Request {
  atMs: number;
  /** `POST /api/write` */
  line: string;
}

export interface Watch {
  now(): Seen;
  /** The memory of checkout as it is now. */
  usedBytes(): number | null;
  /** Values of the flag one after the other, as served: `[0, 300, 0]` is on once. */
  values(): number[];
  /** Turns of the user count: `[5, 25, 5]` went up once and came back once. */
  users(): number[];
  /** Names of all pods that there ever were. */
  pods(): string[];
  /** Since when it serves off for good; null: it serves a value. */
  offSinceMs(): number | null;
  requests(line: RegExp, sinceMs?: number): Request[];
  /** Resolves with the first such request that comes from now on. */
  asked(line: RegExp): Promise<Request>;
  end(): void;
}

const everyMs = 40;
const stateSchema = z.object({
  served: z.object({ value: z.unknown() }),
  users: z.number(),
  pods: z.array(z.object({ name: z.string(), usedBytes: z.number().nullable() })),
});

export function watchSandbox(sandbox: Sandbox): Watch {
  const ports = new Set(
    [sandbox.flagdUiUrl, sandbox.ofrepUrl, sandbox.locustUrl, sandbox.kubernetesUrl].map((url) =>
      Number(new URL(url).port),
    ),
  );
  const seen: Seen[] = [];
  const requests: Request[] = [];
  const waiting: { line: RegExp; heard: (request: Request) => void }[] = [];
  let over = false;
  let memoryBytes: number | null = null;

  const onRequest = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (!ports.has(request.socket.localPort ?? 0)) return;
    const asked = { atMs: Date.now(), line: `${request.method} ${request.url}` };
    requests.push(asked);
    for (const { line, heard } of waiting) if (line.test(asked.line)) heard(asked);
  };
  subscribe('http.server.request.start', onRequest);

  async function look(): Promise<void> {
    const response = await fetch(`${sandbox.controlUrl}/state`);
    const { served, users, pods } = stateSchema.parse(await response.json());
    const value = typeof served.value === 'number' ? served.value : 0;
    memoryBytes = pods[0]?.usedBytes ?? null;
    const now = { atMs: Date.now(), value, users, pods: pods.map(({ name }) => name) };
    const last = seen.at(-1);
    const same =
      last !== undefined &&
      last.value === value &&
      last.users === users &&
      last.pods.join() === now.pods.join();
    if (!same) seen.push(now);
  }
  async function keepLooking(): Promise<void> {
    while (!over) {
      await look().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
  void keepLooking();

  return {
    now: () => {
      const last = seen.at(-1);
      if (last === undefined) throw new Error('nothing was seen yet');
      return last;
    },
    usedBytes: () => memoryBytes,
    values: () => seen.map(({ value }) => value).filter((value, at, all) => value !== all[at - 1]),
    users: () =>
      seen
        .map(({ users }) => users)
        .filter((users, at, all) => users !== all[at - 1])
        .filter((users, at, all) => {
          const [before, after] = [all[at - 1], all[at + 1]];
          if (before === undefined || after === undefined) return true;
          return (users > before && users > after) || (users < before && users < after);
        }),
    pods: () => [...new Set(seen.flatMap(({ pods }) => pods))],
    offSinceMs: () => {
      const lastOn = seen.findLastIndex(({ value }) => value !== 0);
      return seen[lastOn + 1]?.atMs ?? null;
    },
    requests: (line, sinceMs = 0) =>
      requests.filter((request) => request.atMs >= sinceMs && line.test(request.line)),
    asked: (line) => new Promise((heard) => void waiting.push({ line, heard })),
    end() {
      over = true;
      unsubscribe('http.server.request.start', onRequest);
    },
  };
}
