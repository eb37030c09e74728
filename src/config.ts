/**
 * The only reader of the environment (interface.md, "Configuration"): pure, all in milliseconds, everything that is
 * wrong said at once. Which variables there are, and what each means, stands in config/variables.ts.
 */
import type { DiscordConfig } from './config/discord.ts';
import type { DockerEngine } from './config/docker.ts';
import { readEvery } from './config/every.ts';
import { ConfigError, notInThisVersion } from './config/problem.ts';
import { type Environment, Settings } from './config/settings.ts';
import type { SlackConfig } from './config/slack.ts';
import { readDocker, readKubernetes, readSandbox } from './config/target.ts';
import { unknownVariables, unusedVariables } from './config/unused.ts';

export { ConfigError } from './config/problem.ts';
export { variables } from './config/variables.ts';

export type Config = SandboxConfig | KubernetesConfig | DockerConfig;

/** What every target has. */
export interface EveryConfig {
  pollMs: number;
  /** null: `LEAKOPS_LEASE=off`. */
  leaseMs: number | null;
  load: 'auto' | 'locust' | 'flagd' | 'none';
  /** Users a second. */
  spawnRate: number;
  /** For new runs; `off` keeps the default threshold beside it. */
  breaker: { thresholdPercent: number; state: 'armed' | 'off' };
  predict: 'off' | 'on' | 'cautious';
  blindAfterMs: number;
  maxDurationMs: number;
  progressMs: number;
  restart: 'ask' | 'auto' | 'never';
  /** Chat user ids; null: everyone is one. */
  operators: string[] | null;
  /** Path of a file, as given, or `:memory:`. */
  database: string;
  webOn: boolean;
  webToken: string | null;
  /** null: Slack is off. */
  slack: SlackConfig | null;
  /** null: Discord is off. */
  discord: DiscordConfig | null;
  /** Without a slash at its end; null: no links. */
  publicUrl: string | null;
  /** An IPv6 address without brackets. */
  host: string;
  port: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Names of variables that are set and that this target does not use: one line names them. */
  ignored: string[];
  /** Lines for a person; none of them keeps the bot from starting. */
  warnings: string[];
}

export interface SandboxConfig extends EveryConfig {
  target: 'sandbox';
  /** Times as fast as the real clock. */
  sandboxSpeed: number;
  sandboxBroker: 'guide' | 'healthy' | 'dead' | 'stalled' | 'recovering';
}

/** What a demo outside this process has, whatever it runs on. */
export interface RealConfig extends EveryConfig {
  workload: string;
  flagKey: string;
  flagdUiUrl: string;
  ofrepUrl: string;
  /** Path; it wins over flagd-ui. */
  flagFile: string | null;
  locustUrl: string;
  /** Without a slash at its end; null: nothing is asked of a Prometheus. */
  prometheusUrl: string | null;
}

export interface KubernetesConfig extends RealConfig {
  target: 'kubernetes';
  /** As `KUBECONFIG` has it (it may be a list); null: where kubectl would look. */
  kubeconfig: string | null;
  namespace: string;
  container: string;
  /** The broker's workload that a run may scale; null: none. */
  broker: string | null;
  /** Label selector; null: found from the workload. */
  selector: string | null;
  /**
   * `auto`: the metrics API, and Prometheus where `PROMETHEUS_URL` is set; never the kubelet. `prometheus` needs
   * `PROMETHEUS_URL`.
   */
  readings: 'auto' | 'metrics-api' | 'kubelet' | 'prometheus';
}

export interface DockerConfig extends RealConfig {
  target: 'docker';
  engine: DockerEngine;
  /** Name or id of the container; null: found by the Compose service that is the workload. */
  container: string | null;
}

/** Throws a ConfigError that names every wrong setting. */
export function readConfig(env: Environment): Config {
  const settings = new Settings(env);
  const target = settings.word('LEAKOPS_TARGET', ['sandbox', 'kubernetes', 'docker']);
  refuseUnserved(settings, target);
  const { warnings, ...every } = readEvery(settings);
  const own = readOwn[target](settings);
  if (settings.problems.length > 0) throw new ConfigError(settings.problems);
  const ignored = unusedVariables(env, target, {
    load: every.load,
    flagFile: settings.given('LEAKOPS_FLAG_FILE'),
    slack: settings.given('SLACK_BOT_TOKEN'),
    discord: settings.given('DISCORD_TOKEN'),
  });
  return { ...every, ...own, ignored, warnings: [...warnings, ...unknownVariables(env)] };
}

const readOwn = { sandbox: readSandbox, kubernetes: readKubernetes, docker: readDocker };

/** What this target would use, and this version has not: it must not be taken for granted in silence. */
function refuseUnserved(settings: Settings, target: Config['target']): void {
  const refuse = (name: string, what: string, remedy: string) => {
    const given = settings.given(name);
    if (given !== null) settings.problems.push(notInThisVersion(name, given, what, remedy));
  };
  if (target === 'sandbox') return;
  refuse('HONEYCOMB_API_KEY', 'Honeycomb', 'unset HONEYCOMB_API_KEY');
  if (target === 'docker') {
    refuse(
      'LEAKOPS_BROKER',
      'taking a broker down on Docker',
      'unset LEAKOPS_BROKER, or stop its container by hand',
    );
  }
}
