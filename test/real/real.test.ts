/** What holds of the suites on real servers without any of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sectionOf, withSection } from './compatibility.ts';
import { closingCounts, countsOf } from './counts.ts';
import { lanes, suiteNames, suites } from './suites.ts';

const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('each has a folder, a script and its own name', async () => {
  expect([...suiteNames].sort()).toEqual(folders.sort());
  for (const name of suiteNames) {
    expect(scripts[`test:${name}`]).toBe(`node test/real/run.ts ${name}`);
    expect((await suites[name]?.())?.name).toBe(name);
  }
});

test('each is in one lane', () => {
  expect(lanes.flat().sort()).toEqual([...suiteNames].sort());
});

test('the closing line of a suite is read; without one, or with a failing exit, it has failed', () => {
  const said = '3 passed, 0 failed, 1 skipped\nmore\n12 passed, 0 failed, 2 skipped\n';
  const counts = { passed: 12, failed: 0, skipped: 2 };
  expect(closingCounts(said, 0)).toEqual(counts);
  expect(closingCounts(said, 1)).toEqual({ ...counts, failed: 1 });
  expect(closingCounts('killed', null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('what is proved is a part of the tree', async () => {
  for (const name of suiteNames) {
    for (const { part } of (await suites[name]?.())?.proofs ?? []) {
      expect(() => readdirSync(new URL(`../../${part}`, import.meta.url)).length, part).not.toThrow(/ENOENT/);
    }
  }
});

test('a report is counted: what could not be run has failed, and so has a report that is missing', () => {
  const file = (status: string, tests: string[]) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  });
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2 };
  const counted = { passed: 3, failed: 1, skipped: 2 };
  expect(countsOf({ ...report, testResults: [file('failed', ['failed'])] })).toEqual(counted);
  expect(countsOf({ ...report, testResults: [file('failed', [])] })).toEqual({ ...counted, failed: 2 });
  expect(countsOf(null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('docs/compatibility.md: a section is written anew, and nothing else', () => {
  const suite = {
    name: 'x',
    proofs: [{ part: 'adapters/load', what: 'start and stop' }],
    prepare: () => Promise.reject(new Error('not here')),
  };
  const section = sectionOf(suite, [{ name: 'Locust', version: '2.47' }], {
    passed: 7,
    failed: 0,
    skipped: 1,
  });
  expect(section).toContain('Locust 2.47 · 7 passed, 1 skipped');
  const first = withSection('# Compatibility\n', 'x', section);
  expect(first).toContain('| `adapters/load` | start and stop |');
  expect(withSection(`${first}\nafter\n`, 'x', 'new')).toBe(
    '# Compatibility\n\n<!-- test:x -->\nnew\n<!-- end of test:x -->\n\nafter\n',
  );
  expect(() => withSection('<!-- test:x -->', 'x', 'new')).toThrow(/no pair/);
});
