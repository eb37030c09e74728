import { expect, test } from 'vitest';
import { instant, instantSeconds, renderInstants, utc } from '../../../src/voice/instant.ts';
import { growthAt } from './make-run.ts';

const at = Date.UTC(2025, 5, 12, 14, 36, 12, 900);

test('instants stand as marks, and are rendered with or without seconds', () => {
  expect(instant(at)).toBe(`<t:${Math.floor(at / 1000)}>`);
  expect(renderInstants(`to ${instant(at)}, at ${instantSeconds(at)}`, utc)).toBe(
    'to 14:36\u00a0UTC, at 14:36:12\u00a0UTC',
  );
});

test('what is no instant is unknown', () => {
  expect(instant(Number.NaN)).toBe('unknown');
  expect(utc(Number.POSITIVE_INFINITY, true)).toBe('unknown');
});

test('a relative mark of Discord is none of ours', () => {
  expect(renderInstants('<t:1:R>', () => 'x')).toBe('<t:1:R>');
});

test('a range of two times names their zone once, with seconds and joiners too', () => {
  const from = growthAt;
  const to = growthAt + 14 * 60_000;
  expect(renderInstants(`(${instant(from)}–${instant(to)})`, utc)).toBe('(14:26–14:40\u00a0UTC)');
  expect(renderInstants(`${instantSeconds(from)}\u2060–\u2060${instantSeconds(to)}`, utc)).toBe(
    '14:26:00\u2060–\u206014:40:00\u00a0UTC',
  );
  expect(renderInstants(`${instant(from)}–${instant(to)}`, (ms) => `<${ms}>`)).toBe(`<${from}>–<${to}>`);
});
