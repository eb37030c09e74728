/** Takes secrets out of a finished line, so that no way of logging leads past it. */

const hidden = '[hidden]';

/** Names of fields whose values are secrets. `flagKey` and the like are none: the word stands alone or after these. */
const secretName =
  /token|secret|authori[sz]ation|passw|cookie|credential|signature|^x-honeycomb-team$|^((x-)?(api|private|client|access|signing|encryption|secret))?[-_]?key([-_]?data)?$/i;

/** Secrets by their look, wherever they stand in a text. */
const secretLooks: readonly [pattern: RegExp, instead: string][] = [
  [/\b(xox[a-z]|xapp)-[\w-]+/g, hidden],
  [/\bhc[a-z]{1,3}k_\w+/g, hidden],
  [/\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g, hidden],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/\b(Bearer|Basic|Bot)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@]*@/gi, `$1${hidden}@`],
  [/([?&;](?:[\w-]*(?:token|secret|password|key|signature|code))=)[^&;\s"'#]+/gi, `$1${hidden}`],
  [/([\w-]*(?:token|secret|password)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi, `$1${hidden}`],
];

/** Shorter ones would tear words apart, and are no secrets. */
const shortestSecret = 4;

/** `line`: one JSON object and its line break, as pino writes it. `secrets`: values to be hidden wherever they stand. */
export function redactedLine(line: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= shortestSecret);
  try {
    return `${JSON.stringify(redacted(JSON.parse(line), known))}\n`;
  } catch {
    return `${redactedText(line.trimEnd(), known)}\n`;
  }
}

function redacted(value: unknown, known: readonly string[]): unknown {
  if (typeof value === 'string') return redactedText(value, known);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => redacted(entry, known));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      secretName.test(name) && entry !== null ? hidden : redacted(entry, known),
    ]),
  );
}

function redactedText(text: string, known: readonly string[]): string {
  const bare = known.reduce((left, secret) => {
    const encoded = encodeURIComponent(secret);
    return left.replaceAll(secret, hidden).replaceAll(encoded, hidden);
  }, text);
  return secretLooks.reduce((left, [pattern, instead]) => left.replace(pattern, instead), bare);
}
