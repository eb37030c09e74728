/** The broker's workload in memory: it holds what was written, answers late or not at all when a test says so. */
import { Failure } from '../../src/failure.ts';
import type { Broker, BrokerState, Clock } from '../../src/ports.ts';

export interface FakeBroker extends Broker {
  /** null: there is no such workload. */
  state: BrokerState | null;
  /** Between a scaling and the pods that it makes. */
  readyAfterMs: number;
  /** Faults, switched by tests. */
  readsFail: string | null;
  writesFail: string | null;
  /** Done, and the answer is lost. */
  answersLost: boolean;
  /** What was carried out, in order. */
  calls: string[];
  /** Called before a scaling is carried out. */
  onWrite: ((replicas: number) => void) | null;
  /** A person's hand: kubectl scale. */
  scaleByHand(replicas: number): void;
}

export function fakeBroker(clock: Clock): FakeBroker {
  async function ready(): Promise<void> {
    const wanted = broker.state?.replicas ?? 0;
    if (wanted > 0) await clock.sleep(broker.readyAfterMs);
    if (broker.state !== null && broker.state.replicas === wanted) broker.state.ready = wanted;
  }

  function scale(replicas: number, held: BrokerState['held']): void {
    broker.onWrite?.(replicas);
    if (broker.state === null) return;
    broker.calls.push(`scale ${replicas}`);
    broker.state = { ...broker.state, replicas, held };
    void ready();
  }

  /** Whose writes are refused, or carried out and not answered. */
  function written(): 'done' {
    if (broker.answersLost) throw new Failure('kubernetes-unreachable', 'the answer was lost');
    return 'done';
  }

  const broker: FakeBroker = {
    name: 'kafka',
    title: 'kafka in otel-demo',
    state: {
      identity: 'kafka-uid',
      object: 'deployment/kafka -n otel-demo',
      replicas: 1,
      ready: 1,
      held: null,
      owner: null,
    },
    readyAfterMs: 10_000,
    readsFail: null,
    writesFail: null,
    answersLost: false,
    calls: [],
    onWrite: null,
    scaleByHand(replicas) {
      if (broker.state !== null) broker.state = { ...broker.state, replicas };
      void ready();
    },
    async read() {
      if (broker.readsFail !== null) throw new Failure('kubernetes-unreachable', broker.readsFail);
      return broker.state === null ? null : { ...broker.state };
    },
    async rehearse() {
      if (broker.writesFail !== null) throw new Failure('kubernetes-403', broker.writesFail);
    },
    async takeDown(holder, from, signal) {
      signal?.throwIfAborted();
      if (broker.writesFail !== null) throw new Failure('kubernetes-unreachable', broker.writesFail);
      const { state } = broker;
      if (state === null || state.identity !== from.identity) return 'left';
      if (state.held?.holder === holder && state.replicas === 0) return written();
      if (state.held?.holder === holder || state.replicas === 0) return 'left';
      if (state.replicas !== from.replicas) return 'left';
      scale(0, { holder, replicasBefore: from.replicas });
      return written();
    },
    async bringBack(holder, to) {
      if (broker.writesFail !== null) throw new Failure('kubernetes-unreachable', broker.writesFail);
      const { state } = broker;
      if (state === null || state.identity !== to.identity) return 'left';
      if (state.held?.holder !== holder) return state.replicas === to.replicas ? written() : 'left';
      if (state.replicas !== 0) {
        broker.state = { ...state, held: null };
        return state.replicas === to.replicas ? written() : 'left';
      }
      scale(to.replicas, null);
      return written();
    },
  };
  return broker;
}
