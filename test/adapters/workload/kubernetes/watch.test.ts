/** The watch of the target's pods: what it tells of, how it goes on, and that it never hammers a server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type OpenWatch, statusBody } from './api-stand-in.ts';
import { forbidden, healthyCheckoutOfEachTest, list, podsPath } from './healthy-checkout.ts';
import { checkoutPod, type Json, oomKilled } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();
const restarted = { running: { startedAt: '2026-03-04T09:17:33Z' } };
let opened: OpenWatch[];
/** Versions that watches began after. */
let versions: (string | null)[];
let lists: number;
let told: number;
let logged: { level: string; details: object; words: string }[];
let pods: Json[];
let watch: () => Answer;
let stop: AbortController;
let watched: Promise<void>;

beforeEach(() => {
  [opened, versions, lists, told, logged, pods] = [[], [], 0, 0, [], [checkoutPod()]];
  watch = () => ({ stream: (open) => void opened.push(open) });
  checkout.api.on(podsPath, ({ query }) => {
    if (query.get('watch') === 'true') {
      versions.push(query.get('resourceVersion'));
      return watch();
    }
    lists += 1;
    return { body: { metadata: { resourceVersion: `${lists}00` }, items: pods } };
  });
  stop = new AbortController();
  const note = (level: string) => (details: object, words: string) =>
    void logged.push({ level, details, words });
  watched = checkout
    .workload({ logger: { info: note('info'), warn: note('warn') }, random: () => 0.999 })
    .watch(() => {
      told += 1;
    }, stop.signal);
});
afterEach(async () => {
  stop.abort();
  await watched;
});

const nthWatch = (n: number) => expect.poll(() => opened.length).toBe(n);
const newest = () => opened.at(-1)!;
const event = (type: string, pod: Json, resourceVersion = '150'): Json => ({
  type,
  object: { ...pod, metadata: { ...(pod.metadata as Json), resourceVersion } },
});
/** The stand-in has sent all of it; the bot has read it once this bookmark's version is the one to go on from. */
const read = async () => {
  newest().send({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '199' } } });
  await checkout.clock.advance(10_000);
  newest().end();
  const before = opened.length;
  await nthWatch(before + 1);
  expect(versions.at(-1)).toBe('199');
};
const warnings = () => logged.filter(({ level }) => level === 'warn');

test('from the version of a list, with its selector, and with an end that the server keeps to', async () => {
  await nthWatch(1);
  const asked = checkout.api.asked.find(({ query }) => query.has('watch'));
  expect(Object.fromEntries(asked?.query ?? [])).toEqual({
    watch: 'true',
    labelSelector: 'opentelemetry.io/name=checkout',
    resourceVersion: '100',
    allowWatchBookmarks: 'true',
    timeoutSeconds: '60',
  });
  expect(asked?.headers).toMatchObject({
    authorization: expect.stringMatching(/^Bearer /),
    'user-agent': 'leakops',
  });
});

describe('it tells of', () => {
  test.each<[string, Json]>([
    ['a kill', event('MODIFIED', checkoutPod({ state: { terminated: oomKilled } }))],
    [
      'the next process',
      event(
        'MODIFIED',
        checkoutPod({ state: restarted, restartCount: 1, lastState: { terminated: oomKilled } }),
      ),
    ],
    ['a new pod', event('ADDED', checkoutPod({}, { metadata: { name: 'checkout-2', uid: 'another' } }))],
    ['a pod that is gone', event('DELETED', checkoutPod())],
    [
      'one that is being deleted',
      event('MODIFIED', checkoutPod({}, { metadata: { deletionTimestamp: '2026-03-04T09:20:20Z' } })),
    ],
  ])('%s', async (_what, change) => {
    await nthWatch(1);
    newest().send(change);
    await expect.poll(() => told).toBe(1);
    newest().send(change);
    await read();
    expect(told).toBe(1);
  });
});

test('it does not tell of what is no process: labels, readiness, other containers, what it knows already', async () => {
  await nthWatch(1);
  const { send } = newest();
  send(event('ADDED', checkoutPod()));
  send(event('MODIFIED', checkoutPod({}, { metadata: { labels: { a: 'b' } } })));
  send(event('MODIFIED', checkoutPod({ ready: false, image: 'x' })));
  const sidecar = { name: 'sidecar', restartCount: 7, state: restarted, lastState: {} };
  const own = ((checkoutPod().status as Json).containerStatuses as Json[])[0];
  send(event('MODIFIED', checkoutPod({}, { status: { containerStatuses: [sidecar, own] } })));
  send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '160' } } });
  await read();
  expect([told, lists, warnings()]).toEqual([0, 1, []]);
});

test('an event in two pieces, and two in one', async () => {
  await nthWatch(1);
  const line = `${JSON.stringify(event('MODIFIED', checkoutPod({ state: { terminated: oomKilled } })))}\n`;
  newest().send(line.slice(0, 200));
  newest().send(`${line.slice(200)}${JSON.stringify(event('DELETED', checkoutPod()))}\n`);
  await expect.poll(() => told).toBe(2);
});

test('a watch that served and ends is begun again at once, after the last version, without a list', async () => {
  await nthWatch(1);
  newest().send(event('MODIFIED', checkoutPod({ state: { terminated: oomKilled } }), '177'));
  await expect.poll(() => told).toBe(1);
  await checkout.clock.advance(60_000);
  newest().end();
  await nthWatch(2);
  expect([versions, lists]).toEqual([['100', '177'], 1]);
});

test('one in which nothing was heard, not even a bookmark: listed anew, and what it did not tell of is told', async () => {
  await nthWatch(1);
  pods = [];
  await checkout.clock.advance(60_000);
  newest().end();
  await nthWatch(2);
  expect([versions, lists, told]).toEqual([['100', '200'], 2, 1]);
});

test('410: listed anew, and what happened meanwhile is told of', async () => {
  await nthWatch(1);
  pods = [checkoutPod({ restartCount: 1, state: restarted, lastState: { terminated: oomKilled } })];
  newest().send({ type: 'ERROR', object: statusBody(410, 'Expired', 'too old resource version: 100 (400)') });
  await expect.poll(() => opened[0]?.closed).toBe(true);
  await expect
    .poll(async () => {
      await checkout.clock.advance(1_000);
      return versions;
    })
    .toEqual(['100', '200']);
  expect([told, warnings()]).toEqual([1, []]);
});

test('410 while nothing happened: nothing is told', async () => {
  await nthWatch(1);
  newest().send({ type: 'ERROR', object: statusBody(410, 'Expired', 'too old resource version') });
  await expect
    .poll(async () => {
      await checkout.clock.advance(1_000);
      return opened.length;
    })
    .toBe(2);
  expect(told).toBe(0);
});

test('a connection that breaks after it served is no news; what it missed is', async () => {
  await nthWatch(1);
  await checkout.clock.advance(30_000);
  pods = [];
  newest().cut();
  await expect
    .poll(async () => {
      await checkout.clock.advance(1_000);
      return opened.length;
    })
    .toBe(2);
  expect([told, warnings()]).toEqual([1, []]);
});

test.each<[string, Answer, RegExp]>([
  [
    'the right to watch is missing',
    forbidden('pods is forbidden: User "x" cannot watch resource "pods"'),
    /may not watch pods in otel-demo \(403\): its Role needs - \{apiGroups: \[""\], resources: \["pods"\], verbs: \["watch"\]\}/,
  ],
  ['watches are not served', { status: 404, body: '404 page not found\n' }, /cannot watch pods/],
  ['a plain list comes', list(checkoutPod()), /not the Kubernetes API, or a damaged answer/],
  [
    'a page comes',
    { body: '<html>\n<body>sign in</body></html>\n', type: 'text/html' },
    /not the Kubernetes API/,
  ],
  ['the server has trouble', { status: 500, body: statusBody(500, 'InternalError', 'etcd') }, /answered 500/],
  ['nothing comes', { fault: 'drop' }, /cannot be reached/],
])(
  '%s: said once with the remedy, asked less and less often, never more than once a second',
  async (_what, answer, why) => {
    await nthWatch(1);
    watch = () => answer;
    newest().end();
    const asked = () => checkout.api.asked.filter(({ query }) => query.has('watch')).length;
    for (let n = 0; n < 600; n++) await checkout.clock.advance(1_000);
    await expect.poll(warnings).toHaveLength(1);
    expect(warnings()[0]?.details).toMatchObject({
      why: expect.stringMatching(why),
      remedy: expect.stringMatching(/\w/),
    });
    expect(asked()).toBeLessThan(20);
    expect(told).toBe(0);
    // It serves again: said, and told of what happened.
    watch = () => ({ stream: (open) => void opened.push(open) });
    pods = [];
    await expect
      .poll(async () => {
        await checkout.clock.advance(10_000);
        return opened.length;
      })
      .toBe(2);
    await checkout.clock.advance(60_000);
    newest().end();
    await nthWatch(3);
    expect(logged.at(-1)).toMatchObject({ level: 'info', words: 'pods of the target are watched again' });
    expect(told).toBe(1);
  },
);

test('one that ends at once again and again is not asked for in a loop', async () => {
  await nthWatch(1);
  watch = () => ({ stream: (open) => open.end() });
  newest().end();
  for (let n = 0; n < 300; n++) await checkout.clock.advance(1_000);
  expect(checkout.api.asked.length).toBeLessThan(30);
});

test('a proxy that ends every watch soon, in good order: that kills are not seen at once is said, once', async () => {
  await nthWatch(1);
  watch = () => ({ stream: (open) => open.end() });
  newest().end();
  for (let n = 0; n < 300; n++) await checkout.clock.advance(1_000);
  await expect.poll(warnings).toHaveLength(1);
  expect(warnings()[0]).toMatchObject({
    words: expect.stringMatching(/cannot be watched/),
    details: { why: expect.stringMatching(/ended the watch/), remedy: expect.stringMatching(/proxy/) },
  });
});

test('not wanted any more: the request is gone, and none follows', async () => {
  await nthWatch(1);
  stop.abort();
  await watched;
  await expect.poll(() => newest().closed).toBe(true);
  await checkout.clock.advance(600_000);
  expect(opened).toHaveLength(1);
});
