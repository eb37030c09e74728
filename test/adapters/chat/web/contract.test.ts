import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Message, Messages } from '../../../../src/ports.ts';
import { type ChatUnderTest, chatContract } from '../../../contracts/chat.ts';
import { memoryMessages } from './memory-messages.ts';
import { startWeb } from './web-chat-setup.ts';

function underTest(messages: Messages, closeMessages: () => void): ChatUnderTest {
  const on = startWeb(messages);
  return {
    chat: on.web.chat,
    channel: 'game-day',
    person: 'Ana',
    async personSays(text) {
      const { body } = await on.post('/api/say', { channel: 'game-day', user: 'Ana', text });
      return (body as { id: string }).id;
    },
    async seen() {
      const { body } = await on.get('/api/channels/game-day/messages');
      return (body as { messages: Message[] }).messages.map(({ lines, actions, ...message }) => ({
        ...message,
        words: lines.join('\n'),
        buttons: actions.map(({ label }) => label),
      }));
    },
    reopen: async () => startWeb(messages).web.chat,
    async close() {
      await on.server.close();
      closeMessages();
    },
  };
}

chatContract('web', async () => underTest(memoryMessages(), () => {}));

chatContract('web on SQLite', async () => {
  const { messages, close } = openStore(':memory:');
  return underTest(messages, close);
});
