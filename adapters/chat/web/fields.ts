/** What may be written in the fields of a request, and what is said when it is something else. */
import { z } from 'zod';

const channelWords = 'must be 1 to 80 of a–z, 0–9, "-" and "_"';
const userWords = 'must be 1 to 80 printable characters, and not "leakops"';

/** Controls, lone surrogates and marks that turn the direction of text would let one name look like another. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

export const botName = 'leakops';

export const channel = z.string(channelWords).regex(/^[a-z0-9_-]{1,80}$/, channelWords);

export const user = z
  .string(userWords)
  .trim()
  .refine((name) => name !== '' && [...name].length <= 80 && !unprintable.test(name), userWords)
  .refine((name) => name.toLowerCase() !== botName, userWords);

export const messageId = z.string('must be the id of a message').min(1, 'must be the id of a message');

/** A cursor as it was answered before. */
export const cursor = z
  .string('must be a cursor, a whole number')
  .regex(/^\d{1,15}$/, 'must be a cursor, a whole number')
  .transform(Number);
