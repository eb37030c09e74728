import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

const kubernetes = (env: Record<string, string>) => readConfig({ LEAKOPS_TARGET: 'kubernetes', ...env });

function messageOf(env: Record<string, string>): string {
  try {
    kubernetes(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('LEAKOPS_BROKER', () => {
  test('names the workload that may be scaled; unset: none may', () => {
    expect(kubernetes({})).toMatchObject({ broker: null });
    expect(kubernetes({ LEAKOPS_BROKER: 'kafka' })).toMatchObject({ broker: 'kafka' });
    expect(readConfig({ LEAKOPS_BROKER: 'kafka' }).ignored).toEqual(['LEAKOPS_BROKER']);
  });

  test.each([
    [{ LEAKOPS_BROKER: 'deployment/kafka' }, 'deployment/kafka'],
    [{ LEAKOPS_BROKER: 'checkout' }, 'workload that leaks'],
    [{ LEAKOPS_BROKER: 'shop', LEAKOPS_WORKLOAD: 'shop' }, 'workload that leaks'],
  ])('%o is refused', (env, words) => {
    const message = messageOf(env);
    expect(message).toContain('LEAKOPS_BROKER');
    expect(message).toContain(words);
  });
});
