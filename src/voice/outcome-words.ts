/** The outcomes as chat-ux draws them: an emoji of its own outline, a level, a word. */
import type { Said } from '../ports.ts';
import type { Ended, Outcome } from '../run/run.ts';

interface Face {
  emoji: string;
  level: Said['level'];
  word: string;
}

const faces: Record<Outcome, Face> = {
  averted: { emoji: '✅', level: 'success', word: 'Averted' },
  'oom-killed': { emoji: '💥', level: 'error', word: 'OOM-killed' },
  levelled: { emoji: '➖', level: 'default', word: 'Levelled' },
  completed: { emoji: '🏁', level: 'default', word: 'Completed' },
  stopped: { emoji: '⏹️', level: 'default', word: 'Stopped' },
  aborted: { emoji: '🚫', level: 'default', word: 'Aborted' },
  'lost-sight': { emoji: '❔', level: 'warning', word: 'Lost sight' },
};

/** A restart that is needed shows before the outcome, but not before a kill. */
export function faceOf(run: Ended): Face {
  const face = faces[run.outcome];
  if (run.recovery !== 'restart-needed' || run.outcome === 'oom-killed') return face;
  return { ...face, emoji: '🔧', level: 'warning' };
}

/** `recovered`, `restart needed`, `recovery unknown`; a run that never grew has nothing to recover from: null. */
export function recoveryWords(run: Ended): string | null {
  if (run.recovery === null) return run.growingAt === null ? null : 'recovery unknown';
  return { recovered: 'recovered', 'restart-needed': 'restart needed', unknown: 'recovery unknown' }[
    run.recovery
  ];
}
