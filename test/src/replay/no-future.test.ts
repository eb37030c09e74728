/** Nothing of the future and no outcome may reach the code that is replayed. */
import { expect, test } from 'vitest';
import { replay } from '../../../src/replay/replay.ts';
import type { Source } from '../../../src/replay/source.ts';
import { parseTrace } from '../../../src/replay/trace.ts';
import { random } from '../../simulate/random.ts';
import { sourceOf, traceText } from './traces.ts';

/** What had been said up to a second, and decided. */
function saidUpTo(text: string, source: Source, second: number) {
  const trace = parseTrace(text);
  const { preflight, readings, trips } = replay(trace, {
    source,
    thresholdPercent: 80,
    predicts: ['off', 'on', 'cautious'],
  });
  const trip = trips.map((one) => (one !== null && one.at <= second ? one : null));
  return {
    preflight: (trace.flagOnAt ?? 0) <= second ? preflight : null,
    readings: readings.filter((reading) => reading.seconds + source.ageSeconds <= second),
    trip,
  };
}

const sources: Source[] = [
  sourceOf({ intervalSeconds: 1, ageSeconds: 0 }),
  sourceOf({ ageSeconds: 0, phaseSeconds: 4 }),
  sourceOf({ phaseSeconds: 9 }),
];
const names = [
  'dead15-v100-r18-seed1',
  'blip-v300-r37-seed1',
  'v3000-r18-seed1',
  'v4000-r18-crashloop-seed1',
];

test.each(names.flatMap((name) => sources.map((source) => ({ name, source }))))(
  '$name, every $source.intervalSeconds s, $source.ageSeconds s old',
  ({ name, source }) => {
    const whole = traceText(name);
    const lines = whole.trimEnd().split('\n');
    const secondOf = (line: string) =>
      /^\d/.test(line) ? Number(line.split(',')[0]) : Number.NEGATIVE_INFINITY;
    const dice = random(names.indexOf(name) + source.ageSeconds + source.phaseSeconds);
    // A replay each second costs most.
    for (let round = 0; round < (source.intervalSeconds === 1 ? 1 : 2); round++) {
      const second = 62 + Math.floor(dice() * (secondOf(lines.at(-1) ?? '') - 62));
      const expected = saidUpTo(whole, source, second);
      expect(expected.readings.length).toBeGreaterThan(0);
      const cut = lines.filter((line) => secondOf(line) <= second);
      const changed = lines.map((line) =>
        secondOf(line) > second ? `${secondOf(line)},20900000,100,20971520,9999,4000,1,7` : line,
      );
      const added = [...cut, `${second + 0.5},1,1,1,1,1,1,9`, `${second + 400},20971520,,,,,,`];
      const thinned = lines.filter((line) => secondOf(line) <= second || dice() < 0.3);
      for (const other of [cut, changed, added, thinned]) {
        expect(saidUpTo(other.join('\n'), source, second)).toEqual(expected);
      }
    }
  },
);

test('no other word of the header is read, nor the order of rows', () => {
  const [first = '', ...rest] = traceText('blip-v300-r37-seed1').trimEnd().split('\n');
  const read = /(flag_value|orders_per_minute|limit_bytes|gomemlimit|flag_on_at)=\S+/g;
  const words = first.match(read) ?? [];
  expect(words).toHaveLength(5);
  const rows = rest.filter((line) => !line.startsWith('#'));
  const all = (text: string) => saidUpTo(text, sourceOf(), Number.POSITIVE_INFINITY);
  const [columns = '', ...samples] = rows;
  const bare = [columns, ...samples.toReversed(), `# ${words.toReversed().join('; ')}`].join('\n');
  expect(all(bare)).toEqual(all([first, ...rest].join('\n')));
  const lying = [
    first,
    '# broker=dead; outcome=OOMKilled exit=137 at t=70s flag_off_at=61 users_about=500',
    ...rows,
  ];
  expect(all(lying.join('\n'))).toEqual(all(bare));
});
