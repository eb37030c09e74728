/** Selectors as PromQL writes them. */

export interface Matcher {
  label: string;
  /** `=~` is anchored at both ends. */
  operator: '=' | '=~';
  value: string;
}

/** `{namespace="otel-demo",container="checkout"}[2m]` */
export function rangeSelector(matchers: readonly Matcher[], windowSeconds: number): string {
  const inside = matchers
    .map(({ label, operator, value }) => `${label}${operator}${quoted(value)}`)
    .join(',');
  return `{${inside}}[${windowSeconds}s]`;
}

export function anyOf(names: readonly string[]): string {
  return names.map(literally).join('|');
}

/** What matches this text alone, by RE2. */
export function literally(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
