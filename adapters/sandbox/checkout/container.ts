/** The life of one container as the kubelet leads it: exit, back-off, restart. Pure. */

/** How a process ended: reason as in `lastState.terminated` (`OOMKilled`, `Error`, `Completed`). */
export interface Exit {
  exitCode: number;
  reason: string;
}

export interface Terminated extends Exit {
  startedAt: number;
  finishedAt: number;
  containerId: string;
}

export type ContainerState =
  | { kind: 'creating'; untilAt: number }
  | { kind: 'running'; startedAt: number; ready: boolean }
  | { kind: 'terminated'; terminated: Terminated; restartAt: number }
  | { kind: 'backing-off'; delayMs: number; restartAt: number };

export interface Container {
  /** Of the process that runs, or ran last; '' before the first. */
  id: string;
  restarts: number;
  /** Exits since the back-off was last reset. */
  crashes: number;
  state: ContainerState;
  /** The exit before the present process, or the last one while none runs. */
  last: Terminated | null;
}

export type Happening = 'started' | 'ready' | 'backing-off';

const creationMs = 1000;
const untilReadyMs = 2000;
/** The kubelet restarts at once the first time, then after 10 s, 20 s, … 5 min; ten good minutes reset it. */
const firstRestartMs = 2000;
const firstBackOffMs = 10_000;
const longestBackOffMs = 300_000;
const backOffResetMs = 600_000;
/** How long `terminated` is shown before `CrashLoopBackOff`. */
const terminatedShownMs = 1000;

export function newContainer(at: number): Container {
  return {
    id: '',
    restarts: 0,
    crashes: 0,
    last: null,
    state: { kind: 'creating', untilAt: at + creationMs },
  };
}

/** One that has been running, and ready, since `startedAt`. */
export function runningContainer(id: string, startedAt: number): Container {
  return { id, restarts: 0, crashes: 0, last: null, state: { kind: 'running', startedAt, ready: true } };
}

/** Its process ends; nothing changes where none runs. */
export function exitContainer(container: Container, exit: Exit, at: number): Container {
  if (container.state.kind !== 'running') return container;
  const { startedAt } = container.state;
  const crashes = at - startedAt >= backOffResetMs ? 0 : container.crashes;
  const delayMs =
    crashes === 0 ? firstRestartMs : Math.min(firstBackOffMs * 2 ** (crashes - 1), longestBackOffMs);
  const terminated = { ...exit, startedAt, finishedAt: at, containerId: container.id };
  return {
    ...container,
    crashes: crashes + 1,
    last: terminated,
    state: { kind: 'terminated', terminated, restartAt: at + delayMs },
  };
}

/** What has become of it at `at`. `idOf` names the process of a restart count. */
export function stepContainer(
  container: Container,
  at: number,
  idOf: (restarts: number) => string,
): { container: Container; happened: Happening | null } {
  const { state } = container;
  const start = (restarts: number) => ({
    container: {
      ...container,
      restarts,
      id: idOf(restarts),
      state: { kind: 'running' as const, startedAt: at, ready: false },
    },
    happened: 'started' as const,
  });
  switch (state.kind) {
    case 'creating':
      return at >= state.untilAt ? start(0) : { container, happened: null };
    case 'running':
      if (state.ready || at - state.startedAt < untilReadyMs) return { container, happened: null };
      return { container: { ...container, state: { ...state, ready: true } }, happened: 'ready' };
    case 'terminated': {
      if (at >= state.restartAt) return start(container.restarts + 1);
      const { finishedAt } = state.terminated;
      const delayMs = state.restartAt - finishedAt;
      if (delayMs < firstBackOffMs || at - finishedAt < terminatedShownMs)
        return { container, happened: null };
      return {
        container: { ...container, state: { kind: 'backing-off', delayMs, restartAt: state.restartAt } },
        happened: 'backing-off',
      };
    }
    case 'backing-off':
      return at >= state.restartAt ? start(container.restarts + 1) : { container, happened: null };
  }
}
