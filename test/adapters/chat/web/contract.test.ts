import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Message, Messages } from '../../../../src/ports.ts';
import type { ChatFacts, ChatUnderTest, SeenMessage } from '../../../contracts/chat/under-test.ts';
import { chatContract } from '../../../contracts/chat.ts';
import { memoryMessages } from './memory-messages.ts';
import { startWeb } from './web-chat-setup.ts';

const facts: ChatFacts = {
  privateHasHistory: true,
  editsPrivate: true,
  directWithoutWay: false,
  showsReplyTo: true,
  pressesHaveKeys: false,
  remote: false,
};
const channel = 'game-day';
const person = 'Ana';

function underTest(messages: Messages, closeMessages: () => void): ChatUnderTest {
  const processes = [startWeb(messages)];
  const on = () => processes.at(-1)!;
  let typed = 0;
  let again = async () => {};
  const asked = async (path: string, body: object) => {
    const answer = await on().post(path, body);
    if (answer.status !== 202) throw new Error(`${path} answered ${answer.status}`);
  };
  return {
    get chat() {
      return on().web.chat;
    },
    channel,
    person,
    personName: person,
    get heard() {
      return processes.flatMap(({ heard }) => heard);
    },
    get pressed() {
      return processes.flatMap(({ pressed }) => pressed);
    },
    async types(text, thread) {
      typed += 1;
      const key = `k${typed}`;
      again = () => asked('/api/say', { channel, user: person, text: `/leak ${text}`, thread, key });
      await again();
    },
    async presses(message, action) {
      again = () => asked('/api/press', { message, action, user: person });
      await again();
    },
    redelivers: () => again(),
    async seen() {
      const { body } = await on().get(`/api/channels/${channel}/messages`);
      const all: Message[] = (body as { messages: Message[] }).messages;
      return all.filter(({ author }) => author === 'leakops').map(asSeen);
    },
    async reopen() {
      processes.push(startWeb(messages));
    },
    // Nothing here waits, and nothing grows old.
    wait: async () => {},
    platform: null,
    async close() {
      for (const { server } of processes) await server.close();
      closeMessages();
    },
  };
}

/** On a page of our own nothing rings. */
function asSeen({ id, channel, thread, to, replyTo, lines, actions }: Message): SeenMessage {
  const buttons = actions.map(({ label }) => label);
  return { id, channel, thread, to, replyTo, words: lines.join('\n'), buttons, pinged: [] };
}

chatContract('web', facts, async () => underTest(memoryMessages(), () => {}));

chatContract('web on SQLite', facts, async () => {
  const { messages, close } = openStore(':memory:');
  return underTest(messages, close);
});
