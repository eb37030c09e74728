/** What people say, through the real commands: in time, late, and twice (rules 28–30). */
import type { Person } from '../../../src/ports.ts';
import type { Stage } from '../stage.ts';
import type { Act, Acts } from './act.ts';

const ana: Person = { id: 'ana', name: 'Ana' };
const ben: Person = { id: 'ben', name: 'Ben' };

/** Nobody waits for the answer: a process may die over it. */
export function say(
  stage: Stage,
  text: string,
  by: Person,
  more: { key?: string; lateMs?: number } = {},
): void {
  // One run a story: what comes after it is another's.
  const over = text.startsWith('start') && stage.run()?.state === 'ended';
  if (!stage.process.alive || over) return;
  const key = more.key ?? `line-${stage.mono()}-${text}`;
  const givenAt = stage.clock.world.now() - (more.lateMs ?? 0);
  const place = { chat: 'web' as const, channel: 'game-day', thread: null, messageId: null, way: null };
  void stage.process.bot.hear({ ...place, user: by, text, givenAt, key });
}

function said(text: (n: number) => string | null, by: Person = ana): Act {
  return {
    tells: (n) => (text(n) === null ? 'nothing' : `${by.name} says: ${text(n)}`),
    plays: (stage, n) => {
      const words = text(n);
      if (words !== null) say(stage, words, by);
    },
  };
}

const minutes = (n: number, most: number) => 1 + Math.floor(n * most);
/** Its numbers are nobody else's: a check knows them again. */
const late = (n: number) =>
  ['flag 991 confirm', 'load 49 confirm', 'extend 11m confirm', 'start gradual 991 25'][Math.floor(n * 4)]!;
const twice = (n: number) => (n < 0.7 ? 'extend 7m confirm' : 'start gradual 300 25');

export const orderActs: Acts = {
  stop: said((n) => (n < 0.4 ? 'stop' : null)),
  trip: said((n) => (n < 0.3 ? 'breaker trip' : null), ben),
  'flag off': said((n) => (n < 0.3 ? 'flag off' : null), ben),
  flag: said((n) => `flag ${100 + Math.floor(n * 5) * 100} confirm`),
  load: said((n) => `load ${10 + Math.floor(n * 30)} confirm`),
  extend: said((n) => `extend ${minutes(n, 6)}m confirm`),
  breaker: said((n) => `breaker ${50 + Math.floor(n * 49)} confirm`),
  'breaker off': said((n) => (n < 0.5 ? 'breaker off confirm' : null)),
  'breaker reset': said(() => 'breaker reset confirm'),
  restart: said(() => 'restart confirm'),
  'second start': said(() => 'start gradual 400 30', ben),
  'late order': {
    tells: (n) => `Ana said 90 s ago: ${late(n)}`,
    plays: (stage, n) => say(stage, late(n), ana, { lateMs: 90_000 }),
  },
  'order again': {
    tells: (n) => `delivered again and again: ${twice(n)}`,
    plays: (stage, n) => {
      const key = `twice-${stage.mono()}`;
      stage.truth.ordered.sevens += 1;
      say(stage, twice(n), ana, { key });
      say(stage, twice(n), ana, { key });
      // A platform sends again what was not acknowledged: the process that took it may be gone by then.
      void stage.clock.world.sleep(5_000).then(() => say(stage, twice(n), ana, { key }));
    },
  },
};
