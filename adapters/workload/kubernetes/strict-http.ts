/**
 * How client-node's requests go out: not on to where a redirect points, whose server would get what was meant for the
 * API; and no answer into memory that is larger than any of the API's to us.
 */
import type * as ClientNode from '@kubernetes/client-node';

/** Of one answer, unpacked: a pod with all that it can have takes some 20 kB, a log what we ask for at most. */
export const answerLimitBytes = 40_000_000;

export class AnswerTooLarge extends Error {}

type Library = typeof ClientNode;
type HttpLibrary = Parameters<Library['createConfiguration']>[0] extends { httpApi?: infer T } | undefined
  ? NonNullable<T>
  : never;

export async function strictHttp(library: Library): Promise<HttpLibrary> {
  const { fetch } = await import('undici');
  return library.wrapHttpLibrary({
    async send(request) {
      const signal = request.getSignal();
      const dispatcher = request.getDispatcher();
      const response = await fetch(request.getUrl(), {
        method: request.getHttpMethod().toString(),
        body: request.getBody() ?? null,
        headers: request.getHeaders(),
        redirect: 'manual',
        ...(signal === undefined ? {} : { signal }),
        ...(dispatcher === undefined ? {} : { dispatcher }),
      });
      const whole = () => wholeAnswer(response.body);
      return new library.ResponseContext(response.status, Object.fromEntries(response.headers), {
        text: async () => new TextDecoder().decode(await whole()),
        binary: whole,
        stream: () => response.body,
      });
    },
  });
}

/** Rejects with AnswerTooLarge. */
export async function wholeAnswer(body: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > answerLimitBytes) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes);
}
