/** What was typed and not sent, by its place, and what was sent last. A tab's own: two tabs do not overwrite each other. */
import { storage } from './storage.js';

const tab = storage('sessionStorage');
const sentKey = 'leakops.sent';
const mostSent = 30;

const keyOf = ({ channel, thread }) => `leakops.draft ${channel} ${thread ?? ''}`;

export const draftOf = (place) => tab.getItem(keyOf(place)) ?? '';

export function keepDraft(place, text) {
  if (text === '') tab.removeItem(keyOf(place));
  else tab.setItem(keyOf(place), text);
}

/** Oldest first. */
export function sentLines() {
  try {
    const kept = JSON.parse(tab.getItem(sentKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : [];
  } catch {
    return [];
  }
}

export function keepSent(text) {
  const lines = [...sentLines().filter((line) => line !== text), text];
  tab.setItem(sentKey, JSON.stringify(lines.slice(-mostSent)));
}
