/** Rule 17: the load flags get a variant, lease and undo like the leak's flag. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { chooseLoad } from '../../../adapters/load/choose.ts';
import { givenBack, lent, ownerOf } from '../../../adapters/load/flagd/lend.ts';
import { noLoad } from '../../../adapters/load/none.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Flags } from '../../../src/ports.ts';
import { runTag } from '../../contracts/load.ts';
import { answer } from '../loopback-server.ts';
import { manualClock } from '../sandbox/manual-clock.ts';
import { type LoadFlags, startLoadFlags } from './load-flags.ts';
import { startLocust } from './stand-in.ts';

const users: FlagDefinition = { state: 'ENABLED', variants: { '5': 5, '50': 50 }, defaultVariant: '5' };
const owner = ownerOf(runTag);
const lease = (current: FlagDefinition, value = 25, deadline = 5000) => lent(current, value, owner, deadline);
const flags: Flags = flagdUiFlags({
  flagdUiUrl: 'http://127.0.0.1:9',
  ofrepUrl: 'http://127.0.0.1:9',
  clock: manualClock(),
});
const served = (definition: FlagDefinition, atSeconds: number) => {
  const evaluation = flags.evaluate('loadGeneratorVUs', definition, atSeconds);
  return evaluation.kind === 'value' ? evaluation.value : evaluation.why;
};

describe('lent', () => {
  test('exactly a lease: the value until the deadline, what it served before from then on', () => {
    expect(lease(users)).toEqual({
      state: 'ENABLED',
      variants: { '5': 5, '50': 50, leakops: 25 },
      defaultVariant: '5',
      targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, 5000] }, 'leakops', '5'] },
      metadata: { leakopsRun: 'run-42', leakopsBot: 'bot', leakopsDeadline: 5000 },
    });
    expect([served(lease(users), 4999), served(lease(users), 5000)]).toEqual([25, 5]);
  });

  test.each<[string, FlagDefinition, unknown]>([
    ['a rule of its own', { ...users, targeting: { if: [{ '==': [1, 1] }, '50', '5'] } }, 50],
    ['an empty rule', { ...users, targeting: {} }, 5],
    ['no default', { state: 'ENABLED', variants: { '5': 5 } }, null],
    ['disabled', { ...users, state: 'DISABLED' }, null],
    ['metadata', { ...users, metadata: { team: 'shop', leakopsRun: 7 } }, 5],
    ['a variant of the name', { ...users, variants: { ...users.variants, leakops: 1 } }, 5],
  ])('%s is what it served, and comes back whole', (_name, earlier, before) => {
    const now = lease(earlier);
    expect([served(earlier, 1), served(now, 4999), served(now, 5000)]).toEqual([before, 25, before]);
    expect(givenBack(now, earlier, owner)).toEqual(earlier);
    expect(givenBack(lease(lease(earlier), 50, 6000), earlier, owner)).toEqual(earlier);
  });

  test('a renewal moves the deadline and the value alone', () => {
    expect(lease(lease(users), 50, 6000)).toEqual(lease(users, 50, 6000));
  });

  test("another run's residue is not taken for what was served before", () => {
    const residue = lent(users, 10, ownerOf('run-7@other'), 100);
    expect(served(lease(residue), 5000)).toBe(5);
  });
});

describe('given back', () => {
  test("a flag that does not carry our id is left: a person's, or nobody's", () => {
    expect(givenBack(users, users, owner)).toBe('leave');
    expect(givenBack(null, users, owner)).toBe('leave');
    expect(givenBack(lent(users, 25, ownerOf('run-42@other'), 1), users, owner)).toBe('leave');
  });

  test("a person's rule stays, with our variant while it names it", () => {
    const targeting = { if: [{ '<': [{ var: '$flagd.timestamp' }, 5000] }, '50', '5'] };
    expect(givenBack({ ...lease(users), targeting }, users, owner)).toEqual({ ...users, targeting });
    const naming = { if: [true, 'leakops'] };
    const kept = givenBack({ ...lease(users), targeting: naming }, users, owner);
    expect(kept).toMatchObject({ targeting: naming, variants: { leakops: 25 } });
  });

  test("a person's default, variant and metadata stay", () => {
    const edited: FlagDefinition = {
      ...lease(users),
      defaultVariant: '50',
      variants: { ...lease(users).variants, '99': 99 },
      metadata: { ...lease(users).metadata, note: 'mine' },
    };
    expect(givenBack(edited, users, owner)).toMatchObject({
      defaultVariant: '50',
      variants: { '5': 5, '50': 50, '99': 99 },
      metadata: { note: 'mine' },
    });
  });

  test('a default that was edited between our reading and our writing comes back', () => {
    const meanwhile = { ...users, defaultVariant: '50' };
    expect(givenBack(lease(meanwhile), users, owner)).toEqual(meanwhile);
  });
});

describe('auto', () => {
  let world: LoadFlags;
  beforeEach(async () => {
    world = await startLoadFlags();
  });
  afterEach(() => world.close());
  const choose = (locustUrl: string, choice: 'auto' | 'locust' | 'flagd' | 'none' = 'auto') =>
    chooseLoad({ choice, locustUrl, flags: world.flags, clock: world.clock });

  test('Locust if it answers as Locust', async () => {
    const locust = await startLocust();
    expect((await choose(locust.url)).kind).toBe('locust');
    locust.script = (_request, response) => {
      answer(response, 200, '<html>login</html>', 'text/html');
      return true;
    };
    expect((await choose(locust.url)).kind).toBe('flagd');
    await locust.close();
  });

  test('else the load flags if they are served, else refused with none named', async () => {
    expect((await choose('http://127.0.0.1:9')).kind).toBe('flagd');
    world.setText('{"flags":{}}');
    await expect(choose('http://127.0.0.1:9')).rejects.toMatchObject({
      code: 'load-none',
      remedy: expect.stringContaining('LEAKOPS_LOAD=none'),
    });
  });

  test('a choice is taken without asking', async () => {
    expect((await choose('http://127.0.0.1:9', 'locust')).kind).toBe('locust');
    expect((await choose('http://127.0.0.1:9', 'flagd')).kind).toBe('flagd');
    const none = await choose('http://127.0.0.1:9', 'none');
    expect([none.kind, (await noLoad().read()).completedOrders]).toEqual(['none', null]);
  });

  test('traffic that was on stays untouched, traffic that was off is lent too', async () => {
    const { load, flags: loadFlags } = world;
    await load.put({ users: 25, spawnRate: 1, runTag, deadlineSeconds: 4_000_000_000 });
    expect((await loadFlags.read('loadGeneratorTraffic'))?.metadata).toBeUndefined();
    world.edit('loadGeneratorTraffic', { defaultVariant: 'off' });
    await load.put({ users: 25, spawnRate: 1, runTag, deadlineSeconds: 4_000_000_001 });
    await load.put({ users: 25, spawnRate: 1, runTag, deadlineSeconds: 4_000_000_002 });
    for (const key of ['loadGeneratorVUs', 'loadGeneratorTraffic'])
      expect((await loadFlags.read(key))?.metadata?.leakopsDeadline).toBe(4_000_000_002);
    expect((await load.read()).running).toBe(true);
  });

  test('flags that are not there are a failure, not a generator that stands still', async () => {
    world.setText('{"flags":{}}');
    await expect(world.load.read()).rejects.toMatchObject({ code: 'load-flag-missing' });
    await expect(
      world.load.put({ users: 25, spawnRate: 1, runTag, deadlineSeconds: 4_000_000_000 }),
    ).rejects.toMatchObject({ code: 'load-flag-missing' });
  });

  test('a detail that is none of ours is refused', async () => {
    const before = { ...(await world.load.read()), detail: { users: 5 } };
    await expect(world.load.restore(before, runTag)).rejects.toMatchObject({ code: 'load-unknown-before' });
  });
});
