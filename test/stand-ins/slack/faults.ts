/** What can be switched to go wrong, per method, so many times. */
import type { Dict } from './shapes.ts';

export type Fault =
  /** It is done, but the answer is lost. */
  | { kind: 'lost-answer' }
  /** The connection is cut before anything is done. */
  | { kind: 'lost-request' }
  | { kind: 'status'; status: number; body?: string }
  /** Answered, but late; done at once. */
  | { kind: 'slow'; ms: number }
  /** Done, but never answered; the connection stays. */
  | { kind: 'hang' }
  | { kind: 'ratelimited'; seconds: number }
  | { kind: 'error'; code: string; more?: Dict }
  | { kind: 'invalid-json' }
  | { kind: 'html'; status?: number };

interface FaultOrder {
  /** A Web API method, `upload` (of a file's bytes), `response_url`, `*`: every one of these; `socket`: a handshake. */
  method: string;
  fault: Fault;
  /** How often; 1 when not given. Infinity: until it is taken away. */
  times?: number;
  /** Only for calls with such arguments. */
  when?: (args: Dict) => boolean;
}

export interface Faults {
  /** Answers how to take it away. */
  add(order: FaultOrder): () => void;
  clear(): void;
  /** The fault for this call, counted; orders are used up in the order in which they were given. */
  take(method: string, args: Dict): Fault | null;
}

export function newFaults(): Faults {
  const orders: { order: FaultOrder; left: number }[] = [];
  return {
    add(order) {
      const entry = { order, left: order.times ?? 1 };
      orders.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    clear() {
      orders.length = 0;
    },
    take(method, args) {
      const entry = orders.find(
        ({ order, left }) =>
          left > 0 &&
          (order.method === method || (order.method === '*' && method !== 'socket')) &&
          (order.when?.(args) ?? true),
      );
      if (entry === undefined) return null;
      entry.left -= 1;
      return entry.order.fault;
    },
  };
}
