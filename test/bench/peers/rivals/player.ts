/** One rival in one world, from before the leak to after it. */
import type { World } from '../world.ts';

export interface Player {
  /** The leak begins: flag on at 300, load of 25 users, in the way that goes with this rival. */
  leak(): Promise<void>;
  /** kill -9 of all of its processes at once. */
  kill(): Promise<void>;
  /** Resolves when there is nothing more that it will do about this leak by itself. */
  done(): Promise<void>;
  /** What it said of its troubles. */
  errors(): string;
  stop(): Promise<void>;
}

export interface Table {
  world: World;
  /** Its own, gone with the game. */
  folder: string;
}

/** Of what a program said, what it said last. */
export function lastWords(errors: string): string {
  return errors.trim().split('\n').slice(-3).join(' | ');
}
