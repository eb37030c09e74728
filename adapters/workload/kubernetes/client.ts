/**
 * Calls of the Kubernetes API through client-node: bounded, abortable, errors as Failures, the server's clock heard.
 * client-node is loaded at the first call: it costs 85 MB that a bot without a cluster need not pay.
 */
import type * as ClientNode from '@kubernetes/client-node';
import { Failure } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { ServerClock } from '../server-clock.ts';
import { type Deed, wordsOfDeed } from './deed.ts';
import {
  answerFailure,
  cutFailure,
  silentFailure,
  statusFailure,
  timeoutFailure,
  tooLargeFailure,
  transportFailure,
} from './failures.ts';
import { type Access, loadAccess } from './kubeconfig.ts';
import { lineCutter } from './line-cutter.ts';
import { patienceOf } from './patience.ts';
import { AnswerTooLarge, strictHttp, wholeAnswer } from './strict-http.ts';

interface Apis {
  core: ClientNode.CoreV1Api;
  apps: ClientNode.AppsV1Api;
  custom: ClientNode.CustomObjectsApi;
  authorization: ClientNode.AuthorizationV1Api;
}

interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Of a patch: without one client-node sends a JSON Patch, which the server answers with 400. */
  contentType?: string;
  /** Of a path below a proxy: client-node writes its slashes as `%2F`, and lets nobody set its query. */
  below?: string;
}

interface StreamOptions {
  /** With its query. */
  path: string;
  /** Of the answer, whole and without its end. */
  heard: (line: string) => void;
  /** An answer that says nothing for so long has been lost on its way. Real time, ms. */
  silentAfterMs: number;
  signal: AbortSignal;
}

export interface KubernetesClient {
  /** Rejects with a Failure: `kubernetes-STATUS`, `-unreachable`, `-tls`, `-answer`, `-config`, `-cancelled`. */
  call<T>(deed: Deed, send: (apis: Apis) => Promise<T>, options?: CallOptions): Promise<T>;
  /** An answer that goes on. Resolves when the server has ended it; rejects as `call`, also when it breaks off. */
  stream(deed: Deed, options: StreamOptions): Promise<void>;
  /** That the answer to a deed is not what this API says. */
  oddAnswer(deed: Deed): Failure;
}

interface Connection extends Access {
  library: typeof ClientNode;
  http: Awaited<ReturnType<typeof strictHttp>>;
  /** Kept, because client-node makes a new one, and with it a new TLS connection, for every request. */
  dispatcher: ReturnType<ClientNode.RequestContext['getDispatcher']> | null;
}

/** How far one request got: it tells a bad credential helper from a bad network from a bad answer. */
interface Progress {
  sent: boolean;
  answered: boolean;
}

export function kubernetesClient(options: {
  kubeconfig: string | undefined;
  clock: Clock;
  server: ServerClock;
  /** Of one request, real time. */
  timeoutMs: number;
}): KubernetesClient {
  const { clock, server, timeoutMs } = options;
  let current: Connection | null = null;

  async function connect(): Promise<Connection> {
    if (current !== null) return current;
    const library = await import('@kubernetes/client-node');
    const http = await strictHttp(library);
    // Two first calls at once: the one that comes second takes what the first has made.
    current ??= {
      ...loadAccess(new library.KubeConfig(), options.kubeconfig),
      library,
      http,
      dispatcher: null,
    };
    return current;
  }

  function apisFor(
    connection: Connection,
    progress: Progress,
    signal: AbortSignal,
    { contentType, below }: CallOptions,
  ): Apis {
    const { library, kubeConfig } = connection;
    let sentAt = 0;
    const middleware: ClientNode.Middleware = {
      async pre(request) {
        connection.dispatcher ??= request.getDispatcher();
        if (connection.dispatcher !== undefined) request.setDispatcher(connection.dispatcher);
        request.setSignal(signal);
        request.setHeaderParam('User-Agent', 'leakops');
        if (below !== undefined) request.setUrl(`${request.getUrl()}${below}`);
        if (contentType !== undefined) request.setHeaderParam('Content-Type', contentType);
        progress.sent = true;
        sentAt = clock.now();
        return request;
      },
      async post(response) {
        progress.answered = true;
        // An error may come from a proxy, with the proxy's clock.
        if (response.httpStatusCode < 300) server.heard(response.headers.date, sentAt, clock.now());
        return response;
      },
    };
    const configuration = library.createConfiguration({
      baseServer: new library.ServerConfiguration(connection.server, {}),
      authMethods: { default: kubeConfig },
      promiseMiddleware: [middleware],
      httpApi: connection.http,
    });
    return {
      core: new library.CoreV1Api(configuration),
      apps: new library.AppsV1Api(configuration),
      custom: new library.CustomObjectsApi(configuration),
      authorization: new library.AuthorizationV1Api(configuration),
    };
  }

  /** The next call reads the kubeconfig anew (tokens are rotated) and opens a new connection. */
  function forget(connection: Connection) {
    if (current === connection) current = null;
  }

  async function once<T>(deed: Deed, send: (apis: Apis) => Promise<T>, call: CallOptions): Promise<T> {
    const connection = await connect();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
    const progress: Progress = { sent: false, answered: false };
    try {
      return await orAborted(send(apisFor(connection, progress, signal, call)), signal);
    } catch (error) {
      if (call.signal?.aborted) throw cancelled(deed);
      const { ApiException } = connection.library;
      if (error instanceof ApiException) throw refused(connection, error.code, error.body, deed);
      throw broken(connection, error, deed, { ...progress, timedOut: timeout.aborted });
    }
  }

  function refused(connection: Connection, status: number, body: unknown, deed: Deed): Failure {
    if (status === 401) forget(connection);
    return statusFailure(status, body, deed, connection.secrets);
  }

  function broken(
    connection: Connection,
    error: unknown,
    deed: Deed,
    progress: Progress & { timedOut: boolean },
  ): Failure {
    if (error instanceof AnswerTooLarge) return tooLargeFailure(deed, connection.host);
    connection.dispatcher = null;
    if (progress.timedOut) return timeoutFailure(deed, connection.host, timeoutMs);
    if (!progress.sent) {
      forget(connection);
      return credentialsFailure(deed);
    }
    if (!progress.answered) return transportFailure(error, deed, connection.host);
    // fetch gives its errors a cause; a TypeError without one is client-node's, over JSON of another shape.
    if (error instanceof TypeError && error.cause !== undefined) return cutFailure(deed, connection.host);
    return answerFailure(deed, connection.host);
  }

  /** client-node's own Watch swallows what its callback throws and hides why a server refused. */
  async function streamOnce(deed: Deed, stream: StreamOptions): Promise<void> {
    const connection = await connect();
    const { RequestContext, HttpMethod } = connection.library;
    const patience = patienceOf(timeoutMs);
    const signal = AbortSignal.any([patience.signal, stream.signal]);
    const progress: Progress = { sent: false, answered: false };
    try {
      const context = new RequestContext(`${connection.server}${stream.path}`, HttpMethod.GET);
      await orAborted(connection.kubeConfig.applySecurityAuthentication(context), signal);
      connection.dispatcher ??= context.getDispatcher();
      const dispatcher = connection.dispatcher;
      progress.sent = true;
      const { fetch } = await import('undici');
      const response = await fetch(context.getUrl(), {
        headers: { ...context.getHeaders(), 'User-Agent': 'leakops', Accept: 'application/json' },
        redirect: 'manual',
        signal,
        ...(dispatcher === undefined ? {} : { dispatcher }),
      });
      progress.answered = true;
      if (response.status !== 200) {
        const body = (await wholeAnswer(response.body)).toString();
        throw refused(connection, response.status, body, deed);
      }
      patience.renew(stream.silentAfterMs);
      const lines = lineCutter(stream.heard);
      for await (const chunk of response.body ?? []) {
        patience.renew(stream.silentAfterMs);
        if (!lines.take(chunk)) throw answerFailure(deed, connection.host);
      }
      lines.end();
    } catch (error) {
      if (stream.signal.aborted) throw cancelled(deed);
      if (error instanceof Failure) throw error;
      const timedOut = patience.signal.aborted;
      if (timedOut && progress.answered) {
        connection.dispatcher = null;
        throw silentFailure(deed, connection.host, stream.silentAfterMs);
      }
      throw broken(connection, error, deed, { ...progress, timedOut });
    } finally {
      patience.end();
    }
  }

  /** Where the credentials are refused nothing was done: read anew they may serve (a rotated token). */
  async function twice<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Failure && error.code === 'kubernetes-401') return await work();
      throw error;
    }
  }

  return {
    call: (deed, send, call = {}) => twice(() => once(deed, send, call)),
    stream: (deed, options) => twice(() => streamOnce(deed, options)),
    oddAnswer: (deed) => answerFailure(deed, current?.host ?? 'the address of the kubeconfig'),
  };
}

/** The signal ends the wait also where client-node does not look at it: in a credential helper that hangs. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

function cancelled(deed: Deed): Failure {
  return new Failure('kubernetes-cancelled', `it was no longer needed to ${wordsOfDeed(deed)}`);
}

/** Its own words stay out: what a credential helper prints may be the credential. */
function credentialsFailure(deed: Deed): Failure {
  return new Failure(
    'kubernetes-credentials',
    `no credentials to ${wordsOfDeed(deed)}: a file, or the command, that the kubeconfig names for them fails`,
    { remedy: 'Check with kubectl auth whoami and the same kubeconfig.' },
  );
}
