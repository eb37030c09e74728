/** What servers and the system say of a failure, made fit to be shown. */

/** A server's own words, short and without anything that looks like a credential. */
export function harmless(words: string, secrets: readonly string[]): string {
  const withoutKnown = secrets.reduce((said, secret) => said.split(secret).join('…'), words);
  const plain = withoutKnown
    .replace(/-----BEGIN[\s\S]*/g, '…')
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 …')
    .replace(/[\w+/=.-]{40,}/g, (run) => (run.split(/[.-]/).every((part) => part.length < 24) ? run : '…'))
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > 240 ? `${plain.slice(0, 239)}…` : plain;
}

/** `ECONNREFUSED`, `ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE` and the like, from the error or what caused it. */
export function systemCodeOf(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z0-9_/]{3,60}$/.test(at.code)) return at.code;
  }
  return null;
}
