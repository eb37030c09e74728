/** The buttons of the bot by name (interface.md): what a chat hands back when one is pressed. */
const actionIds = [
  'stop',
  'trip',
  'extend',
  'users',
  'users-fewer',
  'users-more',
  'details',
  'restart',
  'again',
  'report',
  'value',
  'confirm',
  'cancel',
] as const;

export type ActionId = (typeof actionIds)[number];

export function isActionId(id: string): id is ActionId {
  return (actionIds as readonly string[]).includes(id);
}
