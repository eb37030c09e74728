/** What the sandbox's Kubernetes answers to a list and a watch, beside what the real one does. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { type Sandbox, startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { describeWith } from '../gated.ts';
import { plainWatch, type WatchedLine } from './plain-watch.ts';
import { type Ground, openShop, prepareGround, type Shop } from './shop.ts';

interface Side {
  url: string;
  token: string;
  caFile: string | null;
  namespace: string;
  kill(): Promise<void>;
}

describeWith('KUBERNETES_CLUSTER')('the sandbox beside the real server', () => {
  let ground: Ground;
  let shop: Shop;
  let sandbox: Sandbox;
  let sides: Record<'real' | 'sandbox', Side>;
  beforeAll(async () => {
    ground = await prepareGround();
    shop = await openShop(ground);
    sandbox = await startSandbox({ clock: systemClock() });
    const { url, adminToken, caFile } = ground.cluster;
    sides = {
      real: {
        ...{ url, token: adminToken, caFile, namespace: shop.namespace },
        kill: () => shop.kubelet.end({ exitCode: 137, reason: 'OOMKilled' }, { afterMs: 1_100 }),
      },
      sandbox: {
        ...{ url: sandbox.kubernetesUrl, token: 'sandbox', caFile: null, namespace: 'otel-demo' },
        async kill() {
          sandbox.faults.merge({ pod: { restart: { exitCode: 137, reason: 'OOMKilled' } } });
        },
      },
    };
    await pause(500);
  });
  afterAll(async () => {
    await sandbox?.stop();
    await shop?.close();
    await ground?.close();
  });

  const selector = 'labelSelector=opentelemetry.io%2Fname%3Dcheckout';
  const podsOf = ({ namespace }: Side) => `/api/v1/namespaces/${namespace}/pods?${selector}`;
  const watch = (side: Side, query: string, meanwhile?: () => Promise<void>) =>
    plainWatch(side, `${podsOf(side)}&watch=true&${query}`, meanwhile);
  const types = (lines: WatchedLine[]) => lines.map(({ type }) => type);
  const both = async <T>(look: (side: Side) => Promise<T>): Promise<T> => {
    const [real, ours] = await Promise.all([look(sides.real), look(sides.sandbox)]);
    expect(ours).toEqual(real);
    return real;
  };

  test('without a version: what is there, then quiet, and a clean end in time', async () => {
    const seen = await both(async (side) => {
      const { status, contentType, lines, ended, ms } = await watch(side, 'timeoutSeconds=2');
      const [first] = lines;
      const { kind, apiVersion } = first?.object ?? {};
      return {
        status,
        contentType,
        types: types(lines),
        kind,
        apiVersion,
        ended,
        inTime: ms > 1_000 && ms < 30_000,
      };
    });
    expect(seen).toMatchObject({ status: 200, types: ['ADDED'], ended: 'cleanly', inTime: true });
  });

  test('from the version of a list on: nothing that was in it; with bookmarks one before the end', async () => {
    const seen = await both(async (side) => {
      const list = await plainWatch(side, podsOf(side));
      const { resourceVersion } = list.lines[0]?.list ?? { resourceVersion: '' };
      const { lines } = await watch(
        side,
        `resourceVersion=${resourceVersion}&allowWatchBookmarks=true&timeoutSeconds=12`,
      );
      const last = lines.at(-1)?.object;
      return {
        types: [...new Set(types(lines))],
        kind: last?.kind,
        apiVersion: last?.apiVersion,
        hasVersion: /^\d+$/.test(last?.metadata?.resourceVersion ?? ''),
        named: last?.metadata?.name ?? null,
      };
    });
    expect(seen).toEqual({
      types: ['BOOKMARK'],
      kind: 'Pod',
      apiVersion: 'v1',
      hasVersion: true,
      named: null,
    });
  });

  test('a kill: updates with growing versions', async () => {
    const seen = await both(async (side) => {
      const { lines } = await watch(side, 'timeoutSeconds=5', async () => {
        await pause(500);
        await side.kill();
      });
      const versions = lines.map(({ object }) => Number(object?.metadata?.resourceVersion));
      return {
        types: [...new Set(types(lines))],
        grow: versions.every((one, n) => n === 0 || one > (versions[n - 1] ?? 0)),
      };
    });
    expect(seen).toEqual({ types: ['ADDED', 'MODIFIED'], grow: true });
  });

  test('a version that is not reached yet: silence, and a clean end', async () => {
    await both(async (side) => {
      const { status, lines, ended } = await watch(side, 'resourceVersion=999999999&timeoutSeconds=3');
      return { status, types: types(lines), ended };
    });
  });

  test('a version that is none, and a time that is none', async () => {
    await both(async (side) => {
      const odd = await watch(side, 'resourceVersion=abc&timeoutSeconds=2');
      const time = await watch(side, 'timeoutSeconds=soon');
      return [odd.status, time.status];
    });
  });
});
