/**
 * `node test/real/run.ts NAME [--write]`: one suite on its real servers. Prints what it ran against and closes with
 * `N passed, N failed, N skipped`. `--write` brings its rows in docs/compatibility.md up to date.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCompatibility } from './compatibility.ts';
import { type Counts, countsOf } from './counts.ts';
import type { Prepared, Suite } from './suite.ts';
import { suiteNames, suites } from './suites.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const [name = ''] = positionals;
const load = suites[name];
if (load === undefined || positionals.length !== 1) {
  console.error(`node test/real/run.ts NAME [--write]: NAME is one of ${suiteNames.join(', ')}`);
  process.exit(2);
}
process.exitCode = (await run(await load())) ? 0 : 1;

async function run(suite: Suite): Promise<boolean> {
  const startedAt = Date.now();
  const prepared = await suite
    .prepare((line) => console.log(line))
    .catch(
      (error: unknown): Prepared => ({
        kind: 'absent',
        why: error instanceof Error ? error.message : String(error),
      }),
    );
  if (prepared.kind === 'absent') console.log(`${suite.name}: skipped, ${prepared.why}`);
  else
    console.log(
      `${suite.name}: against ${prepared.servers.map(({ name, version }) => `${name} ${version}`).join(', ')}`,
    );
  const counts = await vitest(suite, prepared.kind === 'ready' ? prepared.env : {});
  if (prepared.kind === 'ready') {
    await prepared.close();
    if (values.write && counts.failed === 0) writeCompatibility(suite, prepared.servers, counts);
  }
  console.log(`${suite.name}: ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0;
}

async function vitest(
  { name: folder, filesAtOnce = 1 }: Suite,
  env: Record<string, string>,
): Promise<Counts> {
  const temporary = mkdtempSync(join(tmpdir(), 'leakops-real-'));
  const report = join(temporary, 'results.json');
  try {
    const code = await new Promise<number | null>((resolve) => {
      const child = spawn(
        process.execPath,
        [
          'node_modules/vitest/vitest.mjs',
          'run',
          '--config',
          'test/real/vitest.config.ts',
          ...(filesAtOnce === 1 ? [] : ['--fileParallelism', `--maxWorkers=${filesAtOnce}`]),
          `test/real/${folder}/`,
        ],
        {
          env: { ...process.env, ...env, TEST_RESULTS_FILE: report },
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      child.on('close', resolve);
    });
    const counts = countsOf(readReport(report));
    // Nothing failed by name, and yet it failed: an error outside of any test.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
