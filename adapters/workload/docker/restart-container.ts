/** A restart that is wished for once happens once, though a container takes no note of who restarted it. */
import { Failure } from '../../../src/failure.ts';
import type { Clock, RestartWish } from '../../../src/ports.ts';
import type { Container } from './container.ts';
import type { EngineClient } from './engine.ts';

/** The engine waits for the process to end by itself, 10 s unless the container says otherwise, before it kills it. */
const patienceMs = 30_000;
/** A process that is so young needs no restart, and the engine's clock is believed that much. */
const youngMs = 2_000;

export interface Restarts {
  /**
   * Fulfilled by any process that began after the wish, whoever started it: so a bot that died after the request, and
   * before it could save that, does not restart twice.
   */
  restart(
    container: Container,
    wish: RestartWish,
    dated: (sourceAt: number) => number,
    signal: AbortSignal | undefined,
  ): Promise<void>;
}

export function containerRestarts(engine: EngineClient, clock: Clock): Restarts {
  /** By container: what was sent, and has not been answered yet. */
  const underWay = new Map<string, { key: string; sentMono: number }>();

  return {
    async restart(container, wish, dated, signal) {
      const { id, name, sourceStartedAt } = container;
      if (sourceStartedAt !== null && dated(sourceStartedAt) >= wish.at - youngMs) return;
      const sent = underWay.get(id);
      if (sent?.key === wish.key && clock.monotonic() - sent.sentMono < patienceMs) throw slow(name);
      underWay.set(id, { key: wish.key, sentMono: clock.monotonic() });
      const request = {
        method: 'POST',
        path: `/containers/${id}/restart`,
        doing: `restart ${name}`,
        timeoutMs: patienceMs,
      } as const;
      try {
        await engine.send(request, signal);
        underWay.delete(id);
      } catch (error) {
        // Refused: nothing is under way. Otherwise the engine may be at it.
        if (error instanceof Failure && /^docker-\d/.test(error.code)) underWay.delete(id);
        throw error;
      }
    },
  };
}

function slow(name: string): Failure {
  return new Failure('docker-restarting', `${name} is still being restarted`, {
    remedy: 'Wait: the engine kills a process that does not end by itself after some seconds.',
  });
}
