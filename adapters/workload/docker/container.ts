/** A container as the engine inspects it → in our words. Pure. */
import { z } from 'zod';
import type { Pod } from '../../../src/ports.ts';
import { instant, listOf, optional, text } from '../lenient.ts';
import { bytesOfGomemlimit } from '../memory-size.ts';

const yes = z.boolean().catch(false);
const count = z.number().catch(0);

const inspected = z.object({
  Id: z.string().min(1),
  Name: text,
  Created: instant,
  RestartCount: count,
  State: z.object({
    Status: text,
    Running: yes,
    Restarting: yes,
    Paused: yes,
    OOMKilled: yes,
    ExitCode: count,
    StartedAt: instant,
    FinishedAt: instant,
    Health: optional(z.object({ Status: text })),
  }),
  HostConfig: optional(z.object({ Memory: count, MemorySwap: count })),
  Config: optional(z.object({ Env: listOf(z.string()), Tty: yes })),
});

/** Instants with `source` are on the engine's clock, ms. */
export interface Container {
  id: string;
  name: string;
  sourceCreatedAt: number | null;
  /** Of the last process; null: none was ever started. */
  sourceStartedAt: number | null;
  /** Of the last end; null: none yet. */
  sourceFinishedAt: number | null;
  /** A process runs now; what follows says of the last end only where none does. */
  up: boolean;
  /** The engine will start it again by itself. */
  restarting: boolean;
  oomKilled: boolean;
  exitCode: number;
  /** Running, not paused, and healthy where a health check says so. */
  ready: boolean;
  /** `exited`, `restarting`, … */
  status: string;
  /** As the engine counts: since it was created, or since a person restarted it. */
  restarts: number;
  limitBytes: number | null;
  /** Memory and swap together; null: no limit of their sum. */
  memoryAndSwapBytes: number | null;
  env: string[];
  tty: boolean;
}

/** null: that is no container. */
export function containerOf(answer: unknown): Container | null {
  const parsed = inspected.safeParse(answer);
  if (!parsed.success) return null;
  const { Id, Name, Created, RestartCount, State, HostConfig, Config } = parsed.data;
  // While it waits for its restart the engine calls it running too.
  const up = State.Running && !State.Restarting;
  const health = State.Health?.Status ?? 'none';
  return {
    id: Id,
    name: Name?.replace(/^\//, '') ?? Id.slice(0, 12),
    sourceCreatedAt: Created,
    sourceStartedAt: State.StartedAt,
    sourceFinishedAt: State.FinishedAt,
    up,
    restarting: State.Restarting,
    oomKilled: State.OOMKilled,
    exitCode: State.ExitCode,
    ready: up && !State.Paused && (health === 'none' || health === 'healthy'),
    status: State.Status ?? (up ? 'running' : 'down'),
    restarts: RestartCount,
    limitBytes: positive(HostConfig?.Memory),
    memoryAndSwapBytes: positive(HostConfig?.MemorySwap),
    env: Config?.Env ?? [],
    tty: Config?.Tty ?? false,
  };
}

/** 0 and -1 are the engine's ways to say that there is none. */
function positive(bytes: number | undefined): number | null {
  return bytes === undefined || bytes <= 0 ? null : bytes;
}

/** The last one of a name wins; null: not set. */
export function variableOf({ env }: Pick<Container, 'env'>, name: string): string | null {
  const entry = env.findLast((one) => one.startsWith(`${name}=`));
  return entry === undefined ? null : entry.slice(name.length + 1);
}

/** `restarts`: processes that have followed the first; `dated` puts an instant of the engine on the bot's clock. */
export function podOf(
  container: Container,
  restarts: number,
  lastTermination: Pod['lastTermination'],
  dated: (sourceAt: number) => number,
): Pod {
  const { up, sourceStartedAt } = container;
  return {
    name: container.name,
    uid: container.id,
    ready: container.ready,
    startedAt: up && sourceStartedAt !== null ? dated(sourceStartedAt) : null,
    restarts,
    waiting: up ? null : container.status,
    lastTermination,
    limitBytes: container.limitBytes,
    gomemlimitBytes: bytesOfGomemlimit(variableOf(container, 'GOMEMLIMIT') ?? ''),
  };
}
