/** The command as a shell runs it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const entry = 'adapters/replay/replay.ts';
const recorded = 'test/traces/dead15-v100-r18-seed1.csv';

function replayed(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr, lines: stdout.trim().split('\n') };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('prints the preflight, a line a reading, the trip; and draws it', () => {
  const picture = join(temporaryFolder(), 'out.png');
  const { status, stderr, lines } = replayed(recorded, '--predict', 'off', '--picture', picture);
  expect([status, stderr]).toEqual([0, '']);
  const [first, ...rest] = lines.map((line) => JSON.parse(line));
  const last = rest.pop();
  expect(Object.keys(first.preflight)).toEqual(['protectable', 'killChance', 'why']);
  expect(rest.length).toBeGreaterThan(30);
  for (const [index, line] of rest.entries()) {
    expect(Object.keys(line)).toEqual(['seconds', 'usedBytes', 'regime', 'killChance', 'forecast']);
    expect(line.seconds).toBe(15 + 15 * index);
  }
  // The first reading over 80 % of 20 MiB is that of second 390.
  expect(last).toEqual({ summary: { trippedAt: 410, reason: 'threshold', flagOffBy: 411 } });
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
});

test('who has seen enough may go', () => {
  const line = `set -o pipefail; "${process.execPath}" ${entry} ${recorded} --interval 1 --age 0 | head -n 1`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toHaveProperty('preflight');
});

test('help is no error', () => {
  const { status, stdout } = replayed('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('--picture out.png');
});

test('what is wrong is said in one line, with exit code 2, and nothing is printed', () => {
  const folder = temporaryFolder();
  const broken = join(folder, 'broken.csv');
  writeFileSync(broken, '# flag_value=300 limit_bytes=20971520\nseconds,used_bytes\n1,5\n2,much\n');
  const copy = join(folder, 'copy.csv');
  writeFileSync(copy, readFileSync(recorded));
  const tries: [string[], RegExp][] = [
    [['nowhere.csv'], /^nowhere\.csv: there is no such file/],
    [['test'], /^test: it is a folder/],
    [[broken], /broken\.csv, line 4: used_bytes "much" is not understood\. Allowed: a number from 0/],
    [['package.json'], /^package\.json, line 1: "\{" has no column seconds/],
    [[recorded, '--interval', '0'], /^--interval "0"/],
  ];
  for (const [args, words] of tries) {
    const { status, stdout, stderr } = replayed(...args);
    expect([args, status, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
  const over = replayed(copy, '--picture', copy);
  expect([over.status, over.stderr.includes('is the recording itself')]).toEqual([2, true]);
  expect(readFileSync(copy)).toEqual(readFileSync(recorded));
});
