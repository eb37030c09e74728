/** A time-out that begins anew with every sign of life. Real time, ms. */
export interface Patience {
  readonly signal: AbortSignal;
  renew(forMs: number): void;
  end(): void;
}

export function patienceOf(firstMs: number): Patience {
  const over = new AbortController();
  const expire = () => over.abort();
  let timer = setTimeout(expire, firstMs);
  return {
    signal: over.signal,
    renew(forMs) {
      clearTimeout(timer);
      timer = setTimeout(expire, forMs);
    },
    end: () => clearTimeout(timer),
  };
}
