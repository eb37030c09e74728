import { createHash } from 'node:crypto';

/** Uniform in [0, 1). */
export type Random = () => number;

/** The same seed gives the same numbers on every machine (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many events happen where `mean` are expected (Knuth's method: for means of up to a few dozen). */
export function poisson(mean: number, random: Random): number {
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > floor; product *= random()) count += 1;
  return count;
}

/** A uuid that is the same for the same words. */
export function uuidOf(words: string): string {
  const hex = hexOf(words);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Letters and digits as Kubernetes takes them for the ends of names: no vowels, nothing that looks alike. */
export function nameSuffixOf(words: string, length: number): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return [...createHash('sha256').update(words).digest()]
    .slice(0, length)
    .map((byte) => alphabet[byte % alphabet.length])
    .join('');
}

/** 64 hexadecimal digits. */
export function hexOf(words: string): string {
  return createHash('sha256').update(words).digest('hex');
}
