/** What a person's script does over HTTP: set the flag through flagd-ui, put users on the shop, read the memory. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

export const leakFlag = 'kafkaQueueProblems';
export const leakValue = 300;
export const leakUsers = 25;
export const spawnRate = 3;
const patienceMs = 3_000;

const flagFile = z.looseObject({
  flags: z.record(
    z.string(),
    z.looseObject({ variants: z.record(z.string(), z.json()), defaultVariant: z.string().nullish() }),
  ),
});
export type FlagFile = z.infer<typeof flagFile>;

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

export async function askJson(url: string, init: RequestInit = {}): Promise<unknown> {
  return (await ask(url, init)).json();
}

export function postJson(url: string, body: unknown, method = 'POST'): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  return askJson(url, { method, headers, body: JSON.stringify(body) });
}

export async function readFlags(flagdUiUrl: string): Promise<FlagFile> {
  return flagFile.parse(await askJson(`${flagdUiUrl}/api/read`));
}

/** The file with this flag's default on a variant of this value. Pure. */
export function withFlag(file: FlagFile, key: string, variant: string, value: number): FlagFile {
  const definition = file.flags[key];
  if (definition === undefined) throw new Error(`flagd-ui has no flag ${key}`);
  const variants = { ...definition.variants, [variant]: value };
  return {
    ...file,
    flags: { ...file.flags, [key]: { ...definition, variants, defaultVariant: variant } },
  };
}

/** flagd-ui takes whole files: read, change one flag, write. */
export async function setFlag(flagdUiUrl: string, variant: string, value: number): Promise<void> {
  const data = withFlag(await readFlags(flagdUiUrl), leakFlag, variant, value);
  await postJson(`${flagdUiUrl}/api/write`, { data });
}

export async function setUsers(locustUrl: string, users: number): Promise<void> {
  const form = { user_count: String(users), spawn_rate: String(spawnRate) };
  await ask(`${locustUrl}/swarm`, { method: 'POST', body: new URLSearchParams(form) });
}

const list = z.object({
  items: z.array(
    z.object({
      timestamp: z.string(),
      containers: z.array(z.object({ usage: z.object({ memory: z.string().regex(/^\d+Ki$/) }) })).min(1),
    }),
  ),
});

export interface MemoryReading {
  usedBytes: number;
  /** Of the sample, ISO 8601. */
  timestamp: string;
}

/** What metrics-server's API shows of checkout now; null: it is not in the answer. Rejects where it does not answer. */
export async function readMemory(kubernetesUrl: string, token: string): Promise<MemoryReading | null> {
  const path = '/apis/metrics.k8s.io/v1beta1/namespaces/otel-demo/pods';
  const url = `${kubernetesUrl}${path}?labelSelector=app.kubernetes.io/name%3Dcheckout`;
  const { items } = list.parse(await askJson(url, { headers: { Authorization: `Bearer ${token}` } }));
  const [item] = items;
  if (item === undefined) return null;
  const memory = item.containers[0]?.usage.memory ?? '0Ki';
  return { usedBytes: Number.parseInt(memory, 10) * 1024, timestamp: item.timestamp };
}

/** Throws when it has not come true in time; a question that fails is one that has not come true. */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  let trouble = '';
  for (const endMs = performance.now() + limitMs; performance.now() < endMs; await pause(50)) {
    try {
      if (await holds()) return;
      trouble = '';
    } catch (error) {
      trouble = `: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  throw new Error(`${what} did not come within ${limitMs / 1000} s${trouble}`);
}
