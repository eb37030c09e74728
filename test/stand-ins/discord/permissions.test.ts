/** Roles and overwrites, level by level, as in Discord's documentation. */
import { expect, test } from 'vitest';
import { addChannel } from './people/moderate.ts';
import { bits, may, type Permission } from './state/permissions.ts';
import { emptyWorld, type Overwrite, type Role } from './state/world.ts';

const role = (id: string, ...rights: Permission[]): Role => ({
  id,
  name: id,
  permissions: bits(rights),
  mentionable: false,
  managed: false,
});
type Rights = { allow?: Permission[]; deny?: Permission[] };

/** A member with roles 1 and 2 in a channel with these overwrites; `everyone` may look and speak. */
function stage(
  overwrites: { everyone?: Rights; role1?: Rights; role2?: Rights; member?: Rights },
  own: Permission[] = [],
) {
  const world = emptyWorld(
    () => Date.UTC(2026, 0, 1),
    'bot',
    () => '',
  );
  const member = '77';
  for (const each of [role(world.guild.id, 'ViewChannel', 'SendMessages'), role('1', ...own), role('2')])
    world.roles.set(each.id, each);
  world.members.set(member, { roles: ['1', '2'], joinedAt: 0 });
  const channel = addChannel(world, 'general');
  const ids = { everyone: world.guild.id, role1: '1', role2: '2', member };
  channel.overwrites = (['everyone', 'role1', 'role2', 'member'] as const).flatMap((level): Overwrite[] => {
    const rights = overwrites[level];
    if (rights === undefined) return [];
    const kind = level === 'member' ? 'member' : 'role';
    return [{ id: ids[level], kind, allow: bits(rights.allow ?? []), deny: bits(rights.deny ?? []) }];
  });
  return (right: Permission) => may(world, member, channel, right);
}

const speak: Permission[] = ['SendMessages'];

test.each([
  ['nothing said', {}, true],
  ['denied to everyone', { everyone: { deny: speak } }, false],
  ['allowed again to a role', { everyone: { deny: speak }, role1: { allow: speak } }, true],
  ['denied to one role, allowed to another', { role1: { deny: speak }, role2: { allow: speak } }, true],
  ['denied to the member', { role2: { allow: speak }, member: { deny: speak } }, false],
  ['allowed to the member', { role2: { deny: speak }, member: { allow: speak } }, true],
  ['not allowed to look', { everyone: { deny: ['ViewChannel'] as Permission[] } }, false],
])('%s', (_, overwrites, speaks) => {
  expect(stage(overwrites)('SendMessages')).toBe(speaks);
});

test('an administrator may do everything', () => {
  expect(stage({ member: { deny: ['ViewChannel'] } }, ['Administrator'])('ManageThreads')).toBe(true);
});

test('who may not speak may not attach either', () => {
  expect(stage({ member: { allow: ['AttachFiles'] } })('AttachFiles')).toBe(true);
  expect(stage({ member: { allow: ['AttachFiles'], deny: speak } })('AttachFiles')).toBe(false);
});
