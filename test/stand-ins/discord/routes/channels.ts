/** Channels and threads: look at, start a thread, wake, archive, join. */
import { Form, text, whole } from '../check/form.ts';
import { refuse } from '../server/refusal.ts';
import { type Answer, bodyOf, type Call, param, type Route, route } from '../server/route.ts';
import { channelJson } from '../state/as-json.ts';
import { may } from '../state/permissions.ts';
import { type Core, setArchived } from '../state/post.ts';
import { archiveMinutes, startThread, startThreadFrom } from '../state/threads.ts';
import { findChannel, type Thread, type World } from '../state/world.ts';
import { channelFor, messageFor, needActive } from './access.ts';

export function channelRoutes(core: Core): Route[] {
  const { world } = core;
  const at = '/channels/{channel}';
  const one = (call: Call) => channelFor(world, param(call, 'channel'));
  const threadOf = (call: Call): Thread => {
    const channel = one(call);
    if (channel.kind !== 'thread') throw refuse('wrongChannelType');
    return channel;
  };
  const starting = { budget: { limit: 50, windowMs: 300_000 } };
  return [
    route(`GET ${at}`, (call) => ({ status: 200, body: channelJson(world, one(call)) })),
    route(`PATCH ${at}`, (call) => changeThread(core, threadOf(call), call)),
    route(`DELETE ${at}`, (call) => {
      const thread = threadOf(call);
      if (!may(world, world.bot.id, thread, 'ManageThreads')) throw refuse('missingPermissions');
      const body = channelJson(world, thread);
      removeThread(core, thread);
      return { status: 200, body };
    }),
    route(`POST ${at}/messages/{message}/threads`, (call) => fromMessage(core, call), starting),
    route(`POST ${at}/threads`, (call) => withoutMessage(core, call), starting),
    route(`GET ${at}/threads/archived/public`, (call) => {
      const parent = one(call);
      const threads = threadsOf(world).filter((thread) => thread.archived && thread.parent === parent.id);
      return { status: 200, body: threadList(world, threads) };
    }),
    route('GET /guilds/{guild}/threads/active', () => ({
      status: 200,
      body: threadList(
        world,
        threadsOf(world).filter(({ archived }) => !archived),
      ),
    })),
    ...memberRoutes(core, threadOf),
  ];
}

function threadsOf(world: World): Thread[] {
  return [...world.channels.keys()]
    .map((id) => findChannel(world, id))
    .filter((channel) => channel !== null)
    .filter((channel) => channel.kind === 'thread');
}

function threadList(world: World, threads: readonly Thread[]) {
  return { threads: threads.map((thread) => channelJson(world, thread)), members: [], has_more: false };
}

function memberRoutes(core: Core, threadOf: (call: Call) => Thread): Route[] {
  const { world } = core;
  const at = '/channels/{channel}/thread-members';
  const joins = (call: Call, person: string): Answer => {
    const thread = threadOf(call);
    needActive(world, thread);
    thread.joined.add(person);
    return { status: 204 };
  };
  return [
    route(`PUT ${at}/@me`, (call) => joins(call, world.bot.id)),
    route(`PUT ${at}/{user}`, (call) => {
      if (!world.members.has(param(call, 'user'))) throw refuse('unknownMember');
      return joins(call, param(call, 'user'));
    }),
    route(`DELETE ${at}/@me`, (call) => {
      const thread = threadOf(call);
      needActive(world, thread);
      thread.joined.delete(world.bot.id);
      return { status: 204 };
    }),
  ];
}

function fromMessage(core: Core, call: Call): Answer {
  const { world } = core;
  const parent = channelFor(world, param(call, 'channel'));
  if (parent.kind !== 'text') throw refuse('wrongChannelType');
  if (!may(world, world.bot.id, parent, 'CreatePublicThreads')) throw refuse('missingPermissions');
  const message = messageFor(world, parent, param(call, 'message'));
  const { name, autoArchiveMinutes } = threadBody(call, parent.defaultAutoArchiveMinutes);
  const thread = startThreadFrom(core, message, { parent, name, autoArchiveMinutes, by: world.bot.id });
  return { status: 201, body: channelJson(world, thread) };
}

function withoutMessage(core: Core, call: Call): Answer {
  const { world } = core;
  const parent = channelFor(world, param(call, 'channel'));
  if (parent.kind !== 'text') throw refuse('wrongChannelType');
  // Without a type it would be a private one.
  const isPublic = bodyOf(call).type === 11;
  if (!may(world, world.bot.id, parent, isPublic ? 'CreatePublicThreads' : 'CreatePrivateThreads'))
    throw refuse('missingPermissions');
  const { name, autoArchiveMinutes } = threadBody(call, parent.defaultAutoArchiveMinutes);
  const thread = startThread(core, { parent, name, autoArchiveMinutes, by: world.bot.id });
  return { status: 201, body: channelJson(world, thread) };
}

function threadBody(call: Call, byDefault: number | null): { name: string; autoArchiveMinutes: number } {
  const body = bodyOf(call);
  const form = new Form();
  const name = text(form, ['name'], body.name, { min: 1, max: 100, required: true });
  const autoArchiveMinutes = checkAutoArchive(form, body.auto_archive_duration);
  form.done();
  return { name: name ?? '', autoArchiveMinutes: autoArchiveMinutes ?? byDefault ?? 4320 };
}

function checkAutoArchive(form: Form, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const minutes = whole(form, ['auto_archive_duration'], value);
  if (minutes !== null && !archiveMinutes.includes(minutes))
    form.notOneOf(['auto_archive_duration'], archiveMinutes);
  return minutes;
}

/** Waking an unlocked thread takes only the right to speak in it; all else its creator or a manager of threads. */
function changeThread(core: Core, thread: Thread, call: Call): Answer {
  const { world } = core;
  const body = bodyOf(call);
  const form = new Form();
  const name = text(form, ['name'], body.name, { min: 1, max: 100 });
  const autoArchiveMinutes = checkAutoArchive(form, body.auto_archive_duration);
  form.done();
  const can = (right: Parameters<typeof may>[3]) => may(world, world.bot.id, thread, right);
  const manages = can('ManageThreads');
  const onlyWakes = body.archived === false && Object.keys(body).length === 1;
  if (thread.locked && !manages) throw refuse(thread.archived ? 'threadArchived' : 'missingPermissions');
  if (typeof body.locked === 'boolean' && !manages) throw refuse('missingPermissions');
  if (onlyWakes ? !can('SendMessagesInThreads') : !manages && thread.owner !== world.bot.id)
    throw refuse('missingPermissions');
  if (thread.archived && body.archived !== false) throw refuse('threadArchived');
  if (name !== null) thread.name = name;
  if (autoArchiveMinutes !== null) {
    thread.autoArchiveMinutes = autoArchiveMinutes;
    thread.activeAt = world.now();
  }
  if (typeof body.locked === 'boolean') thread.locked = body.locked;
  setArchived(core, thread, typeof body.archived === 'boolean' ? body.archived : thread.archived);
  return { status: 200, body: channelJson(world, thread) };
}

export function removeThread({ world, publish }: Core, thread: Thread): void {
  publish({
    name: 'THREAD_DELETE',
    data: { id: thread.id, guild_id: world.guild.id, parent_id: thread.parent, type: 11 },
    channel: thread,
  });
  world.channels.delete(thread.id);
  world.messages.delete(thread.id);
}
