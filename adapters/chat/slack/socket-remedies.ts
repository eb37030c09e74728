/** What keeps Slack from opening a socket, or made it close it, and what a person does about it. */

const ofThisApp = 'set SLACK_APP_TOKEN to the app-level token (xapp-…) of this app';
const anew = 'make a new app-level token (Basic Information → App-Level Tokens) and set SLACK_APP_TOKEN';
const scope = 'give the app-level token the scope connections:write (Basic Information → App-Level Tokens)';
const socketMode = 'turn Socket Mode on for the app (Settings → Socket Mode)';

const remedies: Readonly<Record<string, string>> = {
  invalid_auth: ofThisApp,
  not_authed: ofThisApp,
  missing_args: ofThisApp,
  not_allowed_token_type: 'set SLACK_APP_TOKEN to an app-level token (xapp-…): it is a token of another kind',
  missing_scope: scope,
  no_permission: scope,
  token_revoked: anew,
  token_expired: anew,
  account_inactive: 'install the app again in the workspace, then set SLACK_APP_TOKEN anew',
  access_denied: socketMode,
  forbidden_team: socketMode,
  link_disabled: socketMode,
  too_many_websockets:
    'ten sockets of this app are open: stop the other processes that use its SLACK_APP_TOKEN',
  team_access_not_granted: 'ask an admin to let the app into the workspace',
};

/** @param code as Slack writes it; null: no person need do anything, it is tried again */
export function socketRemedy(code: string): string | null {
  return Object.hasOwn(remedies, code) ? remedies[code]! : null;
}
