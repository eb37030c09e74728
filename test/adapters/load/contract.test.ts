/** The contract of Load on both generators, over stand-ins and over the sandbox. */
import { statSync } from 'node:fs';
import { systemClock } from '../../../adapters/clock/system.ts';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { flagLoad } from '../../../adapters/load/flagd/load.ts';
import { locustLoad } from '../../../adapters/load/locust.ts';
import { startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import type { Clock } from '../../../src/ports.ts';
import { loadContract } from '../../contracts/load.ts';
import { startLoadFlags } from './load-flags.ts';
import { startLocust } from './stand-in.ts';

loadContract('Locust on a stand-in', async () => {
  const locust = await startLocust();
  return {
    load: locustLoad({ url: locust.url, clock: locust.clock }),
    users: async () => locust.users,
    person: async (users) => {
      locust.users = users;
      locust.state = users === 0 ? 'stopped' : 'running';
    },
    changes: () => locust.log.filter((line) => !line.startsWith('GET /stats')).length,
    settle: async () => locust.clock.advance(3000),
    close: locust.close,
  };
});

loadContract('the load flags on a stand-in', async () => {
  const world = await startLoadFlags();
  return {
    load: world.load,
    users: async () => {
      const [users, traffic] = [
        await world.flags.served('loadGeneratorVUs'),
        await world.flags.served('loadGeneratorTraffic'),
      ];
      if (users.kind === 'unknown' || traffic.kind === 'unknown') throw new Error('not served');
      return traffic.off ? 0 : Number(users.value);
    },
    // As a person does in flagd-ui: the rule goes with the edit.
    person: async (users) => {
      if (users === 0) world.edit('loadGeneratorTraffic', { defaultVariant: 'off' });
      else world.edit('loadGeneratorVUs', { defaultVariant: String(users), targeting: {} });
    },
    changes: world.writes,
    settle: async () => {},
    close: world.close,
  };
});

loadContract("the sandbox's Locust", async () => {
  // Faster than the real one, so that caches and ramps pass; the sandbox and the adapter share it.
  const started = performance.now();
  let skippedMs = 0;
  const real = systemClock();
  const clock: Clock = {
    ...real,
    now: () => real.now() + skippedMs,
    monotonic: () => performance.now() - started + skippedMs,
  };
  const sandbox = await startSandbox({ clock });
  const post = (path: string, body = '') =>
    fetch(`${sandbox.locustUrl}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
  const statistics = async (): Promise<unknown> =>
    (await fetch(`${sandbox.locustUrl}/stats/requests`)).json();
  return {
    load: locustLoad({ url: sandbox.locustUrl, clock }),
    users: async () => {
      skippedMs += 3000;
      const { user_count, state } = (await statistics()) as { user_count: number; state: string };
      return state === 'stopped' ? 0 : user_count;
    },
    person: async (users) => {
      if (users === 0) await post('/stop');
      else await post('/swarm', `user_count=${users}&spawn_rate=100`);
    },
    changes: null,
    settle: async () => {
      skippedMs += 20_000;
    },
    close: sandbox.stop,
  };
});

loadContract("the sandbox's load flags", async () => {
  const sandbox = await startSandbox({ clock: systemClock(), load: 'flags' });
  const flags = flagdUiFlags({
    flagdUiUrl: sandbox.flagdUiUrl,
    ofrepUrl: sandbox.ofrepUrl,
    clock: systemClock(),
  });
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
  const person = (flag: string, variant: string) =>
    fetch(`${sandbox.controlUrl}/person`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ action: 'toggle', flag, variant }),
    });
  return {
    load: flagLoad({ flags }),
    users: async () => {
      const users = await flags.served('loadGeneratorVUs');
      const traffic = await flags.served('loadGeneratorTraffic');
      if (users.kind === 'unknown' || traffic.kind === 'unknown') throw new Error('not served');
      return traffic.off ? 0 : Number(users.value);
    },
    person: async (users) => {
      if (users === 0) await person('loadGeneratorTraffic', 'off');
      else await person('loadGeneratorVUs', String(users));
    },
    changes: () => statSync(sandbox.flagFile).mtimeMs,
    settle,
    close: sandbox.stop,
  };
});
