/** Slack's ids, told apart by their first letter. Names have no capitals. How long an id is is not said anywhere. */

export function isPersonId(given: string): boolean {
  return /^[UW][A-Z0-9_]{1,60}$/.test(given);
}

export function isChannelId(given: string): boolean {
  return /^[CGD][A-Z0-9_]{1,60}$/.test(given);
}
