/** What Slack sends to an app, field by field as documented. */
import { messageShape } from './message-shape.ts';
import type { OpenView } from './open-views.ts';
import type { Channel, Dict, Message, Person } from './shapes.ts';
import type { State } from './state.ts';
import { app, team } from './workspace.ts';

const common = { token: app.verificationToken, api_app_id: app.id };
const teamShape = { id: team.id, domain: team.domain };

function userShape(person: Person): Dict {
  return { id: person.id, username: person.name, name: person.name, team_id: team.id };
}

function channelName(channel: Channel): string {
  if (channel.kind === 'public') return channel.name;
  return channel.kind === 'private' ? 'privategroup' : 'directmessage';
}

export interface Command {
  user: Person;
  channel: Channel;
  command: string;
  text: string;
  responseUrl: string;
  triggerId: string;
}

/** All values are texts: over HTTP it is a form. */
export function slashPayload(given: Command): Record<string, string> {
  return {
    token: common.token,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: given.channel.id,
    channel_name: channelName(given.channel),
    user_id: given.user.id,
    user_name: given.user.name,
    command: given.command,
    text: given.text,
    api_app_id: common.api_app_id,
    is_enterprise_install: 'false',
    response_url: given.responseUrl,
    trigger_id: given.triggerId,
  };
}

export function eventPayload(event: Dict, state: State): Dict {
  const { workspace } = state;
  return {
    ...common,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    event,
    type: 'event_callback',
    event_id: workspace.id('Ev'),
    event_time: Math.floor(workspace.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${workspace.id('')}`,
  };
}

export function mentionEvent(message: Message, state: State): Dict {
  return {
    type: 'app_mention',
    user: message.user,
    ts: message.ts,
    client_msg_id: `${state.workspace.id('m').toLowerCase()}-0000-4000-8000-000000000000`,
    text: message.text,
    team: team.id,
    ...(message.threadTs === null
      ? {}
      : { thread_ts: message.threadTs, parent_user_id: state.workspace.bot.id }),
    blocks: message.blocks,
    channel: message.channel,
    event_ts: message.ts,
  };
}

export function homeOpenedEvent(person: Person, channel: string, view: Dict | null, state: State): Dict {
  return {
    type: 'app_home_opened',
    user: person.id,
    channel,
    tab: 'home',
    ...(view === null ? {} : { view }),
    event_ts: state.workspace.timestamp(),
  };
}

export interface Press {
  user: Person;
  triggerId: string;
  /** As it stands in `actions`, without `action_ts`. */
  action: Dict;
}

export function messagePress(
  given: Press & { message: Message; channel: Channel; responseUrl: string },
  state: State,
): Dict {
  const { message, channel } = given;
  const isPrivate = message.to !== null;
  return {
    type: 'block_actions',
    user: userShape(given.user),
    ...common,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isPrivate,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: given.triggerId,
    team: teamShape,
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channelName(channel) },
    // A private message is not kept by Slack, so it is not in the payload.
    ...(isPrivate ? {} : { message: messageShape(message, state.workspace, state.origin(), false) }),
    state: { values: {} },
    response_url: given.responseUrl,
    actions: [{ ...given.action, action_ts: state.workspace.timestamp() }],
  };
}

export function viewPress(given: Press & { view: OpenView }, values: Dict, state: State): Dict {
  const view = state.views.shape(given.view, values);
  return {
    type: 'block_actions',
    user: userShape(given.user),
    ...common,
    container: { type: 'view', view_id: given.view.id },
    trigger_id: given.triggerId,
    team: teamShape,
    enterprise: null,
    is_enterprise_install: false,
    view,
    actions: [{ ...given.action, action_ts: state.workspace.timestamp() }],
  };
}

export function submission(
  user: Person,
  open: OpenView,
  values: Dict,
  triggerId: string,
  state: State,
): Dict {
  return {
    type: 'view_submission',
    team: teamShape,
    user: userShape(user),
    ...common,
    trigger_id: triggerId,
    view: state.views.shape(open, values),
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
}

export function closing(user: Person, open: OpenView, state: State): Dict {
  return {
    type: 'view_closed',
    team: teamShape,
    user: userShape(user),
    ...common,
    view: state.views.shape(open),
    is_cleared: false,
    is_enterprise_install: false,
    enterprise: null,
  };
}
