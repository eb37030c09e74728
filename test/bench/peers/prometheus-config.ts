/** The files of Prometheus and Alertmanager, as JSON, which is YAML; and what the exporter shows. Pure. */
import type { MemoryReading } from './hands.ts';

export const thresholdPercent = 80;
/** After which a careful person's rules take a silent or an unchanging source for a danger. */
export const staleAfterSeconds = 15;

export interface PrometheusSettings {
  /** `default`: nothing is set, so that scrapes and evaluations come each minute and `group_wait` is 30 s. */
  intervals: '1s' | 'default';
  /** Rules for a reading that is not there, or has not become newer. */
  watchesSource: boolean;
}

const used = 'checkout_memory_working_set_bytes';
const limit = 'checkout_memory_limit_bytes';
const readAt = 'checkout_memory_reading_timestamp_seconds';

export function expositionOf(reading: MemoryReading | null, limitBytes: number): string {
  const gauge = (name: string, value: number) => `# TYPE ${name} gauge\n${name} ${value}\n`;
  if (reading === null) return gauge(limit, limitBytes);
  const { usedBytes, timestamp } = reading;
  return gauge(used, usedBytes) + gauge(limit, limitBytes) + gauge(readAt, Date.parse(timestamp) / 1000);
}

export function rulesOf({ watchesSource }: PrometheusSettings): object {
  const high = { alert: 'CheckoutMemoryHigh', expr: `${used} / ${limit} > ${thresholdPercent / 100}` };
  const unknown = [
    {
      alert: 'CheckoutMemoryUnknown',
      expr: `absent_over_time(${used}[${staleAfterSeconds}s])`,
    },
    { alert: 'CheckoutMemoryOld', expr: `time() - ${readAt} > ${staleAfterSeconds}` },
  ];
  return { groups: [{ name: 'checkout', rules: watchesSource ? [high, ...unknown] : [high] }] };
}

export function prometheusConfig(
  settings: PrometheusSettings,
  at: { exporter: string; alertmanager: string; rulesFile: string },
): object {
  const global =
    settings.intervals === '1s'
      ? { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }
      : {};
  return {
    global,
    rule_files: [at.rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [at.alertmanager] }] }] },
    scrape_configs: [{ job_name: 'checkout', static_configs: [{ targets: [at.exporter] }] }],
  };
}

export function alertmanagerConfig({ intervals }: PrometheusSettings, webhookUrl: string): object {
  const waits = intervals === '1s' ? { group_wait: '0s', group_interval: '1s' } : {};
  return {
    route: { receiver: 'flag-off', group_by: ['alertname'], ...waits },
    receivers: [{ name: 'flag-off', webhook_configs: [{ url: webhookUrl, send_resolved: false }] }],
  };
}
