import { defineConfig } from 'vitest/config';

/** Set by .ci/run, which counts: where the results go as JSON. */
const outputFile = process.env.TEST_RESULTS_FILE;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: outputFile === undefined ? ['default'] : ['default', ['json', { outputFile }]],
  },
});
