/**
 * Discord's Markdown as its clients read it, in short and apart from the adapter: what a person sees of a text, and
 * what of it is more than words. Rules by order of precedence, as Discord's clients try them at each character.
 */
export interface Token {
  kind: 'text' | 'code' | 'time' | 'link' | 'mention' | 'emoji' | 'format' | 'line';
  /** What is seen of it. */
  shown: string;
}

type Rule = [Token['kind'], RegExp, (match: RegExpExecArray) => string];

const inner = (match: RegExpExecArray) => match[1] ?? match[2] ?? '';
/** Only where a line begins. */
const lineRules: Rule[] = [
  ['line', /^#{1,3} +(?=\S)/, () => ''],
  ['line', /^-# +(?=\S)/, () => ''],
  ['line', /^ *[-*] +(?=\S)/, () => '• '],
  ['line', /^ *\d+\. +(?=\S)/, () => '1. '],
  ['line', /^(?:>>> ?|> )/, () => ''],
];
const rules: Rule[] = [
  ['text', /^\\([^0-9A-Za-z\s])/, inner],
  ['code', /^```[\s\S]+?```/, ([whole]) => whole.slice(3, -3)],
  ['code', /^`([^`]+)`(?!`)/, inner],
  ['code', /^``([\s\S]*?[^`])``(?!`)/, inner],
  ['time', /^<t:-?\d{1,17}(?::[tTdDfFR])?>/, ([whole]) => whole],
  ['mention', /^<(?:@!?|@&|#)\d+>/, ([whole]) => whole],
  ['mention', /^<\/[^:>]+:\d+>/, ([whole]) => whole],
  ['mention', /^<id:\w+>/, ([whole]) => whole],
  ['mention', /^@(?:everyone|here)/, ([whole]) => whole],
  ['emoji', /^<a?:\w+:\d+>/, ([whole]) => whole],
  ['emoji', /^:(?!\d\d:)([\w+~-]+):/, ([whole]) => whole],
  [
    'link',
    /^\[((?:\\.|[^\]\\])+)\]\((?:<[^>]+>|[^\s)]+)(?: "[^"]*")?\)/,
    ([, words = '']) => textOf(read(words)),
  ],
  ['link', /^<https?:\/\/[^\s>]+>/, ([whole]) => whole],
  ['link', /^https?:\/\/[^\s<]+[^<.,:;"'\]\s]/, ([whole]) => whole],
  ['format', /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, ([, words = '']) => textOf(read(words))],
  ['format', /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, ([, words = '']) => textOf(read(words))],
  ['format', /^~~(?=\S)((?:\\[\s\S]|[^\\])*?\S)~~/, ([, words = '']) => textOf(read(words))],
  ['format', /^\|\|((?:\\[\s\S]|[^\\])+?)\|\|/, ([, words = '']) => textOf(read(words))],
  ['format', /^\*(?=\S)((?:\\[\s\S]|[^\\*])+?)\*(?!\*)/, ([, words = '']) => textOf(read(words))],
  ['format', /^_((?:\\[\s\S]|[^\\_])+?)_(?![A-Za-z0-9_])/, ([, words = '']) => textOf(read(words))],
];

export function read(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const isLineStart = at === 0 || text[at - 1] === '\n';
    const rest = text.slice(at);
    const isInWord = /[A-Za-z0-9]/.test(text[at - 1] ?? '');
    let taken: { token: Token; length: number } | null = null;
    for (const [kind, pattern, show] of isLineStart ? [...lineRules, ...rules] : rules) {
      // An underscore inside a word is one.
      if (kind === 'format' && rest.startsWith('_') && isInWord) continue;
      const match = pattern.exec(rest);
      if (match === null) continue;
      taken = { token: { kind, shown: show(match) }, length: match[0].length };
      break;
    }
    const { token, length } = taken ?? { token: { kind: 'text' as const, shown: rest.charAt(0) }, length: 1 };
    const last = tokens.at(-1);
    if (token.kind === 'text' && last?.kind === 'text') last.shown += token.shown;
    else tokens.push({ ...token });
    at += length;
  }
  return tokens;
}

/** What a person sees. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ shown }) => shown).join('');
}
