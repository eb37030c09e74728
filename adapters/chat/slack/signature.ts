/** Whether a request is Slack's: `v0=` HMAC-SHA256 of `v0:timestamp:body`, made within the last five minutes. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const freshSeconds = 300;

export type Signed = { ok: true; sentAt: number } | { ok: false; why: string };

/** @param now real clock, ms @param body the bytes as they came */
export function checkSignature(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Uint8Array,
  secret: string,
  now: number,
): Signed {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') {
    return { ok: false, why: 'this address is for Slack: the request is not signed' };
  }
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, why: 'X-Slack-Request-Timestamp is not a time' };
  const sentAt = Number(timestamp) * 1000;
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  const given = Buffer.from(signature, 'utf8');
  const wanted = Buffer.from(`v0=${expected}`, 'utf8');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return { ok: false, why: 'the signature does not fit: SLACK_SIGNING_SECRET must be that of this app' };
  }
  const ageSeconds = Math.round((now - sentAt) / 1000);
  if (Math.abs(ageSeconds) > freshSeconds) {
    const when = ageSeconds > 0 ? `${ageSeconds} s old` : `from ${-ageSeconds} s ahead`;
    return {
      ok: false,
      why: `the request is ${when}, at most ${freshSeconds} s are taken: look at the clocks`,
    };
  }
  return { ok: true, sentAt };
}
