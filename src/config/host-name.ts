const ipv6 = /^[0-9a-f:.]*:[0-9a-f:.]*(%[\w.-]+)?$/i;

/** An address or name to listen on; an IPv6 address may stand in brackets. */
export function hostName(text: string): { value: string } | { allowed: string } {
  const host = text.replace(/^\[(.*)\]$/, '$1');
  const sound = ipv6.test(host) || /^[a-z0-9]([a-z0-9_.-]{0,251}[a-z0-9])?\.?$/i.test(host);
  return sound && !/^[0-9a-f.]+:\d+$/i.test(host)
    ? { value: host }
    : { allowed: 'an address such as 127.0.0.1 or a name is needed, without http:// and port' };
}
