import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  type KubernetesConfig,
  readConfig,
  type SandboxConfig,
  variables,
} from '../../src/config.ts';

type Environment = Record<string, string | undefined>;

const kubernetes = (env: Environment = {}): KubernetesConfig => {
  const config = readConfig({ LEAKOPS_TARGET: 'kubernetes', ...env });
  if (config.target !== 'kubernetes') throw new Error('not kubernetes');
  return config;
};
const sandbox = (env: Environment = {}): SandboxConfig => {
  const config = readConfig(env);
  if (config.target !== 'sandbox') throw new Error('not the sandbox');
  return config;
};
const problemsOf = (env: Environment) => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error(`nothing was wrong with ${JSON.stringify(env)}`);
};
const messageOf = (env: Environment): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`nothing was wrong with ${JSON.stringify(env)}`);
};

describe('without any variable', () => {
  test('it is the sandbox, as the reference says', () => {
    expect(sandbox()).toEqual({
      target: 'sandbox',
      sandboxSpeed: 60,
      sandboxBroker: 'guide',
      pollMs: 5_000,
      leaseMs: 90_000,
      load: 'auto',
      spawnRate: 3,
      breaker: { thresholdPercent: 80, state: 'armed' },
      predict: 'on',
      blindAfterMs: 90_000,
      maxDurationMs: 3_600_000,
      progressMs: 180_000,
      restart: 'ask',
      operators: null,
      database: './data/leakops.db',
      webOn: true,
      slack: null,
      discord: null,
      webToken: null,
      publicUrl: null,
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      ignored: [],
      warnings: [],
    });
  });

  test('a cluster has the demo’s names and addresses', () => {
    expect(kubernetes()).toMatchObject({
      kubeconfig: null,
      namespace: 'otel-demo',
      workload: 'checkout',
      container: 'checkout',
      selector: null,
      readings: 'auto',
      flagKey: 'kafkaQueueProblems',
      flagdUiUrl: 'http://localhost:4000',
      ofrepUrl: 'http://localhost:8016',
      flagFile: null,
      locustUrl: 'http://localhost:8089',
      ignored: [],
    });
  });

  test('an empty text, or spaces, is as good as unset', () => {
    const empty = Object.fromEntries(variables.map(({ name }) => [name, ' ']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  test('every default that is written down is the one that is used', () => {
    const written = Object.fromEntries(
      variables
        .filter(({ name }) => name !== 'LEAKOPS_TARGET')
        .map(({ name, fallback }) => [name, fallback ?? '']),
    );
    for (const target of ['sandbox', 'kubernetes']) {
      const { ignored: _, ...said } = readConfig({ ...written, LEAKOPS_TARGET: target });
      const { ignored: __, ...unset } = readConfig({ LEAKOPS_TARGET: target });
      expect(said).toEqual(unset);
    }
  });
});

describe('what is accepted', () => {
  test.each([
    ['LEAKOPS_POLL', '100ms', { pollMs: 100 }],
    ['LEAKOPS_POLL', '30s', { pollMs: 30_000 }],
    ['LEAKOPS_LEASE', '13s', { leaseMs: 13_000 }],
    ['LEAKOPS_LEASE', '10m', { leaseMs: 600_000 }],
    ['LEAKOPS_LEASE', 'OFF', { leaseMs: null }],
    ['LEAKOPS_BLIND_AFTER', '15s', { blindAfterMs: 15_000 }],
    ['LEAKOPS_MAX_DURATION', '1h30m', { maxDurationMs: 5_400_000 }],
    ['LEAKOPS_PROGRESS', '1m30s', { progressMs: 90_000 }],
    ['LEAKOPS_BREAKER', '50', { breaker: { thresholdPercent: 50, state: 'armed' } }],
    ['LEAKOPS_BREAKER', '99', { breaker: { thresholdPercent: 99, state: 'armed' } }],
    ['LEAKOPS_BREAKER', 'off', { breaker: { thresholdPercent: 80, state: 'off' } }],
    ['LEAKOPS_PREDICT', 'Cautious', { predict: 'cautious' }],
    ['LEAKOPS_RESTART', 'auto', { restart: 'auto' }],
    ['LEAKOPS_LOAD', 'flagd', { load: 'flagd' }],
    ['LEAKOPS_OPERATORS', ' U1, U2,,U1 ', { operators: ['U1', 'U2'] }],
    ['LEAKOPS_DATABASE', '/var/lib/leakops/runs.db', { database: '/var/lib/leakops/runs.db' }],
    ['LEAKOPS_SANDBOX_SPEED', '1000', { sandboxSpeed: 1_000 }],
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65_535 }],
    ['HOST', 'localhost', { host: 'localhost' }],
    ['HOST', '[::1]', { host: '::1' }],
    ['LOG_LEVEL', 'debug\r', { logLevel: 'debug' }],
    ['LEAKOPS_PUBLIC_URL', 'https://ops.example.com/leak/', { publicUrl: 'https://ops.example.com/leak' }],
    ['LEAKOPS_WEB', 'off', { webOn: false }],
  ])('%s=%s', (name, value, wanted) => {
    expect(readConfig({ [name]: value })).toMatchObject(wanted);
  });

  test.each([
    ['FLAGD_UI_URL', 'http://proxy:8080/feature/', { flagdUiUrl: 'http://proxy:8080/feature' }],
    ['FLAGD_OFREP_URL', 'https://flagd:8016', { ofrepUrl: 'https://flagd:8016' }],
    ['KUBECONFIG', '/a/config:/b/config', { kubeconfig: '/a/config:/b/config' }],
    ['LEAKOPS_SELECTOR', 'app in (a,b)', { selector: 'app in (a,b)' }],
    ['LEAKOPS_READINGS', 'metrics-api', { readings: 'metrics-api' }],
    ['LEAKOPS_FLAG', 'my flag/ä', { flagKey: 'my flag/ä' }],
  ])('kubernetes: %s=%s', (name, value, wanted) => {
    expect(kubernetes({ [name]: value })).toMatchObject(wanted);
  });

  test('a slow poll fits the lease and the blind time that are the defaults', () => {
    expect(readConfig({ LEAKOPS_POLL: '30s' })).toMatchObject({ leaseMs: 90_000, blindAfterMs: 90_000 });
  });
});

describe('what is refused names the variable, the value, what is allowed and what to do', () => {
  test.each([
    ['LEAKOPS_TARGET', 'kubernets', 'did you mean kubernetes?'],
    ['LEAKOPS_POLL', '5', '90s or 1h30m'],
    ['LEAKOPS_POLL', '99ms', 'from 100ms to 30s'],
    ['LEAKOPS_POLL', '31s', 'from 100ms to 30s'],
    ['LEAKOPS_POLL', '-5s', 'from 100ms'],
    ['LEAKOPS_POLL', '1.5s', 'from 100ms'],
    ['LEAKOPS_POLL', '5s 5s', 'from 100ms'],
    ['LEAKOPS_LEASE', '12s', 'from 13s to 10m, or off'],
    ['LEAKOPS_LEASE', '601s', 'from 13s to 10m, or off'],
    ['LEAKOPS_LEASE', 'none', 'or off'],
    ['LEAKOPS_BLIND_AFTER', '14s', 'from 15s'],
    ['LEAKOPS_BLIND_AFTER', 'off', 'from 15s'],
    ['LEAKOPS_BREAKER', '49', 'from 50 to 99 (percent), or off'],
    ['LEAKOPS_BREAKER', '100', 'from 50 to 99'],
    ['LEAKOPS_BREAKER', '80%', 'whole number'],
    ['LEAKOPS_BREAKER', '８０', 'whole number'],
    ['LEAKOPS_BREAKER', '0x50', 'whole number'],
    ['LEAKOPS_PREDICT', 'maybe', 'off, on, cautious'],
    ['LEAKOPS_RESTART', 'yes', 'ask, auto, never'],
    ['LEAKOPS_LOAD', 'k6', 'auto, locust, flagd, none'],
    ['LEAKOPS_SPAWN_RATE', '0', 'from 1 to 100'],
    ['LEAKOPS_MAX_DURATION', '30s', 'from 60s'],
    ['LEAKOPS_OPERATORS', ' , ', 'at least one user id'],
    ['LEAKOPS_SANDBOX_SPEED', '1001', 'from 1 to 1000'],
    ['LEAKOPS_SANDBOX_SPEED', '1e3', 'from 1 to 1000'],
    ['LEAKOPS_WEB', 'yes', 'on, off'],
    ['PORT', '65536', 'from 0 to 65535'],
    ['PORT', '3000abc', 'from 0 to 65535'],
    ['HOST', 'http://0.0.0.0', 'without http:// and port'],
    ['HOST', 'localhost:3000', 'without http:// and port'],
    ['HOST', '10.0.0.1:3000', 'without http:// and port'],
    ['LOG_LEVEL', 'verbose', 'fatal, error, warn, info, debug, trace, silent'],
    ['LOG_LEVEL', 'inf', 'did you mean info?'],
    ['LEAKOPS_PUBLIC_URL', 'ops.example.com', 'http or https'],
    ['LEAKOPS_PUBLIC_URL', 'ftp://ops.example.com', 'http or https'],
    ['LEAKOPS_PUBLIC_URL', 'https://ops.example.com/?a=b', 'without ? and #'],
    ['LEAKOPS_PUBLIC_URL', 'https://ana:pw@ops.example.com', 'without a login'],
    ['LEAKOPS_DATABASE', 'mysql://db/leakops', 'not an address'],
  ])('%s=%s', (name, value, allowed) => {
    const problems = problemsOf({ [name]: value });
    expect(problems.map(({ variable }) => variable)).toEqual([name]);
    expect(problems[0]?.text).toContain(name);
    expect(problems[0]?.text).toContain(allowed);
    expect(problems[0]?.remedy).not.toBe('');
    if (!value.includes('@') && !value.includes('?')) {
      expect(problems[0]?.text).toContain(JSON.stringify(value.trim()));
    }
  });

  test.each([
    ['LEAKOPS_NAMESPACE', 'Otel_Demo', 'small letters'],
    ['LEAKOPS_WORKLOAD', 'deployment/checkout', 'without kind'],
    ['FLAGD_UI_URL', 'localhost:4000', 'http or https'],
    ['FLAGD_OFREP_URL', 'http:/flagd', 'http or https'],
    ['LOCUST_URL', 'http://', 'http or https'],
    ['LEAKOPS_READINGS', 'cadvisor', 'auto, metrics-api'],
    ['LEAKOPS_FLAG', 'a\nb', 'one line'],
  ])('kubernetes: %s=%s', (name, value, allowed) => {
    const problems = problemsOf({ LEAKOPS_TARGET: 'kubernetes', [name]: value });
    expect(problems.map(({ variable }) => variable)).toEqual([name]);
    expect(problems[0]?.text).toContain(allowed);
  });

  test('every wrong setting is said at once', () => {
    const env = { LEAKOPS_POLL: '5', PORT: 'x', LEAKOPS_BREAKER: '101', LOG_LEVEL: 'loud' };
    expect(
      problemsOf(env)
        .map(({ variable }) => variable)
        .sort(),
    ).toEqual(Object.keys(env).sort());
    for (const name of Object.keys(env)) expect(messageOf(env)).toContain(name);
    expect(messageOf(env)).toContain('4 settings are wrong');
  });

  test('a slower poll moves the bounds of lease and blind time', () => {
    const problems = problemsOf({ LEAKOPS_POLL: '30s', LEAKOPS_LEASE: '62s', LEAKOPS_BLIND_AFTER: '89s' });
    expect(problems.map(({ text }) => text).join()).toContain('from 63s to 10m');
    expect(problems.map(({ text }) => text).join()).toContain('from 90s');
  });
});

describe('a page that others can reach', () => {
  test.each(['0.0.0.0', '::', '10.1.2.3', 'leakops.internal', '128.0.0.1'])(
    'HOST=%s needs a token',
    (host) => {
      expect(messageOf({ HOST: host })).toContain('LEAKOPS_WEB_TOKEN');
      expect(readConfig({ HOST: host, LEAKOPS_WEB_TOKEN: 't0ken' })).toMatchObject({
        host,
        webToken: 't0ken',
      });
      expect(readConfig({ HOST: host, LEAKOPS_WEB: 'off' })).toMatchObject({ host, webOn: false });
    },
  );

  test.each(['localhost', '127.0.0.1', '127.0.1.1', '::1', '[::1]'])('HOST=%s needs none', (host) => {
    expect(readConfig({ HOST: host }).webToken).toBeNull();
  });

  test('a token with spaces is refused and not told', () => {
    const message = messageOf({ LEAKOPS_WEB_TOKEN: 'hunter2 hunter2' });
    expect(message).toContain('LEAKOPS_WEB_TOKEN');
    expect(message).not.toContain('hunter2');
  });
});

describe('what is not in this version', () => {
  test.each([
    ['LEAKOPS_DATABASE', 'postgres://bot:hunter2@db:5432/leakops'],
    ['LEAKOPS_DATABASE', 'postgresql://db/leakops'],
  ])('%s=%s stops the start on every target', (name, value) => {
    for (const target of ['sandbox', 'kubernetes', 'docker']) {
      const message = messageOf({ LEAKOPS_TARGET: target, [name]: value });
      expect(message).toContain('not in this version');
      expect(message).toContain(name);
      expect(message).not.toContain('hunter2');
    }
  });

  test.each([['HONEYCOMB_API_KEY', 'hcxlk_hunter2']])(
    '%s=%s stops the start on a cluster and is ignored on the sandbox',
    (name, value) => {
      const message = messageOf({ LEAKOPS_TARGET: 'kubernetes', [name]: value });
      expect(message).toContain('not in this version');
      expect(message).not.toContain('hunter2');
      expect(readConfig({ [name]: value }).ignored).toEqual([name]);
    },
  );
});

test('readings from Prometheus need to know where it is', () => {
  const message = messageOf({ LEAKOPS_TARGET: 'kubernetes', LEAKOPS_READINGS: 'prometheus' });
  expect(message).toContain('set PROMETHEUS_URL');
  expect(kubernetes({ LEAKOPS_READINGS: 'prometheus', PROMETHEUS_URL: 'http://prom:9090/' })).toMatchObject({
    readings: 'prometheus',
    prometheusUrl: 'http://prom:9090',
  });
  expect(kubernetes({ LEAKOPS_READINGS: 'kubelet' }).readings).toBe('kubelet');
});

describe('what the target does not use', () => {
  test('the sandbox ignores the settings of a real world, also wrong ones, and names them', () => {
    const real = {
      KUBECONFIG: '/home/ana/.kube/config',
      DOCKER_HOST: 'tcp://docker:2376',
      LEAKOPS_NAMESPACE: 'NOT A NAME',
      LEAKOPS_WORKLOAD: 'x',
      LEAKOPS_CONTAINER: 'x',
      LEAKOPS_SELECTOR: 'x',
      LEAKOPS_READINGS: 'nonsense',
      LEAKOPS_FLAG: 'theirs',
      FLAGD_UI_URL: 'nonsense',
      FLAGD_OFREP_URL: 'nonsense',
      LEAKOPS_FLAG_FILE: '/etc/flags.json',
      LOCUST_URL: 'nonsense',
    };
    const { ignored, ...config } = readConfig(real);
    expect([...ignored].sort()).toEqual(Object.keys(real).sort());
    expect({ ...config, ignored: [] }).toEqual(readConfig({}));
  });

  test('a cluster ignores the sandbox’s settings and Docker’s', () => {
    const env = { LEAKOPS_SANDBOX_SPEED: 'x', LEAKOPS_SANDBOX_BROKER: 'dead', DOCKER_HOST: 'x' };
    expect([...kubernetes(env).ignored].sort()).toEqual(Object.keys(env).sort());
  });

  test('an address that another choice makes needless is named', () => {
    const env = { FLAGD_UI_URL: 'http://ui', LOCUST_URL: 'http://locust' };
    expect(kubernetes(env).ignored).toEqual([]);
    expect(kubernetes({ ...env, LEAKOPS_FLAG_FILE: '/flags.json' }).ignored).toEqual(['FLAGD_UI_URL']);
    expect(kubernetes({ ...env, LEAKOPS_LOAD: 'none' }).ignored).toEqual(['LOCUST_URL']);
  });

  test('a channel without a token is of a chat that is off', () => {
    expect(readConfig({ SLACK_CHANNEL: 'C1' }).ignored).toEqual(['SLACK_CHANNEL']);
    expect(kubernetes({ HONEYCOMB_API_URL: 'x' }).ignored).toEqual(['HONEYCOMB_API_URL']);
  });

  test('PATH and the like are nobody’s business', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root', HTTP_PROXY: 'http://proxy' })).toEqual(readConfig({}));
  });
});

describe('warnings', () => {
  test('an unknown LEAKOPS_… is named with the one that was meant', () => {
    const { warnings } = readConfig({ LEAKOPS_BREAKR: '70', LEAKOPS_COFFEE: 'black', LEAKOPS_EMPTY: '' });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('LEAKOPS_BREAKR');
    expect(warnings[0]).toContain('did you mean LEAKOPS_BREAKER?');
    expect(warnings[1]).toContain('LEAKOPS_COFFEE');
    expect(warnings[1]).not.toContain('did you mean');
  });

  test('what Kubernetes sets for a Service called leakops is no slip', () => {
    const service = {
      LEAKOPS_SERVICE_HOST: '10.0.0.1',
      LEAKOPS_SERVICE_PORT: '80',
      LEAKOPS_SERVICE_PORT_HTTP: '80',
      LEAKOPS_PORT: 'tcp://10.0.0.1:80',
      LEAKOPS_PORT_80_TCP: 'tcp://10.0.0.1:80',
      LEAKOPS_PORT_80_TCP_PROTO: 'tcp',
    };
    expect(readConfig(service).warnings).toEqual([]);
  });

  test('no chat at all is said', () => {
    expect(readConfig({ LEAKOPS_WEB: 'off' }).warnings.join()).toContain('LEAKOPS_WEB');
  });
});

test('no text whatever makes it throw anything but a ConfigError, and every variable survives it', () => {
  const texts = [
    '',
    'off',
    '0',
    '-1',
    '1e9',
    '99999999999h',
    '🦊',
    'a'.repeat(5_000),
    '\u0000',
    '//',
    'http://[',
    '%',
  ];
  for (const { name, secret } of variables) {
    for (const target of ['sandbox', 'kubernetes', 'docker']) {
      for (const text of texts) {
        try {
          readConfig({ LEAKOPS_TARGET: target, [name]: text });
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.message.length).toBeLessThan(2_000);
          if (secret && text.length > 3) expect(error.message).not.toContain(text);
        }
      }
    }
  }
});
