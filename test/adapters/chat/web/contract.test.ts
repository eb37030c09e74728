import type { Message } from '../../../../src/ports.ts';
import { chatContract } from '../../../contracts/chat.ts';
import { memoryMessages } from './memory-messages.ts';
import { startWeb } from './web-chat-setup.ts';

chatContract('web', async () => {
  const messages = memoryMessages();
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
    close: () => on.server.close(),
  };
});
