import { describe, expect, test } from 'vitest';
import { parseTrace } from '../../../src/replay/trace.ts';
import { recording, traceNames, traceText } from './traces.ts';

test('every recording is read, and starts with its process', () => {
  expect(traceNames).toHaveLength(73);
  for (const name of traceNames) {
    const trace = parseTrace(traceText(name));
    expect(trace.limitBytes, name).toBe(20 * 2 ** 20);
    expect(trace.flagOnAt, name).toBe(60);
    expect(trace.gomemlimitBytes, name).toBe(name.startsWith('nogml') ? null : 16 * 2 ** 20);
    expect(`${trace.flagValue}`, name).toBe(/v(\d+)-r/.exec(name)?.[1]);
    expect(`${trace.ordersPerMinute}`, name).toBe(/-r(\d+)/.exec(name)?.[1]);
    expect(trace.rows[0]?.second, name).toBe(1);
  }
});

test('words stand in any comment, in any order; all others are passed over', () => {
  const trace = parseTrace(
    [
      '# outcome=OOMKilled; limit_bytes=1000 broker=healthy',
      'seconds,used_bytes',
      '1,500',
      '# flag_on_at=12.5',
      '#gomemlimit=900,flag_value=7;users_about=25',
      '2,600',
    ].join('\n'),
  );
  expect(trace).toMatchObject({
    flagValue: 7,
    limitBytes: 1000,
    gomemlimitBytes: 900,
    flagOnAt: 12.5,
    ordersPerMinute: null,
  });
  expect(JSON.stringify(trace)).not.toMatch(/OOM|healthy|25/);
});

test('columns in any order, missing ones and empty cells are null, others are left out', () => {
  const { rows } = parseTrace(
    recording(['3,,7,900,x y,"400"'], 'restarts, orders ,goroutines,Seconds,note,used_bytes'),
  );
  expect(rows).toEqual([
    {
      second: 900,
      usedBytes: 400,
      rssBytes: null,
      peakBytes: null,
      orders: null,
      goroutines: 7,
      restarts: 3,
    },
  ]);
});

test('Windows line ends, a byte order mark, blank lines and short rows are read', () => {
  const text = `\uFEFF${recording(['-14.25,1,2', '', '-2,3'], 'seconds,used_bytes,rss_bytes').replaceAll('\n', '\r\n')}`;
  const { rows } = parseTrace(text);
  expect(rows.map(({ second, usedBytes, rssBytes }) => [second, usedBytes, rssBytes])).toEqual([
    [-14.25, 1, 2],
    [-2, 3, null],
  ]);
});

test('rows are put in order, and of two of one second the first stands', () => {
  const { rows } = parseTrace(recording(['3,30', '1,10', '2,20', '1,11', '3,31']));
  expect(rows.map(({ second, usedBytes }) => [second, usedBytes])).toEqual([
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
});

describe('what cannot be read is named, with its line and what is allowed', () => {
  const header = '# flag_value=1 limit_bytes=10';
  test.each([
    ['', /line 1: no line of column names/],
    ['# only words\n', /line 1: no line of column names/],
    ['hello world\n1,2', /line 1: "hello world" has no column seconds and used_bytes/],
    [`${header}\nseconds,rss_bytes\n1,2`, /line 2: .* has no column used_bytes/],
    [`${header}\nseconds,used_bytes\n`, /line 2: no row/],
    [`${header}\nseconds,used_bytes,used_bytes\n1,2,3`, /line 2: column used_bytes stands twice/],
    [`${header}\nseconds,used_bytes\n1,2\n2,1e`, /line 4: used_bytes "1e" is not understood/],
    [`${header}\nseconds,used_bytes\n1,-2`, /line 3: used_bytes "-2"/],
    [`${header}\nseconds,used_bytes\n00:15,2`, /line 3: seconds "00:15"/],
    [`${header}\nused_bytes,seconds\n4`, /line 3: seconds ""/],
    [`${header}\nseconds,used_bytes\n1,2\n1700000000,2`, /line 4: second 1700000000 is more than a week/],
    [`${header}\nseconds,used_bytes\n1,2,3`, /line 3: 3 cells where there are 2 columns/],
    ['# limit_bytes=10\nseconds,used_bytes\n1,2', /no flag_value/],
    ['# flag_value=3\nseconds,used_bytes\n1,2', /no limit_bytes/],
    ['# flag_value=3 limit_bytes=0\nseconds,used_bytes\n1,2', /line 1: limit_bytes=0 is not understood/],
    ['# flag_value=3 limit_bytes=20MiB\nseconds,used_bytes\n1,2', /limit_bytes=20MiB is not understood/],
    [`${header} gomemlimit=16MB\nseconds,used_bytes\n1,2`, /line 1: gomemlimit=16MB is not understood/],
    [`${header} flag_on_at=soon\nseconds,used_bytes\n1,2`, /line 1: flag_on_at=soon is not understood/],
    [
      `${header}\n# flag_value=2\nseconds,used_bytes\n1,2`,
      /line 2: flag_value=2, but line 1 says flag_value=1/,
    ],
  ])('%j', (text, message) => {
    expect(() => parseTrace(text)).toThrow(message);
    try {
      parseTrace(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'replay-recording', remedy: expect.stringMatching(/\w/) });
    }
  });
});
