/** Lines that nobody means, the same in every run of the tests. */
import { verbs } from '../../../commands/index.ts';

const pieces = [
  ...verbs.map((verb) => verb.name),
  ...[
    'gradual',
    'spike',
    'postgres',
    'for',
    'ramp',
    'breaker',
    'with',
    'broker',
    'down',
    'dry',
    'confirm',
    'off',
  ],
  ...[
    'trip',
    'reset',
    'last',
    'run-42',
    '42',
    '0',
    '-1',
    '+5',
    '300',
    '25',
    '99999',
    '1e3',
    '0x10',
    '3.5',
    '½',
    '٣',
  ],
  ...[
    '30m',
    '1h30m',
    '90s',
    '5h',
    '0m',
    'NaN',
    'Infinity',
    '__proto__',
    'constructor',
    'toString',
    '<!channel>',
  ],
  ...[
    '`',
    '“”',
    "'",
    '@everyone',
    '<@U1>',
    '<t:1:R>',
    '\u202e',
    '\u0000',
    '🔥',
    'ı',
    'İ',
    'x'.repeat(500),
    '█▁',
  ],
];

/** @param seed the same seed gives the same lines */
export function* garbage(count: number, seed = 1): Generator<string> {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let line = 0; line < count; line++) {
    const words = Array.from({ length: below(9) }, () => {
      const piece = pieces[below(pieces.length)] ?? '';
      const cut = below(4) === 0 ? piece.slice(0, below(piece.length + 1)) : piece;
      return below(8) === 0 ? cut.toUpperCase() : cut;
    });
    yield words.join([' ', '  ', '\u00a0', '\n', ''][below(5)]);
  }
}
