/** Signs a request as Slack does: `v0=` HMAC-SHA256 of `v0:timestamp:body`. */
import { createHmac } from 'node:crypto';

export interface SignatureFault {
  /** `wrong`: made with another secret. `missing`: without the header. */
  signature?: 'wrong' | 'missing';
  /** How old it says that it is. */
  ageSeconds?: number;
}

/** The age of a signature counts in real time, whatever the stand-in's clock. */
export function signedHeaders(
  body: string,
  secret: string,
  fault: SignatureFault = {},
): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) - (fault.ageSeconds ?? 0));
  const key = fault.signature === 'wrong' ? `${secret}-of-another-app` : secret;
  const signature = createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'x-slack-request-timestamp': timestamp,
    ...(fault.signature === 'missing' ? {} : { 'x-slack-signature': `v0=${signature}` }),
  };
}
