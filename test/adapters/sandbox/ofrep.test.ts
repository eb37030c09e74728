import { describe, expect, it } from 'vitest';
import { createFlagd } from '../../../adapters/sandbox/flagd.ts';
import { ofrepHandler } from '../../../adapters/sandbox/ofrep.ts';
import { serving } from './serving.ts';

const flags = {
  leak: { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: 'on', metadata: { run: 'run-1' } },
  disabled: { state: 'DISABLED', variants: { off: 0 }, defaultVariant: 'off', metadata: { by: 'me' } },
  defaulted: { state: 'ENABLED', variants: { off: 0 }, defaultVariant: null },
  broken: {
    state: 'ENABLED',
    variants: { off: 0 },
    defaultVariant: 'off',
    targeting: { if: [true, 'gone', 'off'] },
  },
  truth: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' },
};

function started() {
  return serving('ofrep', (clock, faults) => {
    const flagd = createFlagd(() => clock.now() + faults.clockOffsetMs);
    flagd.load(JSON.stringify({ flags }));
    return ofrepHandler(flagd);
  });
}
const one = (key: string) => `/ofrep/v1/evaluate/flags/${key}`;
const empty = { context: {} };

describe('OFREP', () => {
  it('answers a flag with value, variant, reason and metadata', async () => {
    const { post } = await started();
    const response = await post(one('leak'), empty);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    const body = await response.json();
    expect(body).toEqual({
      key: 'leak',
      value: 100,
      variant: 'on',
      reason: 'STATIC',
      metadata: { run: 'run-1' },
    });
  });

  it('leaves value and variant out of disabled and defaulted flags', async () => {
    const { post } = await started();
    const disabled = await post(one('disabled'), empty);
    expect(disabled.status).toBe(200);
    expect(await disabled.json()).toEqual({ key: 'disabled', reason: 'DISABLED', metadata: { by: 'me' } });
    const defaulted = await post(one('defaulted'), {});
    expect(await defaulted.json()).toEqual({ key: 'defaulted', reason: 'DEFAULT', metadata: {} });
  });

  it('404 for an unknown flag, 400 GENERAL for a variant that is not there', async () => {
    const { post } = await started();
    const unknown = await post(one('nothing'), empty);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ key: 'nothing', errorCode: 'FLAG_NOT_FOUND' });
    const broken = await post(one('broken'), empty);
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ key: 'broken', errorCode: 'GENERAL' });
  });

  it.each(['no json', '[]', '"text"'])('400 for the body %j', async (body) => {
    const { post } = await started();
    const response = await post(one('leak'), body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
  });

  it.each(['', '{}', '{"context": 5}', '{"context": []}'])('no context, as flagd takes %j', async (body) => {
    const { post } = await started();
    expect((await post(one('leak'), body)).status).toBe(200);
  });

  it('GET is 405, other paths 404, readyz 200', async () => {
    const { get, post } = await started();
    expect((await get(one('leak'))).status).toBe(405);
    expect((await get('/ofrep/v1/evaluate/flags')).status).toBe(405);
    expect((await post('/ofrep/v2', empty)).status).toBe(404);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('bulk answers every flag, the disabled ones too', async () => {
    const { post } = await started();
    const body = (await (await post('/ofrep/v1/evaluate/flags', empty)).json()) as {
      flags: { key: string }[];
    };
    expect(body.flags.map((flag) => flag.key).sort()).toEqual([
      'broken',
      'defaulted',
      'disabled',
      'leak',
      'truth',
    ]);
  });

  it('dates its answers by flagd’s clock', async () => {
    const { post, clock, faults } = await started();
    faults.merge({ clockOffsetMs: 90_000 });
    await clock.advance(10_000);
    const response = await post(one('leak'), empty);
    expect(Date.parse(response.headers.get('date') ?? '')).toBe(clock.now() + 90_000);
  });
});

describe('Connect', () => {
  const path = '/flagd.evaluation.v1.Service/ResolveInt';

  it('answers integers as strings', async () => {
    const { post } = await started();
    const response = await post(path, { flagKey: 'leak', context: {} });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ value: '100', variant: 'on', reason: 'STATIC' });
  });

  it('refuses what is unknown, of another type, or no request', async () => {
    const { post } = await started();
    const unknown = await post(path, { flagKey: 'nothing' });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'not_found' }]);
    const mismatch = await post(path, { flagKey: 'truth' });
    expect([mismatch.status, await mismatch.json()]).toMatchObject([400, { code: 'invalid_argument' }]);
    expect((await post(path, '[]')).status).toBe(400);
  });
});
