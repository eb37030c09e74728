import { app, team } from '../workspace.ts';
import type { Method } from './method.ts';

export const authTest: Method = (_args, { workspace }) => ({
  url: `https://${team.domain}.slack.com/`,
  team: team.name,
  user: workspace.bot.name,
  team_id: team.id,
  user_id: workspace.bot.id,
  bot_id: app.botId,
  is_enterprise_install: false,
});

export const connectionsOpen: Method = (_args, { openSocketUrl }) => ({ url: openSocketUrl() });
