import { expect, test } from 'vitest';
import { textOfLog } from '../../../../adapters/workload/docker/log-frames.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test('a line may be in several frames of its stream, with the other stream in between', () => {
  const body = Buffer.concat([frame(1, 'order '), frame(2, 'oh\n'), frame(1, 'plac'), frame(1, 'ed €\n')]);
  expect(textOfLog(body, false)).toBe('order placed €\n\noh\n');
});

test('a letter may be cut in two by its frames', () => {
  const euro = Buffer.from('€');
  const halves = [euro.subarray(0, 1), euro.subarray(1)].map((half) => {
    const head = Buffer.alloc(8);
    head[0] = 1;
    head.writeUInt32BE(half.length, 4);
    return Buffer.concat([head, half]);
  });
  expect(textOfLog(Buffer.concat(halves), false)).toBe('€\n');
});

test('half a frame at the end is left out, an empty log is empty', () => {
  expect(textOfLog(Buffer.concat([frame(1, 'one\n'), frame(1, 'two\n').subarray(0, 10)]), false)).toBe(
    'one\n\n',
  );
  expect(textOfLog(Buffer.alloc(0), false).trim()).toBe('');
  expect(textOfLog(Buffer.alloc(5), false).trim()).toBe('');
});

test('a terminal has no frames', () => {
  expect(textOfLog(Buffer.from('order placed\r\n'), true)).toBe('order placed\r\n');
});
