/** What deploy/ sets is what leakops reads, and what the image is. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { isLoopback } from '../../src/loopback.ts';
import { textOfFile } from '../structure/tree.ts';

const kustomization = z.object({
  namespace: z.string().optional(),
  images: z.array(z.object({ name: z.string(), newTag: z.string() })).optional(),
  configMapGenerator: z.array(z.object({ name: z.literal('leakops'), literals: z.array(z.string()) })),
});
const read = (path: string) => kustomization.parse(parse(textOfFile(path)));
const base = read('deploy/kustomization.yaml');
const reachable = read('deploy/reachable/kustomization.yaml');

/** With what the Dockerfile and the Deployment add. */
function environment(...parts: (typeof base)[]): Record<string, string> {
  const literals = parts.flatMap(({ configMapGenerator }) =>
    configMapGenerator.flatMap((one) => one.literals),
  );
  return {
    LEAKOPS_DATABASE: '/data/leakops.db',
    LEAKOPS_NAMESPACE: base.namespace ?? '',
    ...Object.fromEntries(literals.map((line) => line.split(/=(.*)/s).slice(0, 2))),
  };
}

test('nothing that is set is wrong, unknown or ignored', () => {
  const config = readConfig(environment(base));
  expect(config).toMatchObject({ target: 'kubernetes', namespace: 'otel-demo', warnings: [], ignored: [] });
  expect(isLoopback(config.host), 'without a token nobody but port-forward reaches it').toBe(true);
});

test('on a Service it needs a token, and says so', () => {
  const open = environment(base, reachable);
  expect(() => readConfig(open)).toThrow(/LEAKOPS_WEB_TOKEN is not set/);
  expect(readConfig({ ...open, LEAKOPS_WEB_TOKEN: 'a-token' })).toMatchObject({ warnings: [], ignored: [] });
});

test('the image has the version of package.json, wherever it is named', () => {
  const { version } = JSON.parse(textOfFile('package.json'));
  expect(base.images).toMatchObject([{ name: 'leakops', newTag: version }]);
  for (const path of ['Dockerfile', 'docs/set-up.md', 'docs/runbook.md', 'deploy/kustomization.yaml']) {
    const named = textOfFile(path).match(/\bleakops:\d[\w.-]*/g) ?? [];
    expect(new Set(named), path).toEqual(new Set([`leakops:${version}`]));
  }
});
