/** What can be told from a card, and about it. Pure: no document here. */

/** A card of a run that has not ended: only that one offers to play it again. */
export function isLive(message) {
  return message.kind === 'card' && !message.actions.some(({ id }) => id === 'again');
}

/**
 * Whether a new card's thread is opened by itself: beside the channel where nothing else is, and in place of a run
 * that has ended unless somebody is typing there. `open`: the root card of the open thread, or null.
 */
export function takesThread({ open, isWide, isTyping }) {
  return open === null ? isWide : !isLive(open) && !isTyping;
}

/** What is quoted of what a message answers. A card is changed in place: only its run's name stays true. */
export function quoteWords({ kind, author, text }, runId) {
  return kind === 'card' ? `↳ ${runId ?? 'the card'}` : `↳ ${author}: ${text}`;
}

/** `since`: ISO 8601, as on the messages. */
export const staleWords = (since) => `Not live since ${since.slice(11, 16)} UTC`;

/** `lines`: those of the run's card, which say until when its lease is. */
export function failedPressWords(action, error, lines) {
  const what = { stop: 'Not stopped', trip: 'Not tripped' }[action];
  if (what === undefined || !error.isUnreachable) return error.message;
  return [`${what}: ${error.message}.`, ...leaseWords(lines)].join(' ');
}

function leaseWords(lines) {
  const until = lines.map((line) => /lease to (\d\d:\d\d:\d\d\sUTC)/.exec(line)?.[1]).find(Boolean);
  if (until !== undefined) return [`The lease ends it at ${until} unless leakops renews it.`];
  const isWithout = lines.some((line) => /no\slease$/.test(line));
  return isWithout ? ['There is no lease: turn the flag off by hand.'] : [];
}
