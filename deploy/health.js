/**
 * `node deploy/health.js [readyz]`: asks the leakops of this container, for probes where there is no shell and no curl.
 * Exit code 0: it answers 200 at /healthz, or at the path that is named. Plain JavaScript and node:http, as it starts
 * every few seconds: half the memory and a quarter of the time of TypeScript with fetch.
 */
import { get } from 'node:http';

const { HOST = '', PORT = '' } = process.env;
const [, , path = 'healthz'] = process.argv;
// What listens on every address is reached by loopback.
const host = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' }[HOST] ?? HOST.replace(/^\[|\]$/g, '');

const request = get({ host, port: PORT === '' ? 3000 : Number(PORT), path: `/${path}`, timeout: 2_000 });
request.on('response', ({ statusCode }) => end(statusCode === 200, `/${path} answered ${statusCode}`));
request.on('timeout', () => end(false, `/${path}: no answer within 2 s`));
request.on('error', ({ message }) => end(false, `/${path}: ${message}`));

/** @param {boolean} well @param {string} words */
function end(well, words) {
  console.log(words);
  process.exit(well ? 0 : 1);
}
