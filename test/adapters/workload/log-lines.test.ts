import { expect, test } from 'vitest';
import { countLines } from '../../../adapters/workload/log-lines.ts';

const log = [
  '2026-03-04T09:00:00.123456789Z {"message":"order placed","order_id":"1"}',
  '2026-03-04T09:00:05.999999999Z {"message":"order placed","order_id":"2"}',
  '2026-03-04T11:00:06.000000001+02:00 order placed 3',
  '2026-03-04T09:00:07Z Successful to write message',
  'order placed, in a line without a date',
  '',
].join('\n');

test('lines with the text, from the instant on; a line without a date counts', () => {
  expect(countLines(log, 'order placed', 0)).toBe(4);
  expect(countLines(log, 'order placed', Date.parse('2026-03-04T09:00:06Z'))).toBe(2);
  expect(countLines(log, 'order placed', Date.parse('2026-03-04T10:00:00Z'))).toBe(1);
});

test('the date that was asked for is not part of the line', () => {
  expect(countLines(log, '2026', 0)).toBe(0);
  expect(countLines('', 'order placed', 0)).toBe(0);
  expect(countLines('2026-03-04T09:00:07Z \n', '', 0)).toBe(0);
});
