/** What only the edge may do. */
import { describe, expect, test } from 'vitest';
import { allFiles, codeOf, importsOf, inFolder, textOfFile } from './tree.ts';

const modules = allFiles().filter((path) => path.endsWith('.ts') && !inFolder(path, 'test'));
const within = (...folders: string[]) =>
  modules.filter((path) => folders.some((folder) => inFolder(path, folder)));

/** Time, randomness and the world: handed in, never reached for. */
const reachedFor = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bDate\(\s*\)/,
  /\bMath\.random\b/,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\bperformance\./,
  /\bprocess\./,
  /\bconsole\./,
  /\bfetch\(/,
  /\bcrypto\./,
  /\bglobalThis\b/,
];

const finds = (text: string) => reachedFor.filter((pattern) => pattern.test(codeOf(text))).map(String);

test('src and commands reach for no time, no randomness and no world', () => {
  const found = within('src', 'commands').flatMap((path) =>
    finds(textOfFile(path)).map((what) => `${path}: ${what}`),
  );
  expect(found).toEqual([]);
});

test('what is looked for is found', () => {
  const samples = [
    'const at = Date.now();',
    'const at = new Date();',
    'const dice = Math.random();',
    'setTimeout(() => {}, 5);',
    'const t = performance.now();',
    'const home = process.env.HOME;',
    "console.log('x');",
    "await fetch('x');",
    'const id = crypto.randomUUID();',
  ];
  for (const sample of samples) expect(finds(sample), sample).not.toEqual([]);
  expect(finds('const at = new Date(ms).toISOString(); // not Date.now()')).toEqual([]);
});

describe('the environment', () => {
  const reads = (text: string) =>
    /\bprocess\s*(\.|\[)\s*['"]?env\b/.test(codeOf(text)) || /\benv\b.*node:process/.test(text);

  test('is read nowhere but in main.ts', () => {
    const found = within('src', 'commands', 'adapters', 'main').filter((path) => reads(textOfFile(path)));
    expect(found).toEqual([]);
    expect(reads('const a = process.env.HOME')).toBe(true);
    expect(reads("import { env } from 'node:process';")).toBe(true);
  });

  test('goes from main.ts to readConfig whole', () => {
    for (const path of modules.filter((module) => module === 'main.ts')) {
      const code = codeOf(textOfFile(path));
      expect(code).not.toMatch(/process\.env\s*(\.|\[|\?\.)/);
      expect(importsOf(path, textOfFile(path)).map((found) => found.path)).toContain('src/config.ts');
    }
  });
});

test('no module keeps a state of its own', () => {
  const found = within('src', 'commands', 'adapters', 'main').flatMap((path) =>
    codeOf(textOfFile(path))
      .split('\n')
      .filter((line) => /^(export\s+)?(let|var)\s/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(found).toEqual([]);
});
