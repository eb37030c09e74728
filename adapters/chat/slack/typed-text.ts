/** What a person typed, out of what Slack makes of it: escaped characters, links, names of people and channels. */

/** `<@U1|ana>`, `<#C1|games>`, `<!here>`, `<https://x|x>`; all else between angle brackets was typed. */
const marked = /<([@#!]|[a-z][a-z0-9+.-]*:)([^<>|]*)(?:\|([^<>]*))?>/gi;

const characters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** As it stood in the person's own line. One pass: `&amp;lt;` is what somebody typed as `&lt;`. */
export function typedText(raw: string): string {
  return raw
    .replace(marked, (_whole, kind: string, inside: string, label: string | undefined) => {
      if (kind === '@' || kind === '#') return `${kind}${bare(label ?? inside)}`;
      if (kind === '!') return `@${bare(label ?? inside)}`;
      return label ?? `${kind}${inside}`;
    })
    .replace(/&(?:amp|lt|gt);/g, (escaped) => characters[escaped] ?? escaped);
}

/** Some labels bring their sign along. */
function bare(name: string): string {
  return name.replace(/^[@#]/, '');
}

const mention = /<@([A-Z0-9_]+)(?:\|[^<>]*)?>/g;

/**
 * The command in a line that mentions the app: what stands behind the mention, or before it where nothing does.
 * @param botUser the app's own user id; null: not known yet, then the first mention is taken for it
 */
export function commandInMention(raw: string, botUser: string | null): string {
  const mentions = [...raw.matchAll(mention)];
  const own = mentions.find(([, user]) => user === botUser) ?? mentions[0];
  if (own === undefined) return typedText(raw).trim();
  const behind = withoutOpening(typedText(raw.slice(own.index + own[0].length)));
  return behind === '' ? typedText(raw.slice(0, own.index)).trim() : behind;
}

/** `@leakops: stop`, `@leakops, stop`. */
function withoutOpening(text: string): string {
  return text.replace(/^[\s,:;–—-]+/u, '').trim();
}
