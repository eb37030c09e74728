/**
 * The way to a run's card inside lines, for each chat to render in its own idiom: `<card:CHANNEL:MESSAGE|words>`. A
 * chat that has no links shows the words. They never stand in `text` nor in a first line.
 */
const mark = /<card:([^:|<>]+):([^:|<>]+)\|([^<>]*)>/g;

/** `words` with the way to the message; where one of the ids cannot stand in a mark, the words alone. */
export function cardLink(channel: string, messageId: string, words: string): string {
  const marked = `<card:${channel}:${messageId}|${words}>`;
  return marked.replace(mark, '') === '' ? marked : words;
}

/** Replaces every way to a card by what `render` makes of it. */
export function renderCardLinks(
  line: string,
  render: (card: { channel: string; messageId: string; words: string }) => string,
): string {
  return line.replace(mark, (_whole, channel: string, messageId: string, words: string) =>
    render({ channel, messageId, words }),
  );
}

/** The words alone. */
export function withoutCardLinks(line: string): string {
  return renderCardLinks(line, ({ words }) => words);
}
