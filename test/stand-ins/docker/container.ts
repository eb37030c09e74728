/** One container of the stand-in: its processes, its memory, its log, and what is told of them as it happens. */
import type { Clock } from '../../../src/ports.ts';

export interface ContainerOptions {
  name: string;
  labels?: Record<string, string>;
  env?: string[];
  /** 0: none. */
  limitBytes?: number;
  /** As `HostConfig.MemorySwap`; undefined: not set, which is twice the limit. */
  memorySwapBytes?: number;
  restartPolicy?: 'no' | 'unless-stopped';
  tty?: boolean;
  health?: 'starting' | 'healthy' | 'unhealthy';
  /** How a process ends that is asked to. */
  stopExitCode?: number;
  /** How long it takes for that. */
  stopMs?: number;
}

export type Tell = (id: string, action: string, attributes: Record<string, string>) => void;

export interface StandInContainer {
  readonly id: string;
  readonly options: ContainerOptions;
  /** What the kernel counts, page cache included. */
  usageBytes: number;
  inactiveFileBytes: number;
  /** The highest of this process. */
  maxUsageBytes: number;
  paused: boolean;
  running(): boolean;
  startedAt(): number;
  log(line: string, stream?: 1 | 2): void;
  lines(): readonly { at: number; line: string; stream: 1 | 2 }[];
  /** The process ends. `oom`: by the kernel, for memory. */
  end(exit: { exitCode: number; oom: boolean }): void;
  /** As `POST …/restart`. */
  restart(): Promise<void>;
  inspect(): object;
}

/** Of the policy's first restart. */
export const restartDelayMs = 250;
const never = '0001-01-01T00:00:00Z';

export function standInContainer(
  id: string,
  options: ContainerOptions,
  clock: Clock,
  tell: Tell,
): StandInContainer {
  const createdAt = clock.now();
  const lines: { at: number; line: string; stream: 1 | 2 }[] = [];
  const state = {
    status: 'running' as 'running' | 'restarting' | 'exited',
    startedAt: clock.now(),
    finishedAt: null as number | null,
    exitCode: 0,
    oomKilled: false,
    restartCount: 0,
    /** Grows with each process, so that a restart that was overtaken does not start one more. */
    process: 1,
  };
  const attributes = { ...options.labels, name: options.name };

  function start(): void {
    Object.assign(state, { status: 'running', startedAt: clock.now(), exitCode: 0, oomKilled: false });
    state.process += 1;
    container.maxUsageBytes = container.usageBytes;
    tell(id, 'start', attributes);
  }

  function ended(exitCode: number, oom: boolean, status: 'restarting' | 'exited'): void {
    if (oom) tell(id, 'oom', attributes);
    Object.assign(state, { status, finishedAt: clock.now(), exitCode, oomKilled: oom });
    tell(id, 'die', { ...attributes, exitCode: String(exitCode) });
  }

  const container: StandInContainer = {
    id,
    options,
    usageBytes: 9 * 2 ** 20,
    inactiveFileBytes: 2 ** 20,
    maxUsageBytes: 9 * 2 ** 20,
    paused: false,
    running: () => state.status === 'running',
    startedAt: () => state.startedAt,
    log: (line, stream = 1) => lines.push({ at: clock.now(), line, stream }),
    lines: () => lines,

    end({ exitCode, oom }) {
      const again = options.restartPolicy !== 'no';
      ended(exitCode, oom, again ? 'restarting' : 'exited');
      if (!again) return;
      state.restartCount += 1;
      const { process } = state;
      void clock.sleep(restartDelayMs).then(() => {
        if (state.process === process && state.status === 'restarting') start();
      });
    },

    async restart() {
      if (state.status === 'running') {
        tell(id, 'kill', { ...attributes, signal: '15' });
        if (options.stopMs !== undefined) await clock.sleep(options.stopMs);
        ended(options.stopExitCode ?? 2, false, 'exited');
        tell(id, 'stop', attributes);
      }
      state.restartCount = 0;
      start();
      tell(id, 'restart', attributes);
    },

    inspect() {
      const { status, exitCode, oomKilled, startedAt, finishedAt } = state;
      const limitBytes = options.limitBytes ?? 20 * 2 ** 20;
      return {
        Id: id,
        Created: instantText(createdAt),
        Name: `/${options.name}`,
        RestartCount: state.restartCount,
        State: {
          Status: container.paused ? 'paused' : status,
          // While it waits for its restart too.
          Running: status !== 'exited',
          Paused: container.paused,
          Restarting: status === 'restarting',
          OOMKilled: oomKilled,
          Dead: false,
          Pid: status === 'running' ? 4_000 + state.process : 0,
          ExitCode: exitCode,
          Error: '',
          StartedAt: instantText(startedAt),
          FinishedAt: finishedAt === null ? never : instantText(finishedAt),
          ...(options.health === undefined
            ? {}
            : { Health: { Status: options.health, FailingStreak: 0, Log: [] } }),
        },
        HostConfig: {
          Memory: limitBytes,
          MemorySwap: options.memorySwapBytes ?? limitBytes * 2,
          RestartPolicy: { Name: options.restartPolicy ?? 'unless-stopped', MaximumRetryCount: 0 },
        },
        Config: {
          Tty: options.tty ?? false,
          Env: options.env ?? ['PATH=/bin', 'GOMEMLIMIT=16MiB', 'KAFKA_ADDR=kafka:9092'],
          Labels: options.labels ?? {},
        },
      };
    },
  };
  return container;
}

/** As Go writes one: parts of a second to the nanosecond. */
export function instantText(at: number): string {
  const nanoseconds = Math.floor((at - Math.floor(at)) * 1e6);
  return new Date(Math.floor(at)).toISOString().replace('Z', `${String(nanoseconds).padStart(6, '0')}Z`);
}
