/** The alerts that come with leakops, as Prometheus itself evaluates them. */
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { command } from '../command.ts';
import { describeWith, handed } from '../gated.ts';

describeWith('PROMETHEUS_PROGRAM')('deploy/alerts.yaml', () => {
  const promtool = (...args: string[]) =>
    command(join(dirname(handed('PROMETHEUS_PROGRAM')), 'promtool'), args);

  test('is taken by Prometheus', async () => {
    expect(await promtool('check', 'rules', 'deploy/alerts.yaml')).toMatch(/SUCCESS: 9 rules found/);
  });

  test('fires when something is wrong, and not when all is well', async () => {
    expect(await promtool('test', 'rules', 'test/real/prometheus/alerts.yaml')).toMatch(/SUCCESS/);
  });
});
