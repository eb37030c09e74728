/** The server, its roles and members, the bot itself, private conversations, the gateway's address. */
import { Form } from '../check/form.ts';
import { refuse } from '../server/refusal.ts';
import { type Answer, bodyOf, type Call, param, type Route, route } from '../server/route.ts';
import {
  channelJson,
  guildJson,
  memberJson,
  partialGuildJson,
  rolesJson,
  userJson,
} from '../state/as-json.ts';
import type { World } from '../state/world.ts';
import { idOf } from './access.ts';

/** Throws 10004 for another server, 50001 when the bot is not in it. */
export function needGuild(world: World, id: string): void {
  if (idOf(id, 'guild_id') !== world.guild.id) throw refuse('unknownGuild');
  if (!world.inGuild) throw refuse('missingAccess');
}

/** `starts`: how many sessions were started, of 1000 a day. */
export function guildRoutes(world: World, gatewayUrl: () => string, starts: () => number): Route[] {
  const of = (handle: (call: Call) => Answer) => (call: Call) => {
    needGuild(world, param(call, 'guild'));
    return handle(call);
  };
  const application = () => ({
    id: world.application.id,
    name: world.bot.name,
    description: '',
    icon: null,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    bot: userJson(world.bot),
  });
  return [
    route(
      'GET /guilds/{guild}',
      of(() => ({ status: 200, body: guildJson(world) })),
    ),
    route(
      'GET /guilds/{guild}/channels',
      of(() => ({
        status: 200,
        body: [...world.channels.values()]
          .filter(({ kind }) => kind === 'text')
          .map((channel) => channelJson(world, channel)),
      })),
    ),
    route(
      'GET /guilds/{guild}/roles',
      of(() => ({ status: 200, body: rolesJson(world) })),
    ),
    route(
      'GET /guilds/{guild}/members/{user}',
      of((call) => {
        const id = param(call, 'user') === '@me' ? world.bot.id : idOf(param(call, 'user'), 'user_id');
        if (!world.members.has(id)) throw refuse('unknownMember');
        return { status: 200, body: memberJson(world, id) };
      }),
    ),
    route('GET /users/@me', () => ({
      status: 200,
      body: { ...userJson(world.bot), verified: true, email: null },
    })),
    route('GET /users/@me/guilds', () => ({
      status: 200,
      body: world.inGuild ? [partialGuildJson(world)] : [],
    })),
    route('GET /users/{user}', (call) => {
      const person = world.people.get(idOf(param(call, 'user'), 'user_id'));
      if (person === undefined) throw refuse('unknownUser');
      return { status: 200, body: userJson(person) };
    }),
    route('POST /users/@me/channels', (call) => openConversation(world, call)),
    route('GET /applications/@me', () => ({ status: 200, body: application() })),
    route('GET /oauth2/applications/@me', () => ({ status: 200, body: application() })),
    route('GET /gateway', () => ({ status: 200, body: { url: gatewayUrl() } }), { open: true, budget: null }),
    route(
      'GET /gateway/bot',
      () => ({
        status: 200,
        body: {
          url: gatewayUrl(),
          shards: 1,
          session_start_limit: {
            total: 1000,
            remaining: 1000 - starts(),
            reset_after: 14_400_000,
            max_concurrency: 1,
          },
        },
      }),
      { budget: { limit: 2, windowMs: 5000 } },
    ),
  ];
}

/** The private conversation with a person: the same one each time. */
function openConversation(world: World, call: Call): Answer {
  const person = String(bodyOf(call).recipient_id);
  if (!world.people.has(person) || person === world.bot.id) {
    const form = new Form();
    form.add(['recipient_id'], 'USER_INVALID', 'Invalid Recipient(s)');
    form.done();
  }
  return { status: 200, body: channelJson(world, conversationWith(world, person)) };
}

export function conversationWith(world: World, person: string) {
  for (const channel of world.channels.values())
    if (channel.kind === 'dm' && channel.person === person) return channel;
  const channel = {
    kind: 'dm' as const,
    id: world.nextId(),
    name: world.people.get(person)?.name ?? '',
    overwrites: [],
    lastMessage: null,
    person,
  };
  world.channels.set(channel.id, channel);
  return channel;
}
