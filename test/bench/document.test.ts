import { expect, test } from 'vitest';
import { readDocument, sectionNames, sectionOf, withSection } from './document.ts';

const introduction = '# Benchmarks\n\nWords of people.\n';

test('sections come in one order, whoever writes first', () => {
  const written = (order: readonly (typeof sectionNames)[number][]) =>
    order.reduce((document, name) => withSection(document, name, `## ${name}\n`), introduction);
  const inOrder = written(sectionNames);
  expect(inOrder.match(/^## .*$/gm)).toEqual(sectionNames.map((name) => `## ${name}`));
  expect(inOrder.startsWith(introduction)).toBe(true);
  expect(written(sectionNames.toReversed())).toBe(inOrder);
  expect(written(['peers', 'simulation', 'chat', 'reaction and start', 'scale', 'breaker'])).toBe(inOrder);
});

test('one is written anew, all else stays as it was', () => {
  const both = withSection(withSection(introduction, 'breaker', '## B\n\nold'), 'scale', '## S\n\nkept');
  const after = withSection(both, 'breaker', '## B\n\nnew, with $& and $1');
  expect(after).toBe(both.replace('old', () => 'new, with $& and $1'));
  expect(withSection(after, 'breaker', '## B\n\nold')).toBe(both);
  expect(sectionOf(after, 'breaker')).toBe('## B\n\nnew, with $& and $1');
  expect(sectionOf(after, 'peers')).toBeNull();
});

test.each([
  ['without an end', '<!-- bench: scale -->\n## S\n'],
  ['without a begin', '## S\n<!-- end of bench: scale -->\n'],
  ['the wrong way round', '<!-- end of bench: scale -->\n<!-- bench: scale -->\n'],
  ['twice', '<!-- bench: scale -->\n<!-- end of bench: scale -->\n'.repeat(2)],
])('markers %s are an error that says what to do', (_, document) => {
  expect(() => withSection(document, 'scale', '## S')).toThrow(/docs\/benchmarks\.md.*"scale".*repair/);
});

test('the document that stands has sound markers', () => {
  const document = readDocument();
  const found = sectionNames.filter((name) => sectionOf(document, name) !== null);
  expect(found).toContain('reaction and start');
  for (const name of found) expect(sectionOf(document, name)).toMatch(/^## \S/);
});
