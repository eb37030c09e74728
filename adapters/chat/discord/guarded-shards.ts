/**
 * The connections of discord.js, made safe: it starts much of what it does without waiting for it, so that an odd frame
 * or a connection that ends at the wrong moment would end the process, and one that was given up would go on alone.
 */
import { GatewayDispatchEvents, GatewayOpcodes, SimpleShardingStrategy } from 'discord.js';
import { z } from 'zod';

export interface ShardGuard {
  /** Whether the client is still the one that listens. */
  isWanted(): boolean;
  /** What came was not understood, and is passed over. */
  onOdd(error: unknown): void;
  /** It cannot go on by itself. */
  onBroken(error: unknown): void;
}

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

/** What discord.js calls private; each of these it starts and leaves alone. */
interface Inside {
  connection: { terminate(): void; onerror: unknown } | null;
  internalConnect(): Promise<void>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  unpackMessage(data: unknown, isBinary: boolean): Promise<unknown>;
  onClose(code: number): Promise<void>;
  heartbeat(requested?: boolean): Promise<void>;
  send(payload: unknown): Promise<void>;
}

/** As Discord's; what is not said, or cannot be meant, is taken for it. */
const usualHeartbeatMs = 41_250;
const hello = z.object({ heartbeat_interval: z.number().min(1_000).max(600_000).catch(usualHeartbeatMs) });

const welcome = z
  .looseObject({
    guilds: z.array(z.looseObject({ id: z.string() })).catch([]),
    application: z.looseObject({}).catch({}),
  })
  .catch({ guilds: [], application: {} });

export class GuardedShards extends SimpleShardingStrategy {
  readonly #guard: ShardGuard;

  constructor(manager: Manager, guard: ShardGuard) {
    super(manager);
    this.#guard = guard;
  }

  override async spawn(ids: number[]): Promise<void> {
    await super.spawn(ids);
    for (const shard of this.#inside()) guarded(shard, this.#guard);
  }

  /** Without a goodbye: whatever it was about, it is over. */
  cut(): void {
    for (const { connection } of this.#inside()) {
      if (connection === null) continue;
      connection.onerror = () => {};
      connection.terminate();
    }
  }

  #inside(): Inside[] {
    const shards: Iterable<unknown> = Reflect.get(this, 'shards').values();
    return [...shards] as Inside[];
  }
}

function guarded(shard: Inside, { isWanted, onOdd, onBroken }: ShardGuard): void {
  const { internalConnect, onMessage, unpackMessage, onClose, heartbeat, send } = shard;
  shard.internalConnect = async () => {
    if (isWanted()) await internalConnect.call(shard).catch(onBroken);
  };
  shard.onClose = (code) => onClose.call(shard, code).catch(onBroken);
  shard.unpackMessage = async (data, isBinary) => readable(await unpackMessage.call(shard, data, isBinary));
  shard.onMessage = (data, isBinary) => onMessage.call(shard, data, isBinary).catch(onOdd);
  shard.heartbeat = (requested) => heartbeat.call(shard, requested).catch(onOdd);
  shard.send = (payload) => send.call(shard, payload).catch(onOdd);
}

/** A frame as discord.js expects it; null: it is passed over. */
function readable(frame: unknown): unknown {
  if (typeof frame !== 'object' || frame === null || !('op' in frame)) return null;
  const { op, d, t } = { d: null, t: null, ...frame };
  if (op === GatewayOpcodes.Hello) return { ...frame, d: hello.safeParse(d ?? {}).data ?? hello.parse({}) };
  if (op === GatewayOpcodes.InvalidSession) return { ...frame, d: d === true };
  const isReady = op === GatewayOpcodes.Dispatch && t === GatewayDispatchEvents.Ready;
  return isReady ? { ...frame, d: welcome.parse(d) } : frame;
}
