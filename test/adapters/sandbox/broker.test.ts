import { expect, test } from 'vitest';
import { createBroker } from '../../../adapters/sandbox/broker.ts';

const minuteMs = 60_000;

test.each(['guide', 'healthy'] as const)('%s: well, whatever the flag', (mode) => {
  const broker = createBroker(mode);
  for (let at = 0; at < 60 * minuteMs; at += 1000) broker.advance(at, at > minuteMs);
  expect(broker.state()).toBe('healthy');
});

test.each([
  ['dead', 'dead', 'dead'],
  ['stalled', 'stalled', 'stalled'],
  ['recovering', 'stalled', 'healthy'],
] as const)('%s: a minute after the flag goes on it is %s, in the end %s', (mode, then, last) => {
  const broker = createBroker(mode);
  broker.advance(0, false);
  broker.advance(10 * minuteMs, true);
  broker.advance(11 * minuteMs - 1, true);
  expect(broker.state()).toBe('healthy');
  broker.advance(11 * minuteMs, true);
  expect(broker.state()).toBe(then);
  broker.advance(15 * minuteMs - 1, false);
  expect(broker.state()).toBe(then);
  broker.advance(15 * minuteMs, false);
  expect(broker.state()).toBe(last);
});

test('a flag that goes off before brings no trouble, the next one does', () => {
  const broker = createBroker('dead');
  broker.advance(0, true);
  broker.advance(0.5 * minuteMs, false);
  broker.advance(5 * minuteMs, false);
  broker.advance(6 * minuteMs, true);
  broker.advance(6.9 * minuteMs, true);
  expect(broker.state()).toBe('healthy');
  broker.advance(7 * minuteMs, true);
  expect(broker.state()).toBe('dead');
});

test('scaled to 0 it is dead at once, scaled back it is healthy after some seconds, and stays so', () => {
  const broker = createBroker('dead');
  broker.advance(0, true);
  broker.scale(0, 10_000);
  expect([broker.state(), broker.replicas()]).toEqual(['dead', 0]);
  expect(() => broker.set('healthy')).toThrow('scaled to 0');
  broker.advance(20_000, true);
  expect(broker.state()).toBe('dead');
  broker.scale(1, 20_000);
  broker.advance(34_000, true);
  expect(broker.state()).toBe('dead');
  broker.advance(35_000, true);
  expect([broker.state(), broker.replicas()]).toEqual(['healthy', 1]);
  broker.scale(3, 36_000);
  broker.advance(10 * minuteMs, true);
  expect([broker.state(), broker.replicas()]).toEqual(['healthy', 3]);
});

test('what somebody does to it goes past what plays by itself', () => {
  const broker = createBroker('recovering');
  broker.advance(0, true);
  broker.advance(minuteMs, true);
  broker.set('dead');
  broker.advance(10 * minuteMs, true);
  expect(broker.state()).toBe('dead');
  broker.set('healthy');
  broker.advance(11 * minuteMs, true);
  expect(broker.state()).toBe('healthy');
});
