/**
 * Cards that outlive the hour in which Discord lets a message be edited (30046): before it is over the card moves to a
 * fresh message, the old one points to it, and the thread stays that of the first. Which one is the newest is in Posts,
 * so that a restart knows it.
 */
import type { Said } from '../../../src/ports.ts';
import type { SteadyPosts } from '../steady-posts.ts';
import { madeAt } from './snowflake.ts';

/** With room for an outage, and for the pointer. */
const movesAfterMs = 55 * 60_000;
const freshForMs = 30_000;
/** A run of four hours moves four times; a circle must not hang the bot. */
const mostMoves = 100;

export function keyOfMove(from: string): string {
  return `moved ${from}`;
}

function keyOfPointer(from: string): string {
  return `pointed ${from}`;
}

function keyOfRoot(card: string): string {
  return `root of ${card}`;
}

/** The first message and all it moved to, newest last. */
export function stationsOf(posts: SteadyPosts, root: string): string[] {
  const stations = [root];
  while (stations.length < mostMoves) {
    const next = posts.find(keyOfMove(stations.at(-1) ?? root))?.messageId ?? null;
    if (next === null || stations.includes(next)) break;
    stations.push(next);
  }
  return stations;
}

export function newestCard(posts: SteadyPosts, root: string): string {
  return stationsOf(posts, root).at(-1) ?? root;
}

/** The message that the run's thread belongs to, of whichever of its cards: of a press on a card that has moved. */
export function rootOfCard(posts: SteadyPosts, messageId: string): string {
  return posts.find(keyOfRoot(messageId))?.messageId ?? messageId;
}

/** By the date in its id and by our own: the clocks need not agree, and ids of others have no date. */
export function isOld(posts: SteadyPosts, card: string, now: number): boolean {
  const dates = [madeAt(card), posts.find(keyOfRoot(card))?.triedAt ?? null].filter((at) => at !== null);
  return dates.length > 0 && dates.every((at) => now - at >= movesAfterMs);
}

/** Moved just now: where it cannot be edited either, another one could not. */
export function isFresh(posts: SteadyPosts, card: string, now: number): boolean {
  const moved = posts.find(keyOfRoot(card));
  return moved !== null && moved.messageId !== card && now - moved.triedAt < freshForMs;
}

/** Notes can be lost by a crash: the move itself is found by its key, a pointer is set again. */
export async function noteCard(posts: SteadyPosts, root: string, card: string, at: number): Promise<void> {
  await posts.tried(keyOfRoot(card), at);
  posts.posted(keyOfRoot(card), root);
}

export function isPointed(posts: SteadyPosts, from: string): boolean {
  return posts.find(keyOfPointer(from)) !== null;
}

export async function notePointed(posts: SteadyPosts, from: string, at: number): Promise<void> {
  await posts.tried(keyOfPointer(from), at);
}

/** What stands in the old message: nothing to press, nothing that grows old. */
export function pointer(): Said {
  return {
    kind: 'card',
    text: '↪️ This card has moved.',
    lines: ['↪️ This card has moved'],
    level: 'default',
    actions: [],
    mention: null,
    broadcast: false,
    files: [],
  };
}

/** Below the pointer. */
export function pointerWords(address: string | null): string {
  const where = address === null ? 'further down in this channel' : `[here](${address})`;
  return `It goes on ${where}, since Discord lets a message be edited for an hour only. The thread stays this one.`;
}
