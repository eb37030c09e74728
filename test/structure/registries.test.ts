/** Lists in the code against the folders that they list. */
import { describe, expect, test } from 'vitest';
import { variables } from '../../src/config.ts';
import { allFiles, importsOf, textOfFile } from './tree.ts';

const files = allFiles();
/** interface.md's grammar. */
const verbs = [
  'start',
  'status',
  'stop',
  'flag',
  'load',
  'breaker',
  'extend',
  'scenarios',
  'history',
  'report',
  'doctor',
  'restart',
  'help',
];

describe('commands', () => {
  const verbFiles = files.filter(
    (path) =>
      /^commands\/[a-z-]+\.ts$/.test(path) && !['commands/index.ts', 'commands/bot.ts'].includes(path),
  );

  test('one file a verb', () => {
    expect(verbFiles.sort()).toEqual(verbs.map((verb) => `commands/${verb}.ts`).sort());
  });

  test('index.ts lists them all', () => {
    const listed = importsOf('commands/index.ts', textOfFile('commands/index.ts')).map(({ path }) => path);
    expect(listed).toEqual(expect.arrayContaining(verbFiles));
  });
});

describe('adapters', () => {
  const folders = [...new Set(files.flatMap((path) => /^adapters\/([a-z-]+)\//.exec(path)?.[1] ?? []))];
  /** The design's house, and what stands beside the ports. */
  const known = [
    'chat',
    'flags',
    'load',
    'workload',
    'store',
    'telemetry',
    'clock',
    'http',
    'picture',
    'metrics',
    'sandbox',
    'replay',
    'log',
  ];

  test('a folder a port', () => {
    expect(folders.filter((folder) => !known.includes(folder))).toEqual([]);
  });

  test('each has tests', () => {
    const untested = folders.filter((folder) => !files.some((path) => testOf(folder).test(path)));
    expect(untested).toEqual([]);
  });

  const testOf = (folder: string) => new RegExp(`^test/adapters/${folder}(/.*)?\\.test\\.ts$`);
});

describe('variables', () => {
  test('each stands once', () => {
    const names = variables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('package.json', () => {
  test('every script of ours runs a file that is there', () => {
    const scripts: Record<string, string> = JSON.parse(textOfFile('package.json')).scripts;
    const named = Object.values(scripts).flatMap((line) =>
      [...line.matchAll(/[\w./-]+\.(?:ts|sh|mjs)\b/g)].map(String),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
  });
});
