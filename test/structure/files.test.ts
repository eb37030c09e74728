import { expect, test } from 'vitest';
import { allFiles, textOfFile } from './tree.ts';

const written = allFiles().filter((path) => /\.(ts|js|mjs|css|html|sql|sh|md|yml|yaml)$|^\.ci\//.test(path));

test('no file of code is longer than 400 lines', () => {
  const long = written
    .filter((path) => !path.endsWith('.md'))
    .map((path) => ({ path, lines: textOfFile(path).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 400);
  expect(long).toEqual([]);
});

test('names are in kebab-case', () => {
  const odd = allFiles().filter(
    (path) => /^(src|commands|adapters|main|test)\//.test(path) && !/^[a-z0-9./_-]+$/.test(path),
  );
  expect(odd).toEqual([]);
});

test('no test is left out, and nothing is left to do', () => {
  const words = new RegExp(
    ['\\b(test|it|describe)\\.(sk' + 'ip|on' + 'ly|to' + 'do)\\b', 'TO' + 'DO', 'FIX' + 'ME'].join('|'),
  );
  expect(written.filter((path) => words.test(textOfFile(path)))).toEqual([]);
});

test('no path of one machine', () => {
  const paths = new RegExp(['/wo' + 'rk/', '/ro' + 'ot/', 'C:\\\\Use' + 'rs'].join('|'));
  expect(written.filter((path) => paths.test(textOfFile(path)))).toEqual([]);
});
