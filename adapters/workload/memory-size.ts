/** Sizes as Kubernetes and Go write them, in bytes; null: not a size. */

const decimalExponents: { [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryFactors: { [suffix: string]: number } = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const quantity = /^\+?(\d+\.?\d*|\.\d+)(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;

/**
 * A Kubernetes quantity: `20Mi`, `20M`, `20971520`, `1.5Gi`, `128974848000m`, `1e3`. Parts of a byte are rounded up,
 * as Kubernetes does. Negative and malformed ones are null.
 */
export function bytesOfQuantity(written: unknown): number | null {
  if (typeof written !== 'string' && typeof written !== 'number') return null;
  const match = quantity.exec(String(written).trim());
  if (match === null) return null;
  const [, digits = '', suffix = '', exponent] = match;
  const binary = binaryFactors[suffix];
  // The decimal exponent goes into the text: 1.1 * 1e6 is not 1100000 in binary floating point.
  const bytes =
    binary === undefined
      ? Number(`${digits}e${exponent ?? decimalExponents[suffix] ?? 0}`)
      : Number(digits) * binary;
  return Number.isFinite(bytes) ? Math.ceil(bytes) : null;
}

const goFactors: { [suffix: string]: number } = {
  '': 1,
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** GOMEMLIMIT by Go's syntax: whole bytes, or with B, KiB, MiB, GiB, TiB. `off`, 0 and malformed ones are null. */
export function bytesOfGomemlimit(written: string): number | null {
  const match = /^(\d+)([A-Za-z]*)$/.exec(written);
  const factor = goFactors[match?.[2] ?? ''];
  if (match === null || factor === undefined) return null;
  const bytes = Number(match[1]) * factor;
  return bytes > 0 && Number.isFinite(bytes) ? bytes : null;
}
