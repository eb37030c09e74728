/** The one HTTP server. What it serves is handed in; who may ask, limits, errors and the end are here. */
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { Failure, wordsOf } from '../../src/failure.ts';
import { isLoopback } from '../../src/loopback.ts';
import { errorHandler, type HttpLog } from './errors.ts';
import { guard } from './guard.ts';
import { knownPaths } from './known-paths.ts';
import { HttpRefusal } from './refusal.ts';
import { securityHeaders } from './security-headers.ts';

export type Routes = (app: FastifyInstance) => void;

export interface ServerOptions {
  /** `HOST`: a name or an address. */
  host: string;
  /** `PORT`; 0: any. */
  port: number;
  token: string | null;
  publicUrl: string | null;
  /** `LEAKOPS_WEB`: with the page on, a host that is not loopback needs a token. */
  webOn: boolean;
  logger: HttpLog;
  routes: Routes[];
}

export interface HttpServer {
  /**
   * Starts to listen and answers where. Rejects with a Failure `port-busy`, `port-forbidden` or `host-unusable`
   * that names the variable.
   */
  listen(): Promise<{ url: string; port: number }>;
  /** Takes no new request, ends the open streams, and lets those under way end for a second at most. */
  close(): Promise<void>;
  /** Answers a request without a socket, for tests. */
  inject: FastifyInstance['inject'];
}

/** 4,000 characters of text, each as long as JSON can make it, and the other fields. */
const bodyLimitBytes = 64 * 1024;
const closeWithinMs = 1000;

/** Throws a Failure `web-token-missing` where the page would be open to the network. */
export function createServer(options: ServerOptions): HttpServer {
  const { host, token, publicUrl, webOn, logger } = options;
  if (webOn && token === null && !isLoopback(host)) {
    throw new Failure('web-token-missing', `HOST is ${host}, which others can reach, and there is no token`, {
      retryable: false,
      remedy: 'set LEAKOPS_WEB_TOKEN to a long random word, or HOST to 127.0.0.1, or LEAKOPS_WEB=off',
    });
  }
  const onError = errorHandler(logger, bodyLimitBytes);
  const app = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    // Long names are refused by the routes, in words that name the field.
    routerOptions: { maxParamLength: 1000 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      reply.headers(securityHeaders);
      onError(error, request, reply);
    },
  });
  // Only JSON: a form or plain text is what a page of another site can send without being asked first.
  app.removeContentTypeParser('text/plain');

  const listensOn = (): number | null => {
    const address = app.server.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  };
  const paths = knownPaths();
  app.addHook('onRoute', ({ method, url }) => paths.add(method, url));
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders);
  });
  app.addHook('onRequest', guard({ host, publicUrl, token, port: listensOn }));
  app.setErrorHandler<FastifyError>(onError);
  app.setNotFoundHandler((request, reply) => {
    const methods = paths.methods(request.url);
    if (methods.length === 0) {
      throw new HttpRefusal(
        404,
        `nothing here: ${request.method} ${request.url.split('?', 1)[0]!.slice(0, 80)}`,
      );
    }
    reply.header('allow', methods.join(', '));
    throw new HttpRefusal(405, `${request.method} is not possible here: use ${methods.join(' or ')}`);
  });
  for (const routes of options.routes) routes(app);

  return {
    inject: app.inject.bind(app) as FastifyInstance['inject'],
    async listen() {
      const bare = host.replace(/^\[|\]$/g, '');
      try {
        await app.listen({ host: bare, port: options.port });
      } catch (error) {
        throw listenFailure(error, host, options.port);
      }
      const port = listensOn() ?? options.port;
      return { url: `http://${bare.includes(':') ? `[${bare}]` : bare}:${port}`, port };
    },
    async close() {
      const cut = setTimeout(() => app.server.closeAllConnections(), closeWithinMs);
      await app.close().finally(() => clearTimeout(cut));
    },
  };
}

function listenFailure(error: unknown, host: string, port: number): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new Failure('port-busy', `port ${port} on ${host} is in use by another program`, {
      retryable: false,
      remedy: 'set PORT to a free one (0: any), or end the other program',
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new Failure('port-forbidden', `port ${port} on ${host} may not be opened by this user`, {
      retryable: false,
      remedy: 'set PORT to one above 1023',
      cause: error,
    });
  }
  return new Failure('host-unusable', `cannot listen on HOST ${host}: ${wordsOf(error)}`, {
    retryable: false,
    remedy: 'set HOST to an address of this machine, such as 127.0.0.1',
    cause: error,
  });
}
