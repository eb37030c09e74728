/**
 * A strict Discord in miniature: real REST under `/api/v10` and a real gateway, on loopback, made from Discord's
 * public documentation and independent of the adapter that is tried on it.
 *
 *   const discord = await startDiscord({ people: [{ name: 'Ana', zone: 'Europe/Berlin' }, { name: 'Ben' }] });
 *   const client = new Client({ intents: […], rest: { api: discord.apiUrl } });   // login(discord.token)
 *
 * Where things are: `apiUrl` (ends with /api), `token`, `applicationId`, `guildId`, `people.person('Ana').id`,
 * `people.place('general').id`. The gateway's address is answered by `GET /gateway/bot`.
 *
 * What people do (`people`): `slash`, `autocomplete`, `press`, `submit` are answered by the bot and return an
 * `Act`: `acknowledgedAfterMs`, `callback`, `failure`, `choices`, `modal`, `replies()`. `late: true` makes one
 * that comes too late to be answered. `say`, `mention`, `whisper` return `replies()`. `deleteMessage`,
 * `archiveThread`, `wakeThread`, `lock`, `unlock`, `deleteThread` as moderators.
 * What the server's people do to the bot (`moderation`): `deny`, `allow` (rights in a channel), `setEveryone`,
 * `createChannel`, `renameChannel`, `deleteChannel`, `kick`, `invite`.
 *
 * What is seen: `seen()` all messages in order; `seen({ by: 'Ana' })` what she sees, in her zone;
 * `seen({ place: 'general' })`. `notices('Ben')`: what his phone showed, and whether it made a sound.
 * `requests`: every request with its route, status and code. `invalidRequests`: how many count towards a ban.
 * `commandWrites`: how often the commands were changed. `redeliver(act)`: the same interaction once more.
 *
 * What goes wrong: `faults.add({ route: 'POST /channels/{channel}/messages', kind: 'drop', when: 'after', times: 1 })`
 * (kinds: drop, hang, slow, status, error, rate-limited); `gateway.cut()`, `.askToReconnect()`, `.invalidate()`,
 * `.close(code)`, `.goSilent()`, `.askForHeartbeat()`, `.forgetSessions()`; `down()` and `up()` at the same address.
 *
 * Two clocks: `now` is Discord's date (ids, 15 minutes of a token, the hour of an edit, archiving, the minutes of
 * a nonce); `elapsed` is real time (3 s for an answer, rate limits, the ban), since clients wait in real time.
 *
 * Not here: voice, reactions, pins, polls, forums, choosing from selects, transport compression, webhooks that are no interaction's, user and message commands.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Gateway } from './gateway/gateway.ts';
import type { Act } from './people/act.ts';
import { addChannel, Moderation } from './people/moderate.ts';
import { People } from './people/people.ts';
import { allMessages, type Seen, seenMessage } from './people/seen.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { guildRoutes } from './routes/guild.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { messageRoutes } from './routes/messages.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { Faults } from './server/faults.ts';
import { InvalidRequests } from './server/invalid-requests.ts';
import { OldEdits, RateLimits } from './server/rate-limits.ts';
import { DiscordServer } from './server/server.ts';
import { answerWithinMs as discordsAnswerWithinMs } from './state/interaction.ts';
import { bits, type Permission, permissionsIn } from './state/permissions.ts';
import type { Core } from './state/post.ts';
import {
  type Attachment,
  emptyWorld,
  type Message,
  type Notice,
  type Person,
  type World,
} from './state/world.ts';

export type DiscordOptions = {
  now?: () => number;
  elapsed?: () => number;
  /** `administrator`: may do everything. `closed`: takes no private messages. Ana and Ben, if not given. */
  people?: readonly { name: string; zone?: string; administrator?: boolean; closed?: boolean }[];
  /** Text channels; `general`, if not given. */
  channels?: readonly string[];
  botName?: string;
  /** Of the bot's own role. */
  botRights?: readonly Permission[];
  /** Of everybody, the bot among them; a new server's defaults, if not given. */
  everyoneRights?: readonly Permission[];
  heartbeatMs?: number;
  answerWithinMs?: number;
  identifyEveryMs?: number;
  /** Privileged intents that are switched on. */
  privilegedIntents?: number;
  /** False: no rate limits. */
  limits?: boolean;
  /** How many edits of messages over an hour old a channel takes in a time; none, if not given. */
  oldEdits?: { allowed: number; windowMs: number };
  /** How many invalid requests within ten minutes bring the ban. */
  invalidLimit?: number;
};

const newServersRights: readonly Permission[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'UseApplicationCommands',
];

export type Discord = Awaited<ReturnType<typeof startDiscord>>;

/** Listens on a free port of loopback. Close it at the end. */
export async function startDiscord(options: DiscordOptions = {}) {
  const {
    now = Date.now,
    elapsed = () => performance.now(),
    answerWithinMs = discordsAnswerWithinMs,
  } = options;
  const world = emptyWorld(now, options.botName ?? 'leakops', () => `http://${server.address}`);
  furnish(world, options);
  const token = `${Buffer.from(world.bot.id).toString('base64url')}.${randomBytes(4).toString('hex')}.${randomBytes(14).toString('hex')}`;
  const gateway = new Gateway({
    world,
    token,
    url: () => `ws://${server.address}/gateway`,
    elapsed,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    allowedPrivileged: options.privilegedIntents ?? 0,
    identifyEveryMs: options.identifyEveryMs ?? 5000,
  });
  const core: Core = { world, publish: gateway.publish };
  const timing = { elapsed, answerWithinMs };
  const faults = new Faults();
  const invalid = new InvalidRequests(elapsed, options.invalidLimit ?? 10_000);
  let commandWrites = 0;
  const server = new DiscordServer({
    routes: [
      ...messageRoutes(core, new OldEdits(elapsed, options.oldEdits ?? { allowed: 0, windowMs: 6000 })),
      ...channelRoutes(core),
      ...guildRoutes(
        world,
        () => `ws://${server.address}/gateway`,
        () => gateway.identified,
      ),
      ...commandRoutes(world, () => {
        commandWrites += 1;
      }),
      ...interactionRoutes(core, timing),
      ...webhookRoutes(core),
    ],
    token,
    elapsed,
    now,
    faults,
    limits: options.limits === false ? null : new RateLimits(elapsed, now),
    invalid,
    file: (id) => fileOf(world, id),
    upgrade: (request, socket, head) => gateway.upgrade(request, socket, head),
  });
  await server.up();
  const people = new People(core, timing);
  return {
    get apiUrl() {
      return `http://${server.address}/api`;
    },
    token,
    applicationId: world.application.id,
    botId: world.bot.id,
    guildId: world.guild.id,
    people,
    moderation: new Moderation(core, (name) => people.place(name)),
    gateway,
    faults,
    requests: server.requests,
    get invalidRequests() {
      return invalid.count;
    },
    get commandWrites() {
      return commandWrites;
    },
    /** The commands as they are registered now. */
    get commands() {
      return { global: world.globalCommands, guild: world.guildCommands };
    },
    seen: (of: { by?: string; place?: string } = {}) => seen(world, people, of),
    notices: (name: string): Notice[] => {
      const { id } = people.person(name);
      return world.notices.filter(({ person }) => person === id);
    },
    redeliver: (act: Act) => gateway.again('INTERACTION_CREATE', act.event),
    down: () => {
      gateway.cut();
      return server.down();
    },
    up: () => server.up(),
    close: async () => {
      gateway.closeAll();
      await server.down();
    },
  };
}

function furnish(world: World, options: DiscordOptions): void {
  const { guild, bot, people, members, roles } = world;
  const joinedAt = world.now();
  const addRole = (id: string, name: string, rights: readonly Permission[], managed: boolean) =>
    roles.set(id, { id, name, permissions: bits(rights), mentionable: false, managed });
  addRole(guild.id, '@everyone', options.everyoneRights ?? newServersRights, false);
  const botRole = world.nextId();
  addRole(botRole, bot.name, options.botRights ?? [], true);
  const administrators = world.nextId();
  addRole(administrators, 'Administrators', ['Administrator'], false);
  members.set(bot.id, { roles: [botRole], joinedAt });
  const wanted = options.people ?? [{ name: 'Ana', zone: 'Europe/Berlin' }, { name: 'Ben' }];
  for (const { name, zone = 'UTC', administrator = false, closed = false } of wanted) {
    const id = world.nextId();
    people.set(id, { id, name, isBot: false, zone, closed });
    members.set(id, { roles: administrator ? [administrators] : [], joinedAt });
  }
  for (const name of options.channels ?? ['general']) addChannel(world, name);
}

function seen(world: World, people: People, { by, place }: { by?: string; place?: string }): Seen[] {
  const person = by === undefined ? null : people.person(by);
  const channel = place === undefined ? null : people.place(place).id;
  return allMessages(world)
    .filter((message) => channel === null || message.channel === channel)
    .filter((message) => person === null || visibleTo(world, person, message))
    .map((message) => seenMessage(world, message, person?.zone ?? 'UTC'));
}

/** Private answers are one person's; of the rest, what stands where the person may look. */
function visibleTo(world: World, person: Person, message: Message): boolean {
  if (message.to !== null) return message.to === person.id;
  const channel = world.channels.get(message.channel);
  if (channel?.kind === 'dm') return channel.person === person.id;
  return channel !== undefined && permissionsIn(world, person.id, channel) !== 0n;
}

function fileOf(world: World, id: string): Attachment | null {
  for (const message of allMessages(world)) {
    const file = message.attachments.find((attachment) => attachment.id === id);
    if (file !== undefined) return file;
  }
  return null;
}
