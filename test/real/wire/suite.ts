/** Toxiproxy, built by Go, between leakops and each system that it talks to; the systems are the sandbox's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';
import { freePort } from '../free-port.ts';
import type { Prepared, Suite } from '../suite.ts';

const toxiproxyVersion = '2.5.0';
const startMs = 20_000;

export const suite: Suite = {
  name: 'wire',
  proofs: [
    {
      part: 'adapters/flags',
      what: 'flagd-ui and OFREP that are slow, silent, cut off, reset, gone and back',
    },
    { part: 'adapters/load', what: 'Locust, the same' },
    { part: 'adapters/workload/kubernetes', what: 'the Kubernetes API, the same' },
    {
      part: 'adapters/workload/docker',
      what: 'whole runs with a Docker engine on TCP, the same; the engine is a stand-in',
    },
    {
      part: 'adapters/workload/prometheus',
      what: 'whole runs with Prometheus alone and beside the metrics API, the same; Prometheus is a stand-in',
    },
    {
      part: 'src/run',
      what: 'the flag off in time, nothing done twice, a true outcome, whatever the wire does',
    },
  ],
  prepare,
};

async function prepare(say: (line: string) => void): Promise<Prepared> {
  const path = await built(say);
  if (path === null) return { kind: 'absent', why: 'Toxiproxy is built by Go, and go is not on the PATH' };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(path, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' });
  const end = () => void child.kill();
  // Also when the tests are broken off.
  process.once('exit', end);
  await listens(url, child);
  return {
    kind: 'ready',
    servers: [{ name: 'Toxiproxy', version: toxiproxyVersion }],
    env: { WIRE_TOXIPROXY_URL: url },
    async close() {
      process.off('exit', end);
      child.kill();
    },
  };
}

/** null: there is no Go. */
async function built(say: (line: string) => void): Promise<string | null> {
  const folder = cacheFolder(`toxiproxy-${toxiproxyVersion}`);
  const path = join(folder, 'server');
  if (existsSync(path)) return path;
  if (onPath('go') === null) return null;
  say(`building Toxiproxy ${toxiproxyVersion}, which takes a minute or two`);
  await command('go', ['install', `github.com/Shopify/toxiproxy/v2/cmd/server@v${toxiproxyVersion}`], {
    cwd: folder,
    env: { GOBIN: folder, GOFLAGS: '-buildvcs=false' },
  });
  return path;
}

async function listens(url: string, child: ChildProcess): Promise<void> {
  for (const endMs = performance.now() + startMs; performance.now() < endMs; ) {
    const version = await fetch(`${url}/version`).catch(() => null);
    if (version?.ok) return;
    if (child.exitCode !== null) throw new Error(`Toxiproxy ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill();
  throw new Error('Toxiproxy does not answer');
}
