/** The suites. Each has a folder of its name and an `npm run test:NAME`. */
import type { Suite } from './suite.ts';

export const suites: Record<string, () => Promise<Suite>> = {
  kubernetes: async () => (await import('./kubernetes/suite.ts')).suite,
  packages: async () => (await import('./packages/suite.ts')).suite,
  docker: async () => (await import('./docker/suite.ts')).suite,
  prometheus: async () => (await import('./prometheus/suite.ts')).suite,
  locust: async () => (await import('./locust/suite.ts')).suite,
  flagd: async () => (await import('./flagd/suite.ts')).suite,
  wire: async () => (await import('./wire/suite.ts')).suite,
  browser: async () => (await import('./browser/suite.ts')).suite,
};

export const suiteNames = Object.keys(suites);

/**
 * What all.ts runs side by side, as most of it waits: two lanes of about the same length. packages needs what
 * kubernetes has built.
 */
export const lanes: readonly (readonly string[])[] = [
  ['kubernetes', 'packages', 'docker', 'browser'],
  ['locust', 'flagd', 'prometheus', 'wire'],
];
