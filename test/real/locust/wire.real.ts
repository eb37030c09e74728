/** Locust's web API, question by question: the real one's answers, and the sandbox's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../adapters/clock/system.ts';
import { type Sandbox, startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { describeWith, handed } from '../gated.ts';
import { type RealLocust, startRealLocust } from './real-locust.ts';
import { current, newestByGet } from './releases.ts';
import { type Shop, startShop } from './shop.ts';

interface Question {
  method: string;
  path: string;
  /** Of a form. */
  fields?: Record<string, string>;
  json?: object;
}

const swarm = (fields: Record<string, string>): Question => ({ method: 'POST', path: '/swarm', fields });

const asked: Question[] = [
  { method: 'GET', path: '/swarm' },
  { method: 'GET', path: '/no/such/page' },
  { method: 'POST', path: '/stats/requests' },
  { method: 'POST', path: '/stats/reset' },
  { method: 'GET', path: '/stats/reset' },
  swarm({ user_count: '-1', spawn_rate: '1' }),
  swarm({ user_count: '2.5', spawn_rate: '1' }),
  swarm({ user_count: 'many', spawn_rate: '1' }),
  swarm({ user_count: '2', spawn_rate: '0' }),
  swarm({ user_count: '2', spawn_rate: '-3' }),
  swarm({ user_count: '2', spawn_rate: 'fast' }),
  swarm({ user_count: '2' }),
  swarm({ spawn_rate: '2' }),
  swarm({}),
  swarm({ user_count: '2', spawn_rate: '1', run_time: 'soon' }),
  { method: 'POST', path: '/swarm', json: { user_count: 3, spawn_rate: 1 } },
  swarm({ user_count: '7', spawn_rate: '100' }),
  swarm({ user_count: '5', spawn_rate: '1e2' }),
  swarm({ user_count: ' 5 ', spawn_rate: '.5' }),
  { method: 'POST', path: '/stop' },
  { method: 'GET', path: '/stop' },
  { method: 'POST', path: '/stop' },
  { method: 'GET', path: '/stop' },
];

const statistics = z.looseObject({ stats: z.array(z.record(z.string(), z.unknown())) });

async function answered(url: string, { method, path, fields, json }: Question) {
  const body = fields === undefined ? JSON.stringify(json) : new URLSearchParams(fields);
  const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(method === 'GET' || body === undefined ? {} : { body, headers: type }),
  });
  const contentType = answer.headers.get('content-type');
  const text = await answer.text();
  // Pages, and the real one's address of the shop, are its own.
  const said = contentType === 'application/json' ? { ...JSON.parse(text), host: undefined } : null;
  return { status: answer.status, contentType, said };
}

for (const release of [current, newestByGet]) {
  describeWith(release.variable)(`the wire of Locust ${release.version}`, () => {
    let shop: Shop;
    let locust: RealLocust;
    let sandbox: Sandbox;
    beforeAll(async () => {
      shop = await startShop();
      locust = await startRealLocust({ release, program: handed(release.variable), shopUrl: shop.url });
      const locustStop = release.stops === 'GET' ? 'get' : 'post';
      sandbox = await startSandbox({ clock: systemClock(), locustStop });
      await locust.hasUsers(5);
    });
    afterAll(() => Promise.all([locust.kill(), sandbox.stop(), shop.close()]));

    test.each(asked)('$method $path $fields: the sandbox answers as it does', async (question) => {
      const its = await answered(locust.url, question);
      expect(await answered(sandbox.locustUrl, question)).toEqual(its);
    });

    test('the statistics have all fields of which the sandbox has one', async () => {
      const [its, ours] = await Promise.all(
        [locust.url, sandbox.locustUrl].map(async (url) =>
          statistics.parse(await (await fetch(`${url}/stats/requests`)).json()),
        ),
      );
      if (its === undefined || ours === undefined) throw new Error('no statistics');
      expect(Object.keys(its)).toEqual(expect.arrayContaining(Object.keys(ours)));
      expect(Object.keys(its.stats[0] ?? {})).toEqual(
        expect.arrayContaining(Object.keys(ours.stats[0] ?? {})),
      );
      const { name, method } = ours.stats.at(-1) ?? {};
      expect(its.stats.at(-1)).toMatchObject({ name, method });
    });
  });
}
