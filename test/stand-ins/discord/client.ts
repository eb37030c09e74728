/** A real discord.js client on a stand-in, and what tests of it share. */
import { Client, Events, GatewayIntentBits, Partials, type RESTOptions } from 'discord.js';
import { afterEach } from 'vitest';
import { type Discord, type DiscordOptions, startDiscord } from './discord.ts';

const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;

/** Makers of a stand-in and of clients; all that was made is closed after each test. */
export function bench() {
  const toClose: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });
  return {
    async discord(options: DiscordOptions = {}): Promise<Discord> {
      // Machines that run tests are busy: three seconds are for real people.
      const discord = await startDiscord({ answerWithinMs: 15_000, ...options });
      toClose.push(() => discord.close());
      return discord;
    },
    /** Logged in and ready; errors of its gateway are expected where tests cut it. */
    async client(discord: Discord, rest: Partial<RESTOptions> = {}): Promise<Client<true>> {
      const client = new Client({
        intents: [Guilds, GuildMessages, DirectMessages],
        // Without it discord.js passes over private messages.
        partials: [Partials.Channel],
        rest: { api: discord.apiUrl, ...rest },
        // discord.js waits 5 s before it identifies again: tests need not.
        ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
      });
      toClose.push(() => client.destroy());
      client.on(Events.Error, () => {});
      const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
      await client.login(discord.token);
      return await ready;
    },
  };
}

/** Polls until `condition` holds; the limit is generous since machines are busy. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const endsAt = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > endsAt) throw new Error(`Never came: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

/** The text channel of a name, as discord.js has it. */
export function textChannel(client: Client<true>, discord: Discord, name = 'general') {
  const channel = client.channels.cache.get(discord.people.place(name).id);
  if (channel === undefined || !channel.isTextBased() || !channel.isSendable())
    throw new Error(`No text channel ${name}`);
  return channel;
}

/** The JSON error code that a call is refused with. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
}

/** A request of one's own, past the checks of discord.js. */
export async function ask(
  discord: Discord,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: {
      Authorization: `Bot ${discord.token}`,
      'User-Agent': 'DiscordBot (https://example.org, 1.0)',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('Content-Type') === 'application/json' && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
