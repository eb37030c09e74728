/** A Prometheus of a test's own on loopback, over one exporter, with its data in a temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { handed } from '../gated.ts';
import { type Child, startChild } from '../kubernetes/children.ts';

export interface PrometheusServer {
  url: string;
  /** As kill -9 would. */
  kill(): Promise<void>;
  /** Stopped in mid-work, with its port open: it hangs. */
  freeze(): void;
  thaw(): void;
  /** On the same data and port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const readyWithinMs = 60_000;

export async function startPrometheus(exporterAddress: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'prometheus.json');
  const job = (job_name: string, metrics_path: string, more: object) => ({
    job_name,
    metrics_path,
    static_configs: [{ targets: [exporterAddress] }],
    ...more,
  });
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [
        job('kubelet', '/metrics/cadvisor', { honor_timestamps: true }),
        // A second job over the same container, as two monitoring stacks in one cluster have.
        job('cadvisor', '/metrics/cadvisor', { honor_timestamps: true }),
        job('collector', '/metrics', { honor_labels: true }),
      ],
    }),
  );
  let child: Child | null = null;

  async function start(): Promise<void> {
    const started = startChild(
      handed('PROMETHEUS_PROGRAM'),
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      join(folder, 'prometheus.log'),
    );
    child = started;
    const endAt = Date.now() + readyWithinMs;
    while (Date.now() < endAt) {
      const ready = await fetch(`${url}/-/ready`).catch(() => null);
      if (ready?.status === 200) return;
      const ended = started.ended();
      if (ended !== null) throw new Error(ended);
      await pause(100);
    }
    throw new Error('prometheus is not ready');
  }

  async function kill(): Promise<void> {
    await child?.kill();
    child = null;
  }

  function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (child !== null) process.kill(child.pid, name);
  }

  await start();
  return {
    url,
    start,
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
