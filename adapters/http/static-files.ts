/** A folder of a few files that browsers load: read and compressed once, checked again at each load. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from './server.ts';

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

/**
 * `pathOf`: where a file is served, by its name; null: it is not. `instead`: answers itself where the file is not what is asked for;
 * null: it is.
 */
export function staticFiles(
  folder: URL,
  pathOf: (name: string) => string | null,
  instead: (name: string, request: FastifyRequest, reply: FastifyReply) => FastifyReply | null = () => null,
): Routes {
  const files = readdirSync(folder).flatMap((name) => {
    const type = types[name.slice(name.lastIndexOf('.') + 1)];
    const path = pathOf(name);
    if (type === undefined || path === null) return [];
    const content = readFileSync(new URL(name, folder));
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    return [{ name, path, type, content, zipped: gzipSync(content), etag }];
  });
  return (app) => {
    for (const { name, path, type, content, zipped, etag } of files) {
      app.get(path, async (request: FastifyRequest, reply: FastifyReply) => {
        const other = instead(name, request, reply);
        if (other !== null) return other;
        const isZipped = takesGzip(request.headers['accept-encoding']);
        const shown = isZipped ? etag.replace(/"$/, '-gzip"') : etag;
        reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding').header('etag', shown);
        if (request.headers['if-none-match'] === shown) return reply.code(304).send();
        if (isZipped) reply.header('content-encoding', 'gzip');
        return reply.type(type).send(isZipped ? zipped : content);
      });
    }
  };
}

/** `gzip;q=0` is a refusal; `*` alone is nobody's browser. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(?:^|,)\s*gzip\s*(?:,|$|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))/i.test(String(accepted ?? ''));
}
