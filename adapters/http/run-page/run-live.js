/**
 * Follows a run: whole at first and whenever the stream of events is open again, then each change as it comes. Where
 * there is no stream (the chat page is off) the run is asked for again and again.
 */
const againMs = 5000;
const quietMs = 40_000;

/**
 * `address`: of the run; `onRun(run)`, whole; `onChange(run)`, with its last reading only; `onState(state)`: `live`,
 * `lost`, or the words of why there is no such run, after which nothing is asked any more. Answers {look, end}.
 */
export function followRun({ address, events, onRun, onChange, onState }) {
  let source = null;
  let timer = null;
  let quiet = null;
  let isOver = false;

  const look = async () => {
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(20_000) });
      const body = await answer.json();
      if (isOver) return;
      if (answer.ok) {
        onState('live');
        onRun(body);
      } else if (answer.status === 404) {
        end();
        onState(body.error);
      } else onState('lost');
    } catch {
      if (!isOver) onState('lost');
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(open, againMs);
  };
  const heard = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      heard();
      void look();
    }, quietMs);
  };
  const open = () => {
    source?.close();
    const mine = new EventSource(events);
    source = mine;
    mine.addEventListener('open', () => {
      heard();
      void look();
    });
    mine.addEventListener('run', (event) => {
      heard();
      onState('live');
      onChange(JSON.parse(event.data));
    });
    mine.addEventListener('error', async () => {
      if (mine !== source) return;
      if (mine.readyState === EventSource.CLOSED) later();
      await look();
    });
  };
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    clearTimeout(quiet);
    source?.close();
    source = null;
  };
  void look();
  open();
  return { look, end };
}
