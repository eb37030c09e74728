/** What the figures say, in sentences that hold whatever they are. Pure. */
import type { BlowFigures, Reaction, SpeedFigures } from './figures.ts';
import { nameOf, type SetupId, setupOf } from './setups.ts';
import { secondsOf } from './tables.ts';

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join('; ');
}

function names(ids: readonly SetupId[]): string {
  return listed(ids.map(nameOf));
}

export function reactionFindings(reactions: readonly Reaction[]): string[] {
  const seen = reactions
    .flatMap(({ setup, milliseconds }) => (milliseconds === null ? [] : [{ setup, milliseconds }]))
    .sort((a, b) => a.milliseconds.p50 - b.milliseconds.p50);
  const order = seen.map(({ setup, milliseconds }) => `${nameOf(setup)} ${secondsOf(milliseconds.p50)} s`);
  const never = reactions.filter(({ milliseconds }) => milliseconds === null).map(({ setup }) => setup);
  const few = seen.filter(({ milliseconds }) => milliseconds.count < 100);
  return [
    ...(order.length === 0 ? [] : [`The median, fastest first: ${order.join('; ')}.`]),
    ...(never.length === 0 ? [] : [`Never turned the flag off: ${names(never)}.`]),
    ...(few.length === 0
      ? []
      : ['p99 is by nearest rank: with fewer than a hundred games it is the slowest one.']),
  ];
}

/** The slowest leak of which a kill came through; null: none did. */
function firstMissed(speeds: readonly SpeedFigures[], setup: SetupId): number | null {
  const missed = speeds.filter(({ endings }) => endings.get(setup)?.includes('killed') ?? false);
  return missed[0]?.leakSpeed ?? null;
}

export function speedFindings(speeds: readonly SpeedFigures[]): string[] {
  const all = [...new Set(speeds.flatMap(({ endings }) => [...endings.keys()]))];
  const early = all.filter((setup) => speeds.some(({ endings }) => endings.get(setup)?.includes('early')));
  const missed = all.flatMap((setup) => {
    const from = firstMissed(speeds, setup);
    return from === null ? [] : [`${nameOf(setup)} from × ${from}`];
  });
  const none = all.filter((setup) => firstMissed(speeds, setup) === null);
  if (all.length === 0) return [];
  return [
    `Checkout was killed: ${listed(missed)}. At no speed: ${names(none)}.`,
    ...(early.length === 0 ? [] : [`Flag off before 80 % could be read, by a forecast: ${names(early)}.`]),
  ];
}

export function blowFindings(figures: BlowFigures): string[] {
  const tried = [...figures].map(([setup, blows]) => {
    const offs = [...blows.values()];
    return { setup, off: offs.filter((offAfterMs) => offAfterMs !== null).length, of: offs.length };
  });
  const those = (wanted: (one: { off: number; of: number }) => boolean) =>
    names(tried.filter(wanted).map(({ setup }) => setup));
  if (tried.length === 0) return [];
  return [
    `Flag off after all that was tried: ${those(({ off, of }) => off === of)}.`,
    `After a part of it: ${those(({ off, of }) => off > 0 && off < of)}.`,
    `After nothing: ${those(({ off }) => off === 0)}.`,
  ];
}

/** Where leakops is not the first: said, whoever reads it. */
export function whereBehind(reactions: readonly Reaction[]): string[] {
  const medianOf = ({ milliseconds }: Reaction) => milliseconds?.p50 ?? Number.POSITIVE_INFINITY;
  const own = reactions.filter(({ setup }) => setupOf(setup).rival === 'leakops');
  return own.flatMap((reaction) => {
    const faster = reactions.filter(
      (other) => setupOf(other.setup).rival !== 'leakops' && medianOf(other) < medianOf(reaction),
    );
    if (faster.length === 0) return [];
    return [`${nameOf(reaction.setup)} is slower than ${names(faster.map(({ setup }) => setup))}.`];
  });
}
