/**
 * Keeps a stream of events open. A browser reconnects by itself where the connection drops, not where it is refused,
 * and it does not notice one that is dead: both are handled here.
 */
const retryMs = 2000;
const quietMs = 40_000;

/**
 * `after`: the revision the page has. `onMessage(message)`, `onRun(run)`, `onUp()` whenever a stream is open (again), `onDown()`,
 * `onQuiet()` when nothing has come for a while, or the page was asleep. Answers {restart(after)}.
 */
export function openLive({ after, onMessage, onRun, onUp, onDown, onQuiet }) {
  let revision = after;
  let source = null;
  let quiet = null;
  let retry = null;

  const heard = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      onQuiet();
      heard();
    }, quietMs);
  };
  const open = () => {
    clearTimeout(retry);
    source?.close();
    const mine = new EventSource(`api/events?after=${revision}`);
    source = mine;
    mine.addEventListener('open', () => {
      heard();
      onUp();
    });
    mine.addEventListener('message', (event) => {
      heard();
      revision = Number(event.lastEventId);
      onMessage(JSON.parse(event.data));
    });
    mine.addEventListener('run', (event) => {
      heard();
      onRun(JSON.parse(event.data));
    });
    mine.addEventListener('error', () => {
      if (mine !== source) return;
      onDown();
      if (mine.readyState === EventSource.CLOSED) retry = setTimeout(open, retryMs);
    });
  };
  open();
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) onQuiet();
  });
  window.addEventListener('online', open);
  return {
    restart(from) {
      revision = from;
      open();
    },
  };
}
