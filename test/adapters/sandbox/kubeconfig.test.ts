import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeKubeconfig, writeKubeconfig } from '../../../adapters/sandbox/kubeconfig.ts';

function pathIn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-kubeconfig-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'config');
}

it('writes what a Kubernetes client reads, for its owner alone, and over its own', () => {
  const path = pathIn();
  writeKubeconfig(path, 'http://127.0.0.1:1', 'otel-demo');
  writeKubeconfig(path, 'http://127.0.0.1:2', 'otel-demo');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    clusters: [{ cluster: { server: 'http://127.0.0.1:2' } }],
    contexts: [{ context: { namespace: 'otel-demo' } }],
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  removeKubeconfig(path);
  expect(existsSync(path)).toBe(false);
});

it('never touches somebody else’s', () => {
  const path = pathIn();
  writeFileSync(path, 'current-context: production\n');
  expect(() => writeKubeconfig(path, 'http://127.0.0.1:1', 'otel-demo')).toThrow('left alone');
  removeKubeconfig(path);
  expect(readFileSync(path, 'utf8')).toBe('current-context: production\n');
});

it('says where it cannot write', () => {
  const path = join(pathIn(), 'deeper', 'config');
  expect(() => writeKubeconfig(path, 'http://127.0.0.1:1', 'otel-demo')).toThrow('cannot be written');
});
