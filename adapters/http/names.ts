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

/** The host of an `Origin`; null: none, as in `Origin: null`. */
export function hostnameOfOrigin(origin: string): string | null {
  const match = /^https?:\/\/([^/]+)$/i.exec(origin.trim());
  return match === null ? null : hostnameOf(match[1]);
}

/** Whether a hostname is one of ours: loopback, `HOST`, or that of `LEAKOPS_PUBLIC_URL`, on any port. */
export function ownNames(host: string, publicUrl: string | null): (hostname: string | null) => boolean {
  const names = new Set([host.toLowerCase().replace(/^\[|\]$/g, '')]);
  if (publicUrl !== null) names.add(hostnameOf(new URL(publicUrl).host) ?? '');
  return (hostname) => hostname !== null && hostname !== '' && (isLoopback(hostname) || names.has(hostname));
}
