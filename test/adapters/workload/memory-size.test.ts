import { describe, expect, test } from 'vitest';
import { bytesOfGomemlimit, bytesOfQuantity } from '../../../adapters/workload/memory-size.ts';

const MiB = 2 ** 20;

describe('a Kubernetes quantity', () => {
  test.each([
    ['20Mi', 20 * MiB],
    ['20M', 20_000_000],
    ['20971520', 20_971_520],
    [20_971_520, 20_971_520],
    ['1.5Gi', 1_610_612_736],
    ['128974848000m', 128_974_848],
    ['128974848001m', 128_974_849],
    ['1e3', 1_000],
    ['1E3', 1_000],
    ['1.2e3', 1_200],
    ['12E', 12e18],
    ['1.1M', 1_100_000],
    ['0.3k', 300],
    ['12345Ki', 12_641_280],
    ['.5Ki', 512],
    ['5.Ki', 5_120],
    ['+5k', 5_000],
    ['1n', 1],
    ['0', 0],
    [' 20Mi ', 20 * MiB],
    ['2Ti', 2 ** 41],
  ])('%s is %d bytes', (written, bytes) => {
    expect(bytesOfQuantity(written)).toBe(bytes);
  });

  test.each([
    '',
    '-1',
    '-20Mi',
    '20MB',
    '20mi',
    '20 Mi',
    'Mi',
    '0x10',
    '1e',
    '1e3Mi',
    '1,5Gi',
    'NaN',
    'Infinity',
    '1e999',
    '.',
    null,
    undefined,
    {},
    Number.NaN,
  ])('%s is none', (written) => {
    expect(bytesOfQuantity(written)).toBeNull();
  });
});

describe('GOMEMLIMIT', () => {
  test.each([
    ['16MiB', 16 * MiB],
    ['1GiB', 2 ** 30],
    ['16777216', 16_777_216],
    ['16777216B', 16_777_216],
    ['1024KiB', MiB],
  ])('%s is %d bytes', (written, bytes) => {
    expect(bytesOfGomemlimit(written)).toBe(bytes);
  });

  test.each(['off', '', '0', '16Mi', '16MB', '1.5GiB', '16 MiB', '-1', '$(LIMIT)'])(
    '%s is none by Go’s syntax',
    (written) => {
      expect(bytesOfGomemlimit(written)).toBeNull();
    },
  );
});
