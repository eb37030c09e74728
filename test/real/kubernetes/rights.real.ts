/** Exactly the rights of deploy/role.yaml suffice; each that is missing is named, and nothing else breaks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesBroker } from '../../../adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { wordsOf } from '../../../src/failure.ts';
import type { Broker, Workload } from '../../../src/ports.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { type Account, createAccount } from './account.ts';
import { type Ground, openShop, prepareGround, type Shop } from './shop.ts';

/** What a bot does on a cluster, and null or why it could not. */
interface Deeds {
  pods: string | null;
  readings: string | null;
  watch: string | null;
  log: string | null;
  restart: string | null;
  broker: string | null;
  /** What `rights` says of itself, for doctor. */
  asked: string | null;
}

describeWith('KUBERNETES_CLUSTER')('rights', () => {
  let ground: Ground;
  let shop: Shop;
  let account: Account;
  let workload: (name?: string) => Workload;
  let broker: (name: string) => Broker;
  let warnings: string[];
  let restarts = 0;
  beforeAll(async () => {
    ground = await prepareGround();
    shop = await openShop(ground);
    account = await createAccount(ground.cluster, shop.namespace);
    const kubeconfig = await account.kubeconfig(ground.folder);
    const { namespace } = shop;
    workload = (name = 'checkout') =>
      kubernetesWorkload({
        ...{ kubeconfig, namespace, workload: name, container: 'checkout', readings: 'auto' },
        clock: systemClock(),
        logger: { info: () => {}, warn: (details) => void warnings.push(JSON.stringify(details)) },
      });
    broker = (name) => kubernetesBroker({ kubeconfig, namespace, name, clock: systemClock() });
  });
  afterAll(async () => {
    await shop?.close();
    await ground?.close();
  });

  const why = async (work: Promise<unknown>): Promise<string | null> => {
    try {
      await work;
      return null;
    } catch (error) {
      return wordsOf(error);
    }
  };

  async function watched(target: Workload): Promise<string | null> {
    warnings = [];
    const stop = new AbortController();
    const watching = target.watch(() => {}, stop.signal);
    const patience = AbortSignal.timeout(1_500);
    await until('a warning', async () => warnings.length > 0 || patience.aborted);
    stop.abort();
    await watching;
    return warnings[0] ?? null;
  }

  async function asked(target: Workload): Promise<string | null> {
    const rights = await target.rights();
    const lacking = rights.filter(({ allowed }) => allowed !== true);
    return lacking.map(({ what, why, remedy }) => `${what}: ${why ?? remedy}`).join('\n') || null;
  }

  async function all(): Promise<Deeds> {
    const target = workload();
    const pods = await why(target.sight());
    const { readingsWhy } = await target.sight().catch(() => ({ readingsWhy: pods }));
    restarts += 1;
    const kafka = broker('kafka');
    return {
      pods,
      readings: readingsWhy,
      watch: await watched(target),
      log: await why(target.countLogLines('order placed', Date.now())),
      restart: await why(target.restart({ key: `run-${restarts}`, at: Date.now() })),
      asked: await asked(target),
      broker: await why(
        (async () => {
          await kafka.rehearse();
          const state = await kafka.read();
          if (state === null) throw new Error('there is no kafka');
          await kafka.takeDown('run-1@bot', state);
          await kafka.bringBack('run-1@bot', state);
        })(),
      ),
    };
  }

  test('with all of them everything works', async () => {
    // A new pod has no reading yet, whatever is allowed.
    const settled = await until('all of it', async () => {
      const found = await all();
      return found.readings === null || /no reading yet|not running|before that/.test(found.readings)
        ? found
        : null;
    });
    expect({ ...settled, readings: null }).toEqual({
      ...{ pods: null, readings: null, watch: null, log: null, restart: null, broker: null, asked: null },
    });
  });

  test('the cluster is known by no id: nothing is granted for it', async () => {
    expect(await workload().identity()).toBeNull();
  });

  const missing: [right: string, named: (keyof Deeds)[], rule: string][] = [
    [
      'list pods',
      ['pods', 'readings', 'watch', 'log'],
      '- {apiGroups: [""], resources: ["pods"], verbs: ["list"]}',
    ],
    ['watch pods', ['watch', 'asked'], '- {apiGroups: [""], resources: ["pods"], verbs: ["watch"]}'],
    ['get pods/log', ['log'], '- {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}'],
    [
      'list pods.metrics.k8s.io',
      ['readings'],
      '- {apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["list"]}',
    ],
    [
      'get deployments',
      ['restart', 'broker', 'asked'],
      '- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["NAME"], verbs: ["get"]}',
    ],
    [
      'patch deployments',
      ['restart', 'broker', 'asked'],
      '- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["NAME"], verbs: ["patch"]}',
    ],
    ['get statefulsets', [], ''],
    ['patch statefulsets', [], ''],
  ];

  test('there is none that is not taken away here', () => {
    expect(missing.map(([right]) => right).sort()).toEqual([...account.rights].sort());
  });

  describe.each(missing)('without %s', (right, named, rule) => {
    test('what needs it names verb, resource and the line to add; all else works', async () => {
      await account.without(right);
      // Rights are in force a moment after they were written: what was tried before that is tried again.
      const found = await until(`a refusal of ${named.join(', ')}, and of nothing else`, async () => {
        const now = await all();
        const fresh = now.readings !== null && /no reading yet|not running|before that/.test(now.readings);
        const seen = { ...now, readings: fresh ? null : now.readings };
        const refused = Object.entries(seen).filter(([, words]) => words !== null);
        return refused
          .map(([deed]) => deed)
          .toSorted()
          .join() === named.toSorted().join()
          ? seen
          : null;
      });
      for (const deed of named) {
        expect(found[deed]).toContain(right);
        const escaped = rule.replace('NAME', deed === 'broker' ? 'kafka' : 'checkout');
        expect(found[deed]?.replaceAll('\\"', '"')).toContain(escaped);
      }
    });
  });

  test('a workload of another name: the line to add has its name', async () => {
    await account.without();
    await expect(broker('rabbit').read()).rejects.toMatchObject({
      code: 'kubernetes-403',
      message: expect.stringContaining(
        '- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["rabbit"], verbs: ["get"]}',
      ),
    });
  });
});
