/** The runs that the page knows, by id and by the cards that they have here. No document here. */
export function knownRuns() {
  const byId = new Map();
  const byCard = new Map();
  return {
    know(run) {
      // A list of runs comes without readings: the last one that was heard still holds.
      const readings = run.readings.length > 0 ? run.readings : (byId.get(run.id)?.readings ?? []);
      byId.set(run.id, { ...run, readings });
      if (run.chat === 'web' && run.thread !== null) byCard.set(run.thread, run.id);
    },
    /** null: not known. */
    ofCard: (cardId) => byId.get(byCard.get(cardId)) ?? null,
    /** The channels of this page in which a run is live. */
    liveChannels: () =>
      [...byId.values()]
        .filter(({ chat, state }) => chat === 'web' && state !== 'ended')
        .map(({ channel }) => channel),
    /** As completion.js wants them, newest first. */
    offered: () =>
      [...byId.values()]
        .sort((one, other) => numberOf(other) - numberOf(one))
        .map(({ id, scenario, state, outcome, owner }) => ({ id, scenario, state, outcome, owner })),
    clear() {
      byId.clear();
      byCard.clear();
    },
  };
}

const numberOf = ({ id }) => Number(id.replace('run-', ''));

/** How far memory is, and where the breaker is, as parts of the limit; null: not known, or over. */
export function meterOf(run) {
  const used = run?.readings?.at(-1)?.usedBytes ?? null;
  if (used === null || run.limitBytes === null || run.state === 'ended') return null;
  const { state, thresholdPercent } = run.breaker;
  return {
    used: Math.min(1, used / run.limitBytes),
    breaker: state === 'off' || thresholdPercent === null ? null : thresholdPercent / 100,
  };
}
