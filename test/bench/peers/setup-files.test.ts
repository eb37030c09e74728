/** What is handed to the rivals, and what is read of them. */
import { expect, test } from 'vitest';
import { experimentOf } from './experiment.ts';
import { withFlag } from './hands.ts';
import { inLanes } from './lanes.ts';
import { versionIn } from './programs.ts';
import { alertmanagerConfig, expositionOf, prometheusConfig, rulesOf } from './prometheus-config.ts';
import { leftBehind } from './world.ts';

const at = { exporter: '127.0.0.1:1', alertmanager: '127.0.0.1:2', rulesFile: 'rules.yml' };

test('default intervals are those that nobody sets', () => {
  const settings = { intervals: 'default', watchesSource: false } as const;
  expect(prometheusConfig(settings, at)).toMatchObject({ global: {} });
  expect(JSON.stringify(alertmanagerConfig(settings, 'http://there'))).not.toContain('group_wait');
});

test('each second: scrape, evaluation, and no waiting', () => {
  const settings = { intervals: '1s', watchesSource: true } as const;
  const global = { scrape_interval: '1s', evaluation_interval: '1s', scrape_timeout: '1s' };
  expect(prometheusConfig(settings, at)).toMatchObject({ global });
  expect(alertmanagerConfig(settings, 'http://there')).toMatchObject({ route: { group_wait: '0s' } });
  expect(JSON.stringify(rulesOf(settings))).toContain('absent_over_time');
  expect(JSON.stringify(rulesOf({ ...settings, watchesSource: false }))).not.toContain('absent');
});

test('the exporter shows bytes and seconds; no reading is no sample', () => {
  const text = expositionOf({ usedBytes: 1_024, timestamp: '1970-01-01T00:01:00Z' }, 2_048);
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'checkout_memory_working_set_bytes 1024',
    'checkout_memory_limit_bytes 2048',
    'checkout_memory_reading_timestamp_seconds 60',
  ]);
  expect(expositionOf(null, 2_048)).not.toContain('working_set');
});

test('the experiment undoes what it did: the flag off, the users as they were', () => {
  const world = {
    flagdUiUrl: 'http://ui',
    kubernetesUrl: 'http://k8s',
    locustUrl: 'http://locust',
    token: 't',
    limitBytes: 100,
    usersBefore: 5,
  };
  const experiment = experimentOf({ rollbacks: 'always', probe: 'percent' }, world);
  expect(experiment).toMatchObject({
    controls: [{ provider: { arguments: { probes: [{ frequency: 1, tolerance: [0, 80] }] } } }],
    rollbacks: [
      { provider: { arguments: { variant: 'off', value: 0 } } },
      { provider: { arguments: { users: 5 } } },
    ],
  });
});

test('one flag of the file changes, and no other', () => {
  const other = { variants: { on: true }, defaultVariant: 'on' };
  const leak = { variants: { off: 0, on: 100 }, defaultVariant: 'off' };
  const file = { flags: { kafkaQueueProblems: leak, other } };
  expect(withFlag(file, 'kafkaQueueProblems', 'on', 300)).toEqual({
    flags: { other, kafkaQueueProblems: { variants: { off: 0, on: 300 }, defaultVariant: 'on' } },
  });
  expect(() => withFlag(file, 'none', 'on', 300)).toThrow('flagd-ui has no flag none');
});

test('what is left behind is what differs from before', () => {
  const flags = {
    flags: { kafkaQueueProblems: { variants: { off: 0 } }, other: { variants: { on: true } } },
  };
  const before = { flags, served: 0, users: 5 };
  const nothing = { served: null, users: null, definition: true, otherFlags: true };
  expect(leftBehind(before, structuredClone(before))).toEqual(nothing);
  const after = {
    flags: { flags: { kafkaQueueProblems: { variants: { off: 0, on: 300 } } } },
    served: 300,
    users: 25,
  };
  expect(leftBehind(before, after)).toEqual({ served: 300, users: 25, definition: false, otherFlags: false });
});

test.each([
  ['prometheus, version 2.42.0+ds (branch: debian/sid, revision: x)\n  go version: go1.19', '2.42.0+ds'],
  ['alertmanager, version 0.25.0 (branch: x)', '0.25.0'],
  ['nothing of the kind', 'of unknown version'],
])('the version in %j', (words, version) => {
  expect(versionIn(words)).toBe(version);
});

test('lanes: never more at once than there are, results in the order of the work', async () => {
  let [now, most] = [0, 0];
  const results = await inLanes(2, [3, 1, 2, 0], async (turns) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    now -= 1;
    return turns * 10;
  });
  expect([results, most]).toEqual([[30, 10, 20, 0], 2]);
});
