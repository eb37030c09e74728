/** The engine's format of a log without a terminal: frames of 8 bytes of head and the text of one stream. */

const headBytes = 8;

/** Both streams, stdout first, each in its order. Half a frame at the end is left out. `tty`: there are no frames. */
export function textOfLog(body: Buffer, tty: boolean): string {
  if (tty) return body.toString();
  const streams: [Buffer[], Buffer[]] = [[], []];
  for (let at = 0; at + headBytes <= body.length; ) {
    const end = at + headBytes + body.readUInt32BE(at + 4);
    if (end > body.length) break;
    streams[body[at] === 2 ? 1 : 0].push(body.subarray(at + headBytes, end));
    at = end;
  }
  return streams.map((frames) => Buffer.concat(frames).toString()).join('\n');
}
