/** Prometheus and Alertmanager, a webhook that turns the flag off; the leak is started by hand. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Child, startChild, startProgram } from '../../child.ts';
import { askJson, leakUsers, leakValue, setFlag, setUsers, until } from '../hands.ts';
import type { PrometheusPrograms } from '../programs.ts';
import {
  alertmanagerConfig,
  type PrometheusSettings,
  prometheusConfig,
  rulesOf,
} from '../prometheus-config.ts';
import { lastWords, type Player, type Table } from './player.ts';

/** What Alertmanager may still send after the flag has gone off. */
const aftermathMs = 5_000;

/** Neither tells which port it got. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
}

const alertsAnswer = z.object({ data: z.object({ alerts: z.array(z.unknown()) }) });

export async function playPrometheus(
  programs: PrometheusPrograms,
  settings: PrometheusSettings,
  { world, folder }: Table,
): Promise<Player> {
  const children: Child[] = [];
  const keep = (child: Child) => {
    children.push(child);
    return child;
  };
  const file = (name: string, content: object) => {
    writeFileSync(join(folder, name), JSON.stringify(content, null, 2));
    return join(folder, name);
  };
  const errors = () => children.map((child) => child.errors()).join('\n');
  const stop = async () => void (await Promise.all(children.map((child) => child.kill())));

  try {
    const { flagdUiUrl, kubernetesUrl, locustUrl } = world.urls;
    const { token, limitBytes } = world;
    const sideArgument = JSON.stringify({ flagdUiUrl, kubernetesUrl, token, limitBytes });
    const side = keep(startChild(['test/bench/peers/prometheus-side-child.ts', sideArgument]));
    const { url: sideUrl } = z.object({ url: z.string() }).parse(JSON.parse(await side.line('{')));

    const alertmanager = `127.0.0.1:${await freePort()}`;
    const alertmanagerArgs = [
      `--config.file=${file('alertmanager.yml', alertmanagerConfig(settings, `${sideUrl}/off`))}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=',
    ];
    const [command, ...ownArgs] = programs.alertmanager;
    keep(startProgram(command, [...ownArgs, ...alertmanagerArgs], { cwd: folder, endSignal: 'SIGKILL' }));

    const prometheus = `127.0.0.1:${await freePort()}`;
    const exporter = new URL(sideUrl).host;
    const rulesFile = file('rules.yml', rulesOf(settings));
    const config = prometheusConfig(settings, { exporter, alertmanager, rulesFile });
    const prometheusArgs = [
      `--config.file=${file('prometheus.yml', config)}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=${prometheus}`,
    ];
    keep(startProgram(programs.prometheus, prometheusArgs, { cwd: folder, endSignal: 'SIGKILL' }));

    await until('Alertmanager', () => answers(`http://${alertmanager}/-/ready`));
    await until('Prometheus', () => answers(`http://${prometheus}/-/ready`));
    if (settings.watchesSource) {
      // Until its first scrape the source is absent, rightly: it is to have run for a while.
      await pause(2_000);
      await until('the end of the first alerts', async () => {
        const { data } = alertsAnswer.parse(await askJson(`http://${prometheus}/api/v1/alerts`));
        return data.alerts.length === 0;
      });
    }
    return {
      async leak() {
        await setFlag(flagdUiUrl, 'on', leakValue);
        await setUsers(locustUrl, leakUsers);
      },
      kill: stop,
      done: () => pause(aftermathMs),
      errors,
      stop,
    };
  } catch (error) {
    await stop();
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`${words}: ${lastWords(errors())}`);
  }
}
