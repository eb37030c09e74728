/** Toxiproxy (github.com/Shopify/toxiproxy): TCP proxies whose wires can be made bad while they are in use. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** `downstream`: what the server answers; `upstream`: what it is sent. */
type Stream = 'upstream' | 'downstream';

export interface Toxic {
  type: 'latency' | 'bandwidth' | 'slow_close' | 'timeout' | 'reset_peer' | 'slicer' | 'limit_data';
  stream: Stream;
  /** As Toxiproxy names them: ms, KB/s, bytes. */
  attributes: Record<string, number>;
}

export interface Wire {
  /** As the server's, with the proxy's port. */
  url: string;
  /** Takes hold of connections that are open, too. */
  poison(...toxics: Toxic[]): Promise<void>;
  /** Nobody listens, and what was open is closed. */
  remove(): Promise<void>;
  /** As good as new. Connections that a toxic held are closed by it. */
  heal(): Promise<void>;
}

const proxied = z.object({ listen: z.string() });

/** A wire to the server at `url`. `toxiproxyUrl`: its own API. */
export async function wireTo(toxiproxyUrl: string, url: string): Promise<Wire> {
  const upstream = new URL(url);
  const name = randomUUID();
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${toxiproxyUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // Two that heal at once: what is gone already is gone.
    if (!response.ok && !(method === 'DELETE' && response.status === 404))
      throw new Error(`Toxiproxy: ${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const { listen } = proxied.parse(
    await ask('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream: upstream.host, enabled: true }),
  );
  let toxics: string[] = [];
  return {
    url: `${upstream.protocol}//${listen}`,
    async poison(...wanted) {
      for (const toxic of wanted) {
        const toxicName = `${toxic.type}-${toxic.stream}`;
        toxics.push(toxicName);
        await ask('POST', `/proxies/${name}/toxics`, { name: toxicName, toxicity: 1, ...toxic });
      }
    },
    async remove() {
      await ask('POST', `/proxies/${name}`, { listen, upstream: upstream.host, enabled: false });
    },
    async heal() {
      const gone = toxics;
      toxics = [];
      for (const toxic of gone) await ask('DELETE', `/proxies/${name}/toxics/${toxic}`);
      await ask('POST', `/proxies/${name}`, { listen, upstream: upstream.host, enabled: true });
    },
  };
}

export function toxic(type: Toxic['type'], stream: Toxic['stream'], attributes: Toxic['attributes']): Toxic {
  return { type, stream, attributes };
}
