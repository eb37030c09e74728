/** Prometheus as Debian packages it, unpacked beside the system, over an exporter of the tests' own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, unpackDebian, versionIn } from '../../bench/peers/programs.ts';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';
import { aptGet } from '../debian.ts';
import type { Prepared, Suite } from '../suite.ts';

export const suite: Suite = {
  name: 'prometheus',
  proofs: [
    {
      part: 'adapters/workload/prometheus',
      what: 'working set, rss, limit and goroutines by date of the sample, the true peak, restart, two pods, staleness, Prometheus gone and back, slow',
    },
    {
      part: 'adapters/workload/kubernetes/reading-mix.ts',
      what: 'the Workload contract with `LEAKOPS_READINGS=prometheus`',
    },
    { part: 'deploy/alerts.yaml', what: 'each alert fires when it should, and not when all is well' },
    {
      part: 'src/safety/signs.ts',
      what: 'whole runs averted by what Prometheus alone shows: a goroutine leak, a true peak',
    },
  ],
  async prepare(say): Promise<Prepared> {
    const program = await prometheusProgram(say);
    const version = versionIn(await command(program, ['--version']));
    return {
      kind: 'ready',
      servers: [{ name: 'Prometheus', version }],
      env: { PROMETHEUS_PROGRAM: program },
      close: async () => {},
    };
  },
};

/** Unpacked, not installed: the package would start a service. Rejects where it cannot be had. */
async function prometheusProgram(say: (line: string) => void): Promise<string> {
  const installed = onPath('prometheus');
  if (installed !== null) return installed;
  const folder = join(cacheFolder('prometheus'), 'debian');
  const program = join(folder, 'usr', 'bin', 'prometheus');
  if (isProgram(program)) return program;
  if (onPath('apt-get') === null) throw new Error('prometheus is not on the PATH, and this is no Debian');
  say(`Debian's prometheus is unpacked into ${folder}`);
  mkdirSync(join(folder, '..'), { recursive: true });
  try {
    await unpackDebian(folder, ['prometheus']);
  } catch {
    // A new machine knows of no packages yet.
    await aptGet('-qq', 'update');
    await unpackDebian(folder, ['prometheus']);
  }
  return program;
}
