/** Tests on real servers: `*.real.ts`, run by run.ts, which hands them the servers in their environment. */
import { defineConfig } from 'vitest/config';

const outputFile = process.env.TEST_RESULTS_FILE;

export default defineConfig({
  test: {
    include: ['test/real/**/*.real.ts'],
    pool: 'forks',
    // One file at a time: they share real servers and two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: outputFile === undefined ? ['default'] : ['default', ['json', { outputFile }]],
  },
});
