/** Load by the demo's own flags, 3.0's k6 (facts/otel-demo.md, rule 17). No statistics, no spawn rate. */
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import type { FlagDefinition, Json } from '../../../src/flag/definition.ts';
import { sameJson } from '../../../src/flag/equal.ts';
import { isOwner } from '../../../src/flag/lease.ts';
import type { Flags, Load, Served } from '../../../src/ports.ts';
import { givenBack, lent, ownerOf } from './lend.ts';

export const usersFlag = 'loadGeneratorVUs';
const trafficFlag = 'loadGeneratorTraffic';

type Known = Extract<Served, { kind: 'served' }>;

/** Saved with the run: the definitions as read; null: there is no such flag. */
interface Detail {
  users: FlagDefinition | null;
  traffic: FlagDefinition | null;
}

const definitionSchema = z.looseObject({ state: z.string(), variants: z.record(z.string(), z.unknown()) });
const detailSchema = z.object({ users: definitionSchema.nullable(), traffic: definitionSchema.nullable() });

export function flagLoad({ flags }: { flags: Flags }): Load {
  async function served(key: string, signal?: AbortSignal): Promise<Known> {
    const answer = await flags.served(key, signal);
    if (answer.kind === 'served') return answer;
    throw new Failure('load-flags-unknown', answer.why, { remedy: 'check that flagd runs' });
  }

  async function lend(
    key: string,
    value: (current: FlagDefinition) => Json,
    order: { runTag: string; deadlineSeconds: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const change = (current: FlagDefinition | null) => {
      if (current === null) throw missing(key);
      const wanted = lent(current, value(current), ownerOf(order.runTag), order.deadlineSeconds);
      return sameJson(wanted, current) ? 'leave' : wanted;
    };
    await flags.change(key, { change, urgent: false }, signal);
  }

  return {
    kind: 'flagd',
    async read(signal) {
      const [users, traffic, ...definitions] = await Promise.all([
        served(usersFlag, signal),
        served(trafficFlag, signal),
        flags.read(usersFlag, signal),
        flags.read(trafficFlag, signal),
      ]);
      if (users.reason === 'FLAG_NOT_FOUND' || definitions[0] === null) throw missing(usersFlag);
      const detail: Detail = { users: definitions[0], traffic: definitions[1] };
      const count = Number(users.value ?? Number.NaN);
      return {
        running: isOn(traffic),
        spawning: false,
        // k6 ignores 0 and bad values: what it runs with then is not known.
        users: Number.isInteger(count) && count > 0 ? count : null,
        completedOrders: null,
        detail: detail as unknown as Json,
      };
    },
    async put(order, signal) {
      if (!Number.isInteger(order.users) || order.users < 1)
        throw new Failure('load-order', `${order.users} users cannot be ordered`, { retryable: false });
      await lend(usersFlag, (current) => alike(current, order.users), order, signal);
      const [traffic, definition] = await Promise.all([
        served(trafficFlag, signal),
        flags.read(trafficFlag, signal),
      ]);
      const ours = isOwner(definition?.metadata, ownerOf(order.runTag));
      if (definition !== null && (ours || !isOn(traffic)))
        await lend(trafficFlag, (current) => alike(current, 1), order, signal);
    },
    async restore(before, runTag, signal) {
      const parsed = detailSchema.safeParse(before.detail);
      if (!parsed.success)
        throw new Failure('load-unknown-before', 'what the load flags were before the run is not known', {
          retryable: false,
          remedy: `put ${usersFlag} and ${trafficFlag} right in flagd-ui`,
        });
      const detail = parsed.data as unknown as Detail;
      for (const [key, earlier] of [
        [usersFlag, detail.users],
        [trafficFlag, detail.traffic],
      ] as const) {
        if (earlier === null) continue;
        const change = (current: FlagDefinition | null) => givenBack(current, earlier, ownerOf(runTag));
        await flags.change(key, { change, urgent: false }, signal);
      }
    },
  };
}

function missing(key: string): Failure {
  return new Failure('load-flag-missing', `there is no flag ${key}`, {
    remedy: 'set LEAKOPS_LOAD=locust, or none to start without load',
  });
}

/** A generator without the flag has no such switch. */
function isOn(traffic: Known): boolean {
  return traffic.reason === 'FLAG_NOT_FOUND' || !traffic.off;
}

/** The number in the type of the flag's other variants: a flag whose types are mixed is refused by strict providers. */
function alike({ variants }: FlagDefinition, value: number): Json {
  const others = Object.values(variants);
  if (others.length === 0) return value;
  if (others.every((other) => typeof other === 'boolean')) return value !== 0;
  return others.every((other) => typeof other === 'string') ? String(value) : value;
}
