/** The HTTP interface. Addresses are relative, so that the page also works behind a path. */

/** Rejects with an Error whose message may be shown; `isUnreachable`: nobody answered. */
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw Object.assign(new Error('leakops cannot be reached'), { isUnreachable: true });
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  if (answer.status === 401) throw new Error('leakops asks for its token: load this page again');
  throw new Error(body.error ?? `leakops answers ${answer.status}`);
}

function post(path, body) {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
}

export const say = (line) => post('api/say', line);
export const press = (message, action, user) => post('api/press', { message, action, user });
export const channels = async () => (await ask('api/channels')).channels;
export const verbs = async () => (await ask('api/verbs')).verbs;
export const runs = async () => (await ask('api/runs')).runs;

/** Whether it is the embedded demo, on its own clock, that is leaking. */
export const isSandbox = () =>
  fetch('api/sandbox').then(
    ({ ok }) => ok,
    () => false,
  );

export function messages(channel, after) {
  const query = after === null ? '' : `?after=${after}`;
  return ask(`api/channels/${encodeURIComponent(channel)}/messages${query}`);
}
