/** The Discord chat on the stand-in as the suite of all chats needs it, by the real discord.js. */
import { type Api, discordApi } from '../../../../adapters/chat/discord/api.ts';
import { discordChat } from '../../../../adapters/chat/discord/discord-chat.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { verbs } from '../../../../commands/index.ts';
import type { Heard, Pressed } from '../../../../src/ports.ts';
import type { ChatFacts, ChatUnderTest, Mishap, SeenMessage } from '../../../contracts/chat/under-test.ts';
import { eventually } from '../../../eventually.ts';
import { skippingClock } from '../../../fakes/skipping-clock.ts';
import { type Discord, startDiscord } from '../../../stand-ins/discord/discord.ts';
import type { Act } from '../../../stand-ins/discord/people/act.ts';
import type { Fault } from '../../../stand-ins/discord/server/faults.ts';

export const discordFacts: ChatFacts = {
  privateHasHistory: false,
  editsPrivate: true,
  showsReplyTo: false,
  directWithoutWay: true,
  pressesHaveKeys: true,
  remote: true,
};

const postRoutes = ['POST /channels/{channel}/messages', 'POST /webhooks/{webhook}/{token}'];
const answerRoute = 'PATCH /webhooks/{webhook}/{token}/messages/{message}';
const editRoute = 'PATCH /channels/{channel}/messages/{message}';

function faultsOf(mishap: Mishap, route: string, times: number): Fault {
  switch (mishap) {
    case 'lost':
      return { route, times, kind: 'drop', when: 'after' };
    case 'undone':
      return { route, times, kind: 'drop', when: 'before' };
    case 'throttled':
      return { route, times, kind: 'rate-limited', retryAfterMs: 30_000 };
    case 'hangs':
      return { route, times, kind: 'hang', when: 'before' };
    case 'broken-answer':
      return { route, times, kind: 'status', status: 200, when: 'after', html: true };
    case 'server-error':
      return { route, times, kind: 'status', status: 503, when: 'before' };
  }
}

export async function discordUnderTest(): Promise<ChatUnderTest> {
  const clock = skippingClock();
  const discord = await startDiscord({
    now: clock.now,
    elapsed: clock.monotonic,
    limits: false,
    identifyEveryMs: 0,
  });
  const { posts, close: closePosts } = openStore(':memory:');
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const heard: Heard[] = [];
  const pressed: Pressed[] = [];

  async function open() {
    const api = discordApi({ token: discord.token, url: discord.apiUrl, clock, log });
    const pressedBefore = discord.gateway.identified;
    const bot = discordChat({
      token: discord.token,
      guildId: discord.guildId,
      home: null,
      apiUrl: discord.apiUrl,
      posts,
      botId: 'b',
      clock,
      log,
      verbs,
      runs: () => [],
      onHeard: (given) => heard.push(given),
      onPressed: (given) => pressed.push(given),
      pictureOf: async () => new Uint8Array(64),
    });
    bot.start();
    await eventually(() => {
      const isReady = discord.gateway.identified > pressedBefore && bot.trouble() === null;
      if (!isReady || discord.commands.guild.length === 0) throw new Error(bot.trouble() ?? 'not ready');
    });
    return { ...bot, api };
  }

  const bots = [await open()];
  const bot = () => bots.at(-1)!;
  const general = discord.people.place('general').id;
  let last: Act | null = null;
  let throttled: { remove: () => void } | null = null;

  return {
    get chat() {
      return bot().chat;
    },
    channel: general,
    person: discord.people.person('Ana').id,
    personName: 'Ana',
    heard,
    pressed,
    async types(text, thread) {
      if (thread !== undefined) {
        await startedBySomebody(bot().api, general, thread);
        discord.people.mention({ by: 'Ana', channel: thread, text });
        return;
      }
      const typed = optionsOf(text);
      if (typed === null) discord.people.mention({ by: 'Ana', channel: general, text });
      else last = await discord.people.slash({ by: 'Ana', channel: 'general', ...typed });
    },
    async presses(message, action) {
      const buttons = discord.seen({ by: 'Ana' }).find(({ id }) => id === message)?.buttons ?? [];
      const button = buttons.find(({ customId }) => customId?.startsWith(action))?.customId ?? action;
      last = await discord.people.press({ by: 'Ana', message, button });
    },
    async redelivers() {
      if (last !== null) discord.redeliver(last);
    },
    seen: async () => seenOn(discord, general),
    async reopen() {
      await bot().stop();
      bots.push(await open());
    },
    wait: (ms) => clock.skip(ms),
    platform: {
      mishap(call, mishap, times) {
        const routes = call === 'post' ? [...postRoutes, answerRoute] : [editRoute];
        for (const route of routes) discord.faults.add(faultsOf(mishap, route, times));
      },
      throttle(retryAfterMs) {
        throttled?.remove();
        throttled =
          retryAfterMs === null
            ? null
            : discord.faults.add({
                route: /^(?!.*(?:callback|threads))/,
                kind: 'rate-limited',
                retryAfterMs,
              });
      },
      down: () => discord.down(),
      async up() {
        await discord.up();
        await eventually(() => {
          if (bot().trouble() !== null) throw new Error('not back yet');
        });
      },
      calls: () =>
        discord.requests.filter(({ route }) => [...postRoutes, answerRoute, editRoute].includes(route ?? ''))
          .length,
      deleteMessage: (id) => discord.people.deleteMessage(id),
      archiveChannel: () => discord.moderation.deleteChannel('general'),
      removeBot: () => discord.moderation.deny('general', 'ViewChannel'),
      deaf() {},
      timedOut: () => (last?.failure ?? null) !== null,
    },
    async close() {
      await bot().stop();
      await discord.close();
      await closePosts();
    },
  };
}

/** A card has its thread from its first post on, or from a person who begins one. */
async function startedBySomebody(api: Api, channel: string, message: string): Promise<void> {
  const path = `/channels/${channel}/messages/${message}/threads` as const;
  const body = { name: 'a thread', auto_archive_duration: 60 };
  await api.call({ method: 'POST', path, body, where: 'thread', urgency: 'now' }).catch(() => {});
}

function seenOn(discord: Discord, general: string): SeenMessage[] {
  return discord
    .seen({})
    .filter(({ author }) => author === 'leakops')
    .map((message) => ({
      id: message.id,
      channel: message.inThread ? general : message.channel,
      thread: message.inThread ? message.channel : null,
      to:
        message.to === null && message.channel !== general && !message.inThread
          ? discord.people.person('Ana').id
          : message.to === null
            ? null
            : discord.people.person(message.to).id,
      replyTo: message.replyTo,
      words: message.lines
        .map((line) => line.replace(/^│ /, ''))
        .join('\n')
        .replace(/\*\*/g, '')
        .replace(/\\([^0-9A-Za-z\s])/g, '$1'),
      buttons: message.buttons.map(({ label }) => label),
      pinged: message.pinged.map((name) => discord.people.person(name).id),
    }));
}

/** `/leak` as it would be chosen; null: only a mention can say that. */
function optionsOf(text: string): { command: string; options: Record<string, string | number> } | null {
  if (text === 'status' || text === 'stop') return { command: `leak ${text}`, options: {} };
  const [, scenario, value, users] = /^start (\w+)(?: (\d+) (\d+))?$/.exec(text) ?? [];
  if (scenario === undefined) return null;
  const numbers = value === undefined ? {} : { 'flag-value': Number(value), users: Number(users) };
  return { command: 'leak start', options: { scenario, ...numbers } };
}
