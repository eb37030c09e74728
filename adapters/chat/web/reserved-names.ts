/**
 * Names that only leakops itself may speak under: its own, and those of what acts on a run without a person. A name is
 * refused when it looks like one of them to a reader, not only when it is one.
 */
const reserved = ['leakops', 'breaker', 'lease', 'time limit', 'someone outside leakops', 'kernel'];

/** Letters of other scripts, and digits, that look like a Latin letter. After NFKC, in lower case. */
const lookAlikes: Record<string, string> = {
  аαɑᴀ: 'a',
  вᴃ: 'b',
  еεєᴇ: 'e',
  кκĸᴋ: 'k',
  'iіιıӏ1|ʟ': 'l',
  мᴍ: 'm',
  ηɴ: 'n',
  '0оοօᴏσ': 'o',
  рρᴘ: 'p',
  ѕꜱ: 's',
  тτᴛ: 't',
  υս: 'u',
};
const latin = new Map(
  Object.entries(lookAlikes).flatMap(([letters, one]) =>
    [...letters].map((letter) => [letter, one] as const),
  ),
);

/** What is left of a name when all is taken away that a reader does not see, or does not tell apart. */
function look(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^(?:@ ?)+/, '');
  return [...plain].map((letter) => latin.get(letter) ?? letter).join('');
}

const taken = new Set(reserved.map(look));

export function looksReserved(name: string): boolean {
  return taken.has(look(name));
}

/** Nothing in it that can be seen. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text);
}
