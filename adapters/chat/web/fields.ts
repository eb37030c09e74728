/** What may be written in the fields of a request, and what is said when it is something else. */
import { z } from 'zod';
import { isBlank, looksReserved } from './reserved-names.ts';

const channelWords = 'must be 1 to 80 of a–z, 0–9, "-" and "_"';
const userWords = 'must be 1 to 80 printable characters, and no name of leakops or of what acts for it';
const cursorWords = 'must be a cursor that was answered before: a whole number of at most 15 digits';

/** Controls, lone surrogates and what is not seen would let one name look like another. U+200D joins emoji. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/u;

export const botName = 'leakops';

export const channel = z.string(channelWords).regex(/^[a-z0-9_-]{1,80}$/, channelWords);

export const user = z
  .string(userWords)
  .trim()
  .refine((name) => !isBlank(name) && [...name].length <= 80 && !unprintable.test(name), userWords)
  .refine((name) => !looksReserved(name), userWords);

export const messageId = z.string('must be the id of a message').min(1, 'must be the id of a message');

/** A cursor as it was answered before. */
export const cursor = z
  .string(cursorWords)
  .regex(/^\d{1,15}$/, cursorWords)
  .transform(Number);

/** The same in an address, where nothing means none. */
export const cursorOrEmpty = z.union([z.literal(''), cursor], cursorWords);
