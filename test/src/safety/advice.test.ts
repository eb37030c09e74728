import { expect, test } from 'vitest';
import { adviceFor } from '../../../src/safety/advice.ts';

const levelled = {
  levelPercent: 58,
  flagValue: 300,
  users: 25,
  ordersPerSecond: 0.3,
  limitBytes: 20 * 2 ** 20,
  hasGomemlimit: true,
  hasPeak: false,
  intervalMs: 15_000,
  ageMs: 20_000,
};

test('a levelled run: a higher value and more users with their bursts and chances, and the true ramp', () => {
  const [value, users, broker] = adviceFor(levelled);
  expect(value).toMatchObject({ kind: 'value', to: 2_000, burstBytes: 2_000 * 2.1 * 1024 });
  expect(users).toMatchObject({ kind: 'users', to: 50 });
  expect(broker).toMatchObject({ kind: 'broker-down', killMinutes: [7, 13] });
});
