import { isLoopback } from '../../src/loopback.ts';

/**
 * The names under which this server may be asked for. A page elsewhere can make a browser send requests here under a
 * name of its own (DNS rebinding), so that others are refused.
 */

/** Without brackets, port and final dot, in lower case; null: not a host. */
export function hostnameOf(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s/@?#\\:[\]]+))(?::\d{1,5})?$/i.exec(header?.trim() ?? '');
  const name = match?.[1] ?? match?.[2];
  return name === undefined ? null : name.toLowerCase().replace(/\.$/, '');
}

/** Of a `Host` header or an address after its scheme; null: none is named. */
function portOf(host: string | undefined): number | null {
  const port = /:(\d{1,5})$/.exec(host?.trim() ?? '')?.[1];
  return port === undefined ? null : Number(port);
}

/** Whether a hostname is one of ours: loopback, `HOST`, or that of `LEAKOPS_PUBLIC_URL`, on any port. */
export function ownNames(host: string, publicUrl: string | null): (hostname: string | null) => boolean {
  const names = new Set([bareName(host)]);
  if (publicUrl !== null) names.add(hostnameOf(new URL(publicUrl).host) ?? '');
  return (hostname) => hostname !== null && hostname !== '' && (isLoopback(hostname) || names.has(hostname));
}

/**
 * Whether an `Origin` is ours: that of `LEAKOPS_PUBLIC_URL`, or a loopback name or `HOST` with the port that the
 * server listens on, or that the browser asked for (`Host`: a forwarded port). Another port is another program's page.
 */
export function ownOrigins(
  host: string,
  publicUrl: string | null,
): (origin: string, hostHeader: string | undefined, listensOn: number | null) => boolean {
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
  return (origin, hostHeader, listensOn) => {
    const [, scheme, address] = /^(https?):\/\/([^/]+)$/i.exec(origin.trim().toLowerCase()) ?? [];
    const hostname = hostnameOf(address);
    if (hostname === null) return false;
    if (`${scheme}://${address}` === publicOrigin) return true;
    if (!isLoopback(hostname) && hostname !== bareName(host)) return false;
    const usual = scheme === 'https' ? 443 : 80;
    const port = portOf(address) ?? usual;
    return port === listensOn || port === (portOf(hostHeader) ?? usual);
  };
}

function bareName(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '');
}
