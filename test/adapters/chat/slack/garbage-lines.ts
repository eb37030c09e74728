/** Lines as nobody should send them: every mark of Slack's, ours, cut emoji, other directions, very long ones. */
const pieces = [
  ...[
    '*',
    '_',
    '~',
    '`',
    '```',
    '<',
    '>',
    '&',
    '&amp;',
    ':',
    '@',
    '#',
    '|',
    '^',
    '!',
    '\\',
    '\n',
    '\r\n',
    '\t',
  ],
  ...[
    '<!channel>',
    '<!here|x>',
    '<@U024BE7LH>',
    '<#C024BE7LR>',
    '<https://a.example|b>',
    '@here',
    '@everyone',
  ],
  ...[
    ':tada:',
    ':100:',
    '14:36:12',
    '> ',
    '*bold*',
    '_it_',
    '~no~',
    '`code`',
    '` `',
    '[a](https://b.example)',
  ],
  ...[
    '<t:1766500000>',
    '<t:1766500000:s>',
    '<t:9e9>',
    '<t:-1>',
    '<t:99999999999999999999>',
    '`at <t:60>`',
    '<card:C1:1.2|the *card*>',
    '<card:C1:1.2|>',
    ' * ',
    '<card:C1|x>',
  ],
  ...['LEAKOPS_BROKER', 'flag_value', '/leak start gradual', 'run-42', '81 %', '▅▅█T', ' ', '  ', 'a', '9'],
  ...[
    '👩‍👩‍👧‍👦',
    '\ud83d',
    '\udc00',
    '🇩🇪',
    'é',
    'e\u0301\u0301\u0301\u0301',
    'مرحبا',
    '\u202eabc',
    '\u2066',
    '\u0000',
    '漢字',
    '\u200b',
  ],
];

/** The same ones each time. */
export function garbageLines(count: number, longest = 12): string[] {
  let state = 42;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(longest) }, () => pieces[below(pieces.length)]).join(''),
  );
}
