/** The Slack chat on the stand-in, over sockets or over HTTP, as the suite of all chats needs it. */
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Heard, Pressed } from '../../../../src/ports.ts';
import type {
  ChatFacts,
  ChatUnderTest,
  Mishap,
  Platform,
  SeenMessage,
} from '../../../contracts/chat/under-test.ts';
import { eventually } from '../../../eventually.ts';
import { skippingClock } from '../../../fakes/skipping-clock.ts';
import type { Fault } from '../../../stand-ins/slack/faults.ts';
import type { Delivered, Slack } from '../../../stand-ins/slack/slack.ts';
import { startSlack } from '../../../stand-ins/slack/slack.ts';
import type { WayIn } from './listening.ts';
import { type SlackBot, startSlackBot } from './slack-bot.ts';

export const slackFacts: ChatFacts = {
  privateHasHistory: false,
  editsPrivate: false,
  directWithoutWay: false,
  showsReplyTo: false,
  pressesHaveKeys: true,
  remote: true,
};

const posting = ['chat.postMessage', 'chat.postEphemeral', 'response_url'];
const changing = [...posting, 'chat.update'];
const faultOf: Record<Mishap, Fault> = {
  lost: { kind: 'lost-answer' },
  undone: { kind: 'lost-request' },
  throttled: { kind: 'ratelimited', seconds: 30 },
  hangs: { kind: 'hang' },
  'broken-answer': { kind: 'html' },
  'server-error': { kind: 'status', status: 503 },
};

export async function slackUnderTest(way: WayIn): Promise<ChatUnderTest> {
  const clock = skippingClock();
  const slack = await startSlack({ now: clock.now });
  // What a method allows is the stand-in's own to test; here it must not depend on how fast a test posts.
  slack.limits.mode = 'off';
  const { posts, close: closePosts } = openStore(':memory:');
  const heard: Heard[] = [];
  const pressed: Pressed[] = [];
  let isDeaf = false;
  const listen =
    <T>(list: T[]) =>
    (one: T) => {
      list.push(one);
      if (isDeaf) throw new Error('the bot fails at what it hears');
    };
  const open = async () => {
    const opened = await startSlackBot({
      slack,
      way,
      clock,
      posts,
      onHeard: listen(heard),
      onPressed: listen(pressed),
    });
    slack.requestUrl = opened.requestUrl;
    if (way === 'socket') await slack.connected();
    return opened;
  };
  const bots: SlackBot[] = [await open()];
  const bot = () => bots.at(-1)!;
  let last: Delivered | null = null;

  const under: ChatUnderTest = {
    get chat() {
      return bot().chat;
    },
    channel: slack.channel,
    person: slack.ana,
    personName: 'Ana',
    heard,
    pressed,
    async types(text, thread) {
      const where = { user: slack.ana, channel: slack.channel, text: sent(text) };
      last =
        thread === undefined
          ? await slack.slash(where)
          : (await slack.mention({ ...where, thread })).delivered;
    },
    async presses(ts, action) {
      last = await slack.press({ user: slack.ana, ts, action });
    },
    async redelivers() {
      await last?.again();
    },
    seen: async () => seenOn(slack),
    async reopen() {
      await bot().close();
      // What is typed now must not go to a connection that is being closed.
      await eventually(() => {
        if (slack.sockets.count() > 0) throw new Error('the last process is still connected');
      });
      bots.push(await open());
    },
    wait: (ms) => clock.skip(ms),
    platform: platformOf(slack, {
      down: () => slack.down(),
      async up() {
        await slack.up();
        if (way === 'http') return;
        // What waits before it connects again need not be waited for.
        const greeted = slack.connected();
        while (
          (await Promise.race([greeted.then(() => true), clock.sleep(50).then(() => false)])) === false
        ) {
          await clock.skip(30_000);
        }
      },
      deaf() {
        isDeaf = true;
      },
      timedOut: () => last?.error != null || last?.acknowledged === false,
    }),
    async close() {
      await bot().close();
      await slack.close();
      await closePosts();
    },
  };
  return under;
}

function platformOf(slack: Slack, acts: Pick<Platform, 'down' | 'up' | 'deaf' | 'timedOut'>): Platform {
  return {
    ...acts,
    mishap(call, mishap, times) {
      let left = times;
      const when = () => {
        left -= 1;
        return left >= 0;
      };
      for (const method of call === 'post' ? posting : ['chat.update']) {
        slack.faults.add({ method, fault: faultOf[mishap], times, when });
      }
    },
    throttle(retryAfterMs) {
      if (retryAfterMs === null) slack.limits.throttled.clear();
      else slack.limits.throttled.set('*', retryAfterMs / 1000);
    },
    calls: () => slack.calls.filter(({ method }) => changing.includes(method)).length,
    deleteMessage: slack.deleteMessage,
    archiveChannel: () => slack.archive(slack.channel),
    removeBot: () => slack.kick(slack.channel),
  };
}

/** As Slack hands on what was typed. */
function sent(typed: string): string {
  return typed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function seenOn(slack: Slack): SeenMessage[] {
  const pings = slack.pings();
  return slack
    .seen()
    .filter(({ byApp }) => byApp)
    .flatMap((message) => {
      const one: SeenMessage = {
        id: message.ts,
        channel: message.channel,
        thread: message.thread,
        to: message.to,
        replyTo: null,
        words: message.words,
        buttons: message.buttons.map(({ label }) => label),
        pinged: pings.filter(({ ts }) => ts === message.ts).map(({ person }) => person),
      };
      return message.broadcast ? [one, { ...one, thread: null }] : [one];
    });
}
