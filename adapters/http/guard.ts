/** Who may ask: `Host`, `Origin` and token, as interface.md's HTTP section has it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hostnameOf, ownNames, ownOrigins } from './names.ts';
import { HttpRefusal } from './refusal.ts';
import { tokenCheck } from './token.ts';
import { sameSiteAgainPage, tokenPage } from './token-pages.ts';

/** Probes, scrapers and Slack know no token, come under any name, and are checked otherwise or harmless. */
const exemptRoutes = new Set(['/healthz', '/readyz', '/metrics', '/slack/events']);

export interface GuardOptions {
  /** `HOST`: what the server listens on. */
  host: string;
  /** `LEAKOPS_PUBLIC_URL`, null: unset. */
  publicUrl: string | null;
  /** `LEAKOPS_WEB_TOKEN`, null: unset. Where one is set it is always needed. */
  token: string | null;
  /** The port that the server listens on; null: it does not yet. */
  port: () => number | null;
}

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/** A hook before every route, also where there is none; throws HttpRefusal, or answers itself. */
export function guard({ host, publicUrl, token, port }: GuardOptions): Guard {
  const isOwn = ownNames(host, publicUrl);
  const isOwnOrigin = ownOrigins(host, publicUrl);
  const check = token === null ? null : tokenCheck(token);

  return async (request, reply) => {
    if (exemptRoutes.has(request.routeOptions.url ?? '')) return;
    const hostname = hostnameOf(request.headers.host);
    if (!isOwn(hostname)) {
      throw new HttpRefusal(
        403,
        'this address is not one of leakops: use localhost, the address in HOST, or set LEAKOPS_PUBLIC_URL',
      );
    }
    const { origin } = request.headers;
    if (origin !== undefined && !isOwnOrigin(origin, request.headers.host, port())) {
      throw new HttpRefusal(403, 'requests from pages of other sites and ports are refused');
    }
    if (check === null) return;

    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const given = tokenInQuery(request.url);
    if (isRead && given !== null && check.isToken(given)) {
      const secure =
        publicUrl?.startsWith('https:') === true && hostname === hostnameOf(new URL(publicUrl).host);
      reply.header('set-cookie', check.cookie(secure)).header('cache-control', 'no-store');
      if (isFromElsewhere(request))
        return reply.type('text/html').send(sameSiteAgainPage(withoutToken(request.url)));
      return reply.redirect(withoutToken(request.url), 302);
    }
    if (check.admits(request.headers)) return;

    if (isRead && request.headers.accept?.includes('text/html') === true) {
      reply.header('cache-control', 'no-store').type('text/html');
      if (isFromElsewhere(request)) return reply.send(sameSiteAgainPage(withoutToken(request.url)));
      return reply.code(401).send(tokenPage(given !== null));
    }
    reply.header('www-authenticate', 'Bearer');
    throw new HttpRefusal(
      401,
      'a token is needed: send "Authorization: Bearer" with the value of LEAKOPS_WEB_TOKEN, or open ?token= with it once',
    );
  };
}

/** A strict cookie is not sent on a page load that another site began, not even after a redirect. */
function isFromElsewhere(request: FastifyRequest): boolean {
  return (
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-site'] !== 'none' &&
    request.headers['sec-fetch-site'] !== 'same-origin' &&
    request.headers['sec-fetch-site'] !== undefined
  );
}

function tokenInQuery(url: string): string | null {
  const at = url.indexOf('?');
  return at < 0 ? null : new URLSearchParams(url.slice(at + 1)).get('token');
}

/** Relative, so that it holds behind a proxy's path and can never lead to another host. */
function withoutToken(url: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const rest = new URLSearchParams(query);
  rest.delete('token');
  const search = rest.toString();
  return `./${path.slice(path.lastIndexOf('/') + 1)}${search === '' ? '' : `?${search}`}`;
}
