/** Between the adapter and Locust: writes down what is asked, and can be gone while Locust lives on. */
import { answer, startLoopbackServer } from '../../adapters/loopback-server.ts';

export interface RecordingProxy {
  url: string;
  /** What changes something: `POST /swarm user_count=25&spawn_rate=3`. */
  changes: string[];
  close(): Promise<void>;
}

export async function startRecordingProxy(to: string): Promise<RecordingProxy> {
  const changes: string[] = [];
  const server = await startLoopbackServer((request, response, body) => {
    const { method = '', url = '', headers } = request;
    if (!url.startsWith('/stats/requests')) changes.push(`${method} ${url} ${body}`.trim());
    const contentType = headers['content-type'];
    fetch(`${to}${url}`, {
      method,
      redirect: 'manual',
      ...(method === 'GET' ? {} : { body }),
      ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
    }).then(
      async (real) =>
        answer(response, real.status, await real.text(), real.headers.get('content-type') ?? 'text/plain'),
      () => response.destroy(),
    );
  });
  let closing: Promise<void> | null = null;
  return {
    url: server.url,
    changes,
    close() {
      closing ??= server.close();
      return closing;
    },
  };
}
