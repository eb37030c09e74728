import { defineConfig } from 'vitest/config';

/** Set by .ci/run, which counts: where the results go as JSON. */
const outputFile = process.env.TEST_RESULTS_FILE;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // No module keeps a state of its own: to load all of them anew for each file takes as long as the tests.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A condition that is waited for: generous, so that a busy machine fails no test.
    expect: { poll: { timeout: 15_000 } },
    reporters: outputFile === undefined ? ['default'] : ['default', ['json', { outputFile }]],
  },
});
