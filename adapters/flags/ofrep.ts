/** What flagd really serves, over OFREP (facts/flagd.md). Only this can see a flag off (rule 4). */
import { z } from 'zod';
import { wordsOf } from '../../src/failure.ts';
import type { Clock, Served } from '../../src/ports.ts';
import { type Client, httpClient } from '../http/client.ts';
import { isOff } from './off.ts';

const answerSchema = z.looseObject({
  key: z.string().optional(),
  value: z.json().optional(),
  variant: z.string().nullish(),
  reason: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
  errorCode: z.string().nullish(),
});

export interface Ofrep {
  /** Never rejects. */
  served(key: string, signal?: AbortSignal): Promise<Served>;
}

export function ofrep({ ofrepUrl, clock }: { ofrepUrl: string; clock: Clock }): Ofrep {
  const client = httpClient({
    name: 'flagd',
    variable: 'FLAGD_OFREP_URL',
    url: ofrepUrl,
    timeoutMs: 1500,
    limitBytes: 1_000_000,
  });
  return {
    async served(key, signal) {
      try {
        return await ask(client, clock, key, signal);
      } catch (error) {
        return { kind: 'unknown', why: wordsOf(error) };
      }
    },
  };
}

async function ask(client: Client, clock: Clock, key: string, signal?: AbortSignal): Promise<Served> {
  const answer = await client.send({
    method: 'POST',
    path: `/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`,
    body: '{"context":{}}',
    contentType: 'application/json',
    asksOnly: true,
    signal,
  });
  const seen = { serverAt: answer.dateAt, receivedMono: clock.monotonic() };
  const notFound = answer.status === 404;
  const parsed = answerSchema.safeParse(client.json(notFound ? { ...answer, status: 200 } : answer));
  const unknown = (why: string): Served => ({ kind: 'unknown', why: `flagd at ${client.shown} ${why}` });
  if (!parsed.success) return unknown('answers with something that is no evaluation');
  const { value = null, variant, reason, metadata, errorCode } = parsed.data;
  const common = { kind: 'served', metadata: flat(metadata ?? {}), ...seen } as const;
  if (notFound)
    return errorCode === 'FLAG_NOT_FOUND'
      ? { ...common, value: null, variant: null, reason: 'FLAG_NOT_FOUND', off: true }
      : unknown('answers HTTP 404, and not for the flag: check FLAGD_OFREP_URL');
  if (parsed.data.key !== undefined && parsed.data.key !== key)
    return unknown(`answers for another flag, ${parsed.data.key.slice(0, 60)}`);
  if (errorCode !== undefined && errorCode !== null) return unknown(`answers ${errorCode.slice(0, 60)}`);
  if (value === null && reason !== 'DISABLED' && reason !== 'DEFAULT')
    return unknown(`answers without a value, reason ${String(reason ?? 'none').slice(0, 60)}`);
  return { ...common, value, variant: variant ?? null, reason: reason ?? 'UNKNOWN', off: isOff(value) };
}

function flat(metadata: { [key: string]: unknown }): { [key: string]: string | number | boolean } {
  const kept = Object.entries(metadata).filter((entry): entry is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof entry[1]),
  );
  return Object.fromEntries(kept);
}
