/** What the documents say of the tree and of the variables. */
import { dirname, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, variables } from '../../src/config.ts';
import { allFiles, textOfFile } from './tree.ts';

const files = allFiles();
const documents = files.filter((path) => /^(docs\/.*|README|CONTRIBUTING)\.md$/.test(path));
const folders = new Set(files.flatMap((path) => parents(path)));

function parents(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...parents(folder)];
}

/** Whether a text in backticks is meant as a file or folder of this tree. */
function isPath(text: string): boolean {
  if (/[\s*{<$…]/.test(text)) return false;
  const bare = text.replace(/^\.\//, '');
  return (
    /^(src|commands|adapters|main|test|docs|deploy|bin|\.ci)\//.test(bare) ||
    /^[\w.-]+\.(ts|md|json|yml|yaml)$/.test(bare)
  );
}

/** A path as written may also be a file's bare name, or stand relative to src. */
function exists(text: string): boolean {
  const path = text.replace(/^\.\//, '').replace(/\/$/, '');
  return files.some((file) => file === path || file.endsWith(`/${path}`)) || folders.has(path);
}

test('there are documents', () => {
  expect(documents).toEqual(expect.arrayContaining(['CONTRIBUTING.md', 'docs/reference.md']));
});

test('a path in backticks is there', () => {
  const missing = documents.flatMap((document) =>
    [...textOfFile(document).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)]
      .map((match) => match[1] ?? '')
      .filter((text) => isPath(text) && !exists(text))
      .map((text) => `${document}: ${text}`),
  );
  expect(missing).toEqual([]);
  expect(isPath('src/nowhere.ts') && !exists('src/nowhere.ts')).toBe(true);
});

test('a link to a file of the tree leads there', () => {
  const broken = documents.flatMap((document) =>
    [...textOfFile(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => posix.normalize(posix.join(dirname(document), match[1] ?? '')))
      .filter((path) => !files.includes(path) && !folders.has(path.replace(/\/$/, '')))
      .map((path) => `${document}: ${path}`),
  );
  expect(broken).toEqual([]);
});

describe('docs/reference.md', () => {
  const reference = textOfFile('docs/reference.md');
  const rows = reference.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line));

  test('has the row of every variable, in order, and no other', () => {
    const wanted = variables.map(
      ({ name, fallback, meaning }) =>
        `| \`${name}\` | ${fallback === null ? '' : `\`${fallback}\``} | ${meaning} |`,
    );
    expect(rows).toEqual(wanted);
  });

  test('has every variable that is read', () => {
    const read = new Set<string>();
    for (const target of ['sandbox', 'kubernetes', 'docker']) {
      const recording = new Proxy<Record<string, string>>(
        { LEAKOPS_TARGET: target },
        {
          get(env, name) {
            read.add(String(name));
            return env[String(name)];
          },
        },
      );
      readConfig(recording);
    }
    expect([...read].filter((name) => !reference.includes(`| \`${name}\` |`))).toEqual([]);
    expect(variables.map(({ name }) => name).filter((name) => !read.has(name))).toEqual([]);
  });

  test('has every name that looks like a variable in the documents', () => {
    const names = documents.flatMap((document) => textOfFile(document).match(/\bLEAKOPS_[A-Z_]+\b/g) ?? []);
    expect(
      [...new Set(names)].filter((name) => !variables.some((variable) => variable.name === name)),
    ).toEqual([]);
  });
});
