/**
 * The page cache of a container on a node that has just booted, in MiB: it counts as working set, fills the limit
 * now and then, and the kernel takes it back before it kills (recordings `coldra128k-…`: working set 66–99 % with
 * rss at 50–55).
 */
import type { Random } from './random.ts';

/** Of the limit: on average, and what it moves by in a second. */
const share = 0.24;
const moveShare = 0.011;
const holdsS = 30;
/** About one second in thirty it is near the limit. */
const fullChance = 0.03;
/** How fast it is gone once the node is warm. */
const warmTauS = 60;

export interface PageCache {
  mib: number;
}

/** What of it counts now, where `roomMiB` is left under the limit. Draws random numbers only while it is cold. */
export function stepPageCache(
  cache: PageCache,
  step: { seconds: number; cold: boolean; limitMiB: number; roomMiB: number },
  random: Random,
): number {
  const { seconds, cold, limitMiB, roomMiB } = step;
  if (!cold && cache.mib === 0) return 0;
  if (cold) {
    if (cache.mib === 0) cache.mib = share * limitMiB;
    const back = Math.exp(-seconds / holdsS);
    const moved = (2 * random() - 1) * moveShare * Math.sqrt(3 * seconds);
    cache.mib = limitMiB * (share + (cache.mib / limitMiB - share) * back + moved);
    if (random() < fullChance * seconds) return roomMiB * (0.6 + 0.4 * random());
  } else {
    cache.mib *= Math.exp(-seconds / warmTauS);
    if (cache.mib < 0.001 * limitMiB) cache.mib = 0;
  }
  return Math.max(0, Math.min(cache.mib, 0.99 * roomMiB));
}
