import { SlackError } from '../slack-error.ts';
import { team } from '../workspace.ts';
import { zoneOffsetSeconds } from '../zone.ts';
import type { Method } from './method.ts';

export const info: Method = (args, { workspace }) => {
  const id = args.text('user');
  const person = id === null ? undefined : workspace.person(id);
  if (person === undefined) throw new SlackError('user_not_found');
  return {
    user: {
      id: person.id,
      team_id: team.id,
      name: person.name,
      real_name: person.displayName,
      deleted: false,
      tz: person.zone,
      tz_label: person.zone,
      tz_offset: zoneOffsetSeconds(person.zone, workspace.now()),
      is_bot: person.isBot,
      is_app_user: false,
      is_admin: false,
      profile: {
        real_name: person.displayName,
        real_name_normalized: person.displayName,
        display_name: person.displayName,
        display_name_normalized: person.displayName,
      },
    },
  };
};
