/** What people type in a hurry for what makes safer, and what it is called here. Suggested, never carried out. */

export const otherWords: ReadonlyMap<string, string> = new Map([
  ['trip', 'breaker trip'],
  ['off', 'flag off'],
  ['kill', 'stop'],
  ['abort', 'stop'],
  ['halt', 'stop'],
  ['end', 'stop'],
  ['quit', 'stop'],
  ['exit', 'stop'],
  ['cancel', 'stop'],
]);
