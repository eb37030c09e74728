/**
 * What Prometheus needs beside itself, in a process of its own: an exporter that asks the metrics API anew at each
 * scrape and dates nothing (as "Writing exporters" asks for, with the sample's time as a gauge of its own), and the
 * webhook at which Alertmanager has the flag turned off. Argument: JSON `{flagdUiUrl, kubernetesUrl, token, limitBytes}`.
 */
import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { readMemory, setFlag } from './hands.ts';
import { expositionOf } from './prometheus-config.ts';

const { flagdUiUrl, kubernetesUrl, token, limitBytes } = z
  .object({ flagdUiUrl: z.string(), kubernetesUrl: z.string(), token: z.string(), limitBytes: z.number() })
  .parse(JSON.parse(process.argv[2] ?? 'null'));

async function answer(path: string, response: ServerResponse): Promise<void> {
  if (path === '/metrics') {
    const reading = await readMemory(kubernetesUrl, token);
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' });
    response.end(expositionOf(reading, limitBytes));
    return;
  }
  // What comes here is an alert that fires: resolved ones are not sent.
  await setFlag(flagdUiUrl, 'off', 0);
  response.writeHead(200).end();
}

const server = createServer((request, response) => {
  request.resume();
  // A 5xx is a failed scrape to Prometheus, and one to send again to Alertmanager.
  answer(request.url ?? '/', response).catch(() => response.writeHead(503).end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
