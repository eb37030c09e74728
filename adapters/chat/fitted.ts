/** Cutting words to the room that they have once they are rendered. */
import { cut } from '../../src/voice/typed.ts';

/** `text` cut until what is made of it has at most `limit` UTF-16 units. */
export function fitted(text: string, limit: number, make: (text: string) => string): string {
  let characters = Math.min(limit, text.length);
  let made = make(cut(text, characters));
  while (made.length > limit && characters > 1) {
    characters = Math.max(1, Math.floor(characters * 0.8));
    made = make(cut(text, characters));
  }
  return made.length > limit ? '…' : made;
}
