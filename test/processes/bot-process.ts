/** `npm start` in a process of its own, spoken to over HTTP as a browser does. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Child, Home } from './child-process.ts';
import type { SandboxProcess } from './sandbox-process.ts';

const message = z.object({
  id: z.string(),
  thread: z.string().nullable(),
  kind: z.string(),
  author: z.string(),
  to: z.string().nullable(),
  text: z.string(),
});
const run = z.object({
  id: z.string(),
  thread: z.string().nullable(),
  state: z.string(),
  outcome: z.string().nullable(),
  recovery: z.string().nullable(),
  breaker: z.object({
    state: z.string(),
    reason: z.string().nullable(),
    trippedAt: z.string().nullable(),
    flagOffSeenAt: z.string().nullable(),
  }),
  lease: z.object({ deadline: z.string() }).nullable(),
  kills: z.array(z.object({ exitCode: z.number(), reason: z.string(), afterTrip: z.boolean() })),
  events: z.array(z.object({ kind: z.string(), by: z.string(), text: z.string() })),
});
export type SeenMessage = z.infer<typeof message>;
export type SeenRun = z.infer<typeof run>;

/** A bot that runs somewhere, over HTTP. */
export interface SpokenTo {
  url: string;
  say(text: string): Promise<void>;
  /** The button of a message. */
  press(message: string, action: string): Promise<void>;
  messages(): Promise<SeenMessage[]>;
  /** Newest first. */
  runs(): Promise<SeenRun[]>;
}

export interface BotProcess extends Child, SpokenTo {}

export type Environment = Record<string, string>;

const channel = 'game-day';

/** The settings of a bot for that sandbox, quick, and patient enough for a busy machine. */
export function settingsFor(home: Home, sandbox: SandboxProcess, more: Environment = {}): Environment {
  return {
    LEAKOPS_TARGET: 'kubernetes',
    KUBECONFIG: sandbox.kubeconfig,
    FLAGD_UI_URL: sandbox.flagdUiUrl,
    FLAGD_OFREP_URL: sandbox.ofrepUrl,
    LOCUST_URL: sandbox.locustUrl,
    LEAKOPS_DATABASE: join(home.folder, 'leakops.db'),
    LEAKOPS_POLL: '400ms',
    LEAKOPS_LEASE: '5s',
    LEAKOPS_BLIND_AFTER: '20s',
    LEAKOPS_BREAKER: '60',
    LOG_LEVEL: 'warn',
    PORT: '0',
    ...more,
  };
}

export async function startBot(home: Home, settings: Environment): Promise<BotProcess> {
  const child = home.run(['main.ts'], settings);
  const [, url = ''] = await child.prints(/^leakops listens on (http:\S+)$/m);
  return { ...child, ...speakTo(url) };
}

/** `headers`: what it needs of each request, such as a token. */
export function speakTo(url: string, headers: Record<string, string> = {}): SpokenTo {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { ...init, headers: { ...headers, ...init?.headers } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  return {
    url,
    say: (text) => post('/api/say', { channel, user: 'ada', text }),
    press: (message, action) => post('/api/press', { message, action, user: 'ada' }),
    async messages() {
      const answer = await ask(`/api/channels/${channel}/messages`);
      return z.object({ messages: z.array(message) }).parse(answer).messages;
    },
    async runs() {
      return z.object({ runs: z.array(run) }).parse(await ask('/api/runs')).runs;
    },
  };
}
