/** One answer to a `response_url`, with what its refusals mean. The address is a secret, and never in a failure. */
import { brokenOff, waitSeconds } from './slack-api.ts';
import { limited, noAnswer, refusal } from './slack-failure.ts';

const timeoutMs = 6_000;
const asked = 'an answer to one person';

export async function answerTo(responseUrl: string, body: Record<string, unknown>): Promise<void> {
  if (!/^https?:$/.test(URL.parse(responseUrl)?.protocol ?? '')) throw refusal('invalid_url', asked);
  let status: number;
  let text: string;
  let retryAfter: string | null;
  try {
    const response = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    ({ status } = response);
    retryAfter = response.headers.get('retry-after');
    text = await response.text();
  } catch (error) {
    throw brokenOff(error, asked);
  }
  if (status === 429) throw limited(asked, waitSeconds(retryAfter) * 1000);
  const code = codeWithin(text);
  if (code !== null) throw refusal(code, asked);
  if (status >= 200 && status < 300) return;
  // An address that nobody knows any more.
  if (status === 404 || status === 410) throw refusal('expired_url', asked);
  throw noAnswer(`http-${status}`, `Slack answers HTTP ${status} to ${asked}`, status >= 500);
}

/** `{ok: false, error}`, or a bare code with a bad status as webhooks answer; null: none. */
function codeWithin(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return null;
    return typeof parsed.error === 'string' && /^[\w.-]{1,80}$/.test(parsed.error) ? parsed.error : null;
  } catch {
    return /^[a-z]+(_[a-z]+)+$/.test(text.trim()) ? text.trim() : null;
  }
}
