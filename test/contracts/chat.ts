/** What every Chat must do, whatever the platform: what is said is seen, once; what people say and press is heard. */
import { afterEach, beforeEach, describe } from 'vitest';
import { gone } from './chat/gone.ts';
import { hearing } from './chat/hearing.ts';
import { hostileWords } from './chat/hostile-words.ts';
import { mishaps } from './chat/mishaps.ts';
import { privately } from './chat/privately.ts';
import { speaking } from './chat/speaking.ts';
import type { ChatFacts, ChatUnderTest } from './chat/under-test.ts';

/** `setup`: a chat in which nothing was said yet, connected. */
export function chatContract(name: string, facts: ChatFacts, setup: () => Promise<ChatUnderTest>): void {
  describe(`Chat: ${name}`, () => {
    let on: ChatUnderTest | null = null;
    const now = () => {
      if (on === null) throw new Error('there is no chat outside of a test');
      return on;
    };
    beforeEach(async () => {
      on = await setup();
    });
    afterEach(async () => {
      await on?.close();
      on = null;
    });

    speaking(facts, now);
    privately(facts, now);
    hearing(facts, now);
    hostileWords(now);
    if (!facts.remote) return;
    mishaps(facts, now);
    gone(now);
  });
}
