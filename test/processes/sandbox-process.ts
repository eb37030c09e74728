/** `npm run sandbox` in a process of its own, and what a test asks of it: by the wires that a bot has, and by hand. */
import { z } from 'zod';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Child, Home } from './child-process.ts';

interface Served {
  value: unknown;
  reason: string | undefined;
  /** Whole seconds on flagd's clock; null: no lease. */
  deadline: number | null;
  runId: string | null;
}

export interface SandboxProcess extends Pick<Child, 'kill'> {
  kubeconfig: string;
  flagdUiUrl: string;
  ofrepUrl: string;
  locustUrl: string;
  /** What OFREP serves of the leak's flag. */
  served(): Promise<Served>;
  /** All definitions as flagd-ui has them, by key. */
  flags(): Promise<Record<string, FlagDefinition>>;
  /** Of the load generator; 0: it does not run. */
  users(): Promise<number>;
  /** As a person does on Locust's page. */
  putUsers(count: number): Promise<void>;
  /** The broker's workload in the cluster, and whose zero it is. */
  kafka(): Promise<{ replicas: number; heldBy: string | null; before: string | null }>;
  putFaults(faults: object): Promise<void>;
  clearFaults(): Promise<void>;
  /** A person's hand on flagd-ui. */
  person(action: object): Promise<void>;
}

export const leakFlag = 'kafkaQueueProblems';

const anyPorts = ['flagd-ui', 'ofrep', 'locust', 'kubernetes'].flatMap((server) => [`--${server}-port`, '0']);
/** From 40 to 60 % in some ten seconds at 300 and 25 users; readings every half second, half a second old. */
const fast = ['--leak-speed', '30', '--readings-every', '500ms', '--readings-age', '500ms'];

const addresses = z.object({
  flagdUiUrl: z.string(),
  ofrepUrl: z.string(),
  locustUrl: z.string(),
  kubernetesUrl: z.string(),
  controlUrl: z.string(),
  kubeconfig: z.string(),
});
const evaluation = z.object({
  value: z.unknown().optional(),
  reason: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
const flagFile = z.object({ flags: z.record(z.string(), z.custom<FlagDefinition>()) });
const deployment = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
  spec: z.object({ replicas: z.number() }),
});
const statistics = z.object({ state: z.string(), user_count: z.number() });

export async function startSandbox(home: Home, args: string[] = []): Promise<SandboxProcess> {
  const child = home.run(['adapters/sandbox/alone.ts', ...anyPorts, ...fast, ...args]);
  const [line] = await child.prints(/^.+\n/);
  return sandboxAt(addresses.parse(JSON.parse(line)), child.kill);
}

/** One that listens there already. */
export function sandboxAt(
  { controlUrl, ...urls }: z.infer<typeof addresses>,
  kill: () => Promise<void>,
): SandboxProcess {
  async function control(method: string, path: string, body?: object): Promise<void> {
    await answered(
      await fetch(`${controlUrl}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  }

  return {
    ...urls,
    kill,
    async served() {
      const answer = evaluation.parse(
        await answered(
          await fetch(`${urls.ofrepUrl}/ofrep/v1/evaluate/flags/${leakFlag}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"context":{}}',
          }),
        ),
      );
      const { leakopsDeadline, leakopsRun } = answer.metadata ?? {};
      return {
        value: answer.value,
        reason: answer.reason,
        deadline: typeof leakopsDeadline === 'number' ? leakopsDeadline : null,
        runId: typeof leakopsRun === 'string' ? leakopsRun : null,
      };
    },
    async flags() {
      return flagFile.parse(await answered(await fetch(`${urls.flagdUiUrl}/api/read`))).flags;
    },
    async users() {
      const answer = await answered(await fetch(`${urls.locustUrl}/stats/requests`));
      const { state, user_count } = statistics.parse(answer);
      return ['running', 'spawning'].includes(state) ? user_count : 0;
    },
    async putUsers(count) {
      const body = new URLSearchParams({ user_count: String(count), spawn_rate: '100' });
      await answered(await fetch(`${urls.locustUrl}/swarm`, { method: 'POST', body }));
    },
    async kafka() {
      const { metadata, spec } = deployment.parse(
        await answered(
          await fetch(`${urls.kubernetesUrl}/apis/apps/v1/namespaces/otel-demo/deployments/kafka`, {
            headers: { authorization: 'Bearer sandbox' },
          }),
        ),
      );
      return {
        replicas: spec.replicas,
        heldBy: metadata.annotations['leakops/broker-down-by'] ?? null,
        before: metadata.annotations['leakops/broker-replicas-before'] ?? null,
      };
    },
    putFaults: (faults) => control('PUT', '/faults', faults),
    clearFaults: () => control('DELETE', '/faults'),
    person: (action) => control('POST', '/person', action),
  };
}

async function answered(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
