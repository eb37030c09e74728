/** How a run ended: rule 22, the first match. Pure. */
import type { Decision, Kill, Outcome } from './run.ts';

export function outcomeOf(decision: Decision, kills: readonly Kill[]): Outcome {
  if (kills.length > 0) return 'oom-killed';
  switch (decision.kind) {
    case 'trip':
      switch (decision.reason) {
        case 'blind':
          return 'lost-sight';
        case 'lease':
          return 'stopped';
        case 'storage':
          return 'aborted';
        default:
          return 'averted';
      }
    case 'stop':
    case 'person':
      return 'stopped';
    case 'abort':
      return 'aborted';
    case 'kill':
      return 'oom-killed';
    case 'time':
      return decision.regime === 'level' || decision.regime === 'bursts' ? 'levelled' : 'completed';
  }
}
