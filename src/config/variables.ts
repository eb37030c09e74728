/** Every variable that leakops knows: what docs/reference.md says of it and who uses it. Data, read by readConfig. */

export interface Variable {
  name: string;
  /** As it would be written; null: unset. */
  fallback: string | null;
  /** One sentence for docs/reference.md. */
  meaning: string;
  /** `every` target, `sandbox`, or `real`: only a demo outside this process (kubernetes, docker). */
  usedBy: 'every' | 'sandbox' | 'real';
  /** Its value is never shown. */
  secret: boolean;
}

type Row = readonly [name: string, fallback: string | null, meaning: string];

const rows = (usedBy: Variable['usedBy'], list: readonly Row[], secret = false): Variable[] =>
  list.map(([name, fallback, meaning]) => ({ name, fallback, meaning, usedBy, secret }));

export const variables: readonly Variable[] = [
  ...rows('every', [
    [
      'LEAKOPS_TARGET',
      'sandbox',
      'Where the demo runs that leaks: `sandbox`, `kubernetes` or `docker` (Compose)',
    ],
  ]),
  ...rows('real', [
    ['KUBECONFIG', null, 'How to reach the cluster; unset: `~/.kube/config`, then the pod’s service account'],
    ['LEAKOPS_NAMESPACE', 'otel-demo', 'Namespace of the target'],
    ['LEAKOPS_WORKLOAD', 'checkout', 'Deployment, StatefulSet or Compose service that leaks'],
    [
      'LEAKOPS_CONTAINER',
      'checkout',
      'Its container; on Docker its name, unset: found by the Compose service',
    ],
    ['LEAKOPS_SELECTOR', null, 'Label selector of its pods; unset: found from the workload'],
    [
      'LEAKOPS_READINGS',
      'auto',
      'Where a cluster’s readings come from: `metrics-api`; `kubelet`, which needs a right that allows exec; `prometheus`; `auto`: the metrics API, and Prometheus where `PROMETHEUS_URL` is set',
    ],
    ['PROMETHEUS_URL', null, 'Prometheus, which adds peaks and goroutines; unset: none is asked'],
    ['DOCKER_HOST', 'unix:///var/run/docker.sock', 'The Docker engine: `unix://…` or `tcp://…`'],
    ['DOCKER_TLS_VERIFY', null, 'Any value: the engine speaks TLS, and its certificate is verified'],
    [
      'DOCKER_CERT_PATH',
      null,
      'Folder with `ca.pem`, `cert.pem` and `key.pem` for an engine that speaks TLS',
    ],
    ['LEAKOPS_FLAG', 'kafkaQueueProblems', 'Key of the flag that makes it leak'],
    ['FLAGD_UI_URL', 'http://localhost:4000', 'Where flags are written'],
    ['FLAGD_OFREP_URL', 'http://localhost:8016', 'Where flags are seen as served'],
    ['LEAKOPS_FLAG_FILE', null, 'Write this flag file instead of asking flagd-ui'],
    ['LOCUST_URL', 'http://localhost:8089', 'The load generator'],
    [
      'LEAKOPS_BROKER',
      null,
      'Deployment or StatefulSet of the broker that `with broker down` may scale to zero and back, in the demo `kafka`; unset: not allowed',
    ],
  ]),
  ...rows('every', [
    [
      'LEAKOPS_LOAD',
      'auto',
      '`auto`: Locust if it answers as Locust, else the load flags if they are served; `locust`, `flagd`, `none`',
    ],
    ['LEAKOPS_POLL', '5s', 'How often to read, from 100ms to 30s'],
    [
      'LEAKOPS_LEASE',
      '90s',
      'Length of the lease in the flag, at least 3s and two polls, at most 10m; `off`',
    ],
    ['LEAKOPS_SPAWN_RATE', '3', 'Users a second, 1–100, when a command does not say'],
    ['LEAKOPS_BREAKER', '80', 'Threshold of the breaker in percent, 50–99; `off` for new runs'],
    [
      'LEAKOPS_PREDICT',
      'on',
      '`off`; `on`: a near forecast kill, stalled orders, a peak trip too; `cautious`: also any proved ramp, a goroutine leak, burst risk, which are else said',
    ],
    [
      'LEAKOPS_BLIND_AFTER',
      '90s',
      'Time without a fresh reading that trips the breaker, at least three polls',
    ],
    ['LEAKOPS_MAX_DURATION', '60m', 'Longest time of a run from its start, 1m–24h'],
    ['LEAKOPS_PROGRESS', '3m', 'Time between progress posts'],
    ['LEAKOPS_RESTART', 'ask', 'Restart of a target that did not recover: `ask`, `auto`, `never`'],
    [
      'LEAKOPS_OPERATORS',
      null,
      'Chat user ids, comma-separated, that may start, raise and restart; unset: everyone. Anyone may stop',
    ],
    ['LEAKOPS_DATABASE', './data/leakops.db', 'File of the database. `postgres://` is not in this version'],
  ]),
  ...rows('sandbox', [
    ['LEAKOPS_SANDBOX_SPEED', '60', 'How many times as fast the embedded sandbox’s clock goes, 1–1000'],
    [
      'LEAKOPS_SANDBOX_BROKER',
      'guide',
      'How its checkout leaks: `guide` as the guide says; `healthy`, `dead`, `stalled`, `recovering` as recorded ([below](#the-sandboxs-broker))',
    ],
  ]),
  ...rows('every', [
    ['LEAKOPS_WEB', 'on', 'The page and its chat: `on`, `off`; unset: `on` when no other chat is set'],
    ['LEAKOPS_PUBLIC_URL', null, 'Where people reach the pages, for links; unset: no links'],
    ['HOST', '127.0.0.1', 'Address to listen on'],
    ['PORT', '3000', 'Port to listen on; 0: any'],
    ['LOG_LEVEL', 'info', '`fatal`, `error`, `warn`, `info`, `debug`, `trace`, `silent`'],
  ]),
  ...rows(
    'every',
    [
      [
        'LEAKOPS_WEB_TOKEN',
        null,
        'Token for page and API; needed when `HOST` is not loopback and the page is on',
      ],
      ['SLACK_BOT_TOKEN', null, 'Bot token `xoxb-…`: Slack is on when it is set'],
      ['SLACK_APP_TOKEN', null, 'App token `xapp-…`: Slack over Socket Mode; wins over the signing secret'],
      ['SLACK_SIGNING_SECRET', null, 'Slack over HTTP, at `/slack/events` of this server'],
      ['DISCORD_TOKEN', null, 'Token of the bot: Discord is on when it is set'],
    ],
    true,
  ),
  ...rows('every', [
    [
      'SLACK_CHANNEL',
      null,
      'Channel, an id or `#name`, where runs from elsewhere are announced, and where it is told what cannot be said in its own channel',
    ],
    ['SLACK_API_URL', 'https://slack.com/api', 'Where Slack’s Web API is'],
    [
      'DISCORD_GUILD_ID',
      null,
      'Id of the server where `/leak` is made known, at once; unset: in every server the bot is in, which may take an hour',
    ],
    [
      'DISCORD_CHANNEL',
      null,
      'Id of the channel where runs from elsewhere are announced, and where it is told what cannot be said in its own channel',
    ],
    ['DISCORD_API_URL', 'https://discord.com/api', 'Where Discord’s REST API is'],
  ]),
  ...rows('real', [['HONEYCOMB_API_KEY', null, 'Honeycomb. Not in this version']], true),
  ...rows('real', [
    ['HONEYCOMB_API_URL', null, 'Honeycomb. Not in this version'],
    ['HONEYCOMB_TRACES_DATASET', null, 'Honeycomb. Not in this version'],
    ['HONEYCOMB_METRICS_DATASET', null, 'Honeycomb. Not in this version'],
  ]),
];

export function variableNamed(name: string): Variable {
  const found = variables.find((variable) => variable.name === name);
  if (found === undefined) throw new RangeError(`no variable ${name}`);
  return found;
}
