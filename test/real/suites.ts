/** The suites, in the order in which .ci/run runs them. Each has a folder of its name and an `npm run test:NAME`. */
import type { Suite } from './suite.ts';

export const suites: Record<string, () => Promise<Suite>> = {
  browser: async () => (await import('./browser/suite.ts')).suite,
  prometheus: async () => (await import('./prometheus/suite.ts')).suite,
  docker: async () => (await import('./docker/suite.ts')).suite,
  wire: async () => (await import('./wire/suite.ts')).suite,
  kubernetes: async () => (await import('./kubernetes/suite.ts')).suite,
  packages: async () => (await import('./packages/suite.ts')).suite,
  flagd: async () => (await import('./flagd/suite.ts')).suite,
  locust: async () => (await import('./locust/suite.ts')).suite,
};

export const suiteNames = Object.keys(suites);
