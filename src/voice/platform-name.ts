import type { Chat } from '../ports.ts';

/** As people call it, in the middle of a sentence. */
export function platformName(chat: Chat['name']): string {
  return { web: 'the web chat', slack: 'Slack', discord: 'Discord' }[chat];
}
