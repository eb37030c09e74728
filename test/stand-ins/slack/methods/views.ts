import type { Arguments } from '../arguments.ts';
import { checkView } from '../blocks/check-view.ts';
import type { Dict } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { State } from '../state.ts';
import type { Method } from './method.ts';

function readView(args: Arguments, type: 'modal' | 'home', { blockRules }: State): Dict {
  const view = args.json('view', 'invalid_arguments');
  checkView(view, type, blockRules);
  return view;
}

export const open: Method = (args, state) => {
  const trigger = args.text('trigger_id');
  if (trigger === null) throw new SlackError('invalid_arguments');
  const view = readView(args, 'modal', state);
  const person = state.triggers.use(trigger);
  return { view: state.views.shape(state.views.open(person, view)) };
};

export const push: Method = (args, state) => {
  const trigger = args.text('trigger_id');
  if (trigger === null) throw new SlackError('invalid_arguments');
  const view = readView(args, 'modal', state);
  const person = state.triggers.use(trigger);
  const top = state.views.top(person);
  if (top === null) throw new SlackError('not_found');
  const depth = state.views.all.filter(({ rootId, state: now }) => rootId === top.rootId && now === 'open');
  if (depth.length >= 3) throw new SlackError('push_limit_reached');
  return { view: state.views.shape(state.views.open(person, view, top)) };
};

export const update: Method = (args, state) => {
  const which = { id: args.text('view_id'), externalId: args.text('external_id'), hash: args.text('hash') };
  if (which.id === null && which.externalId === null) throw new SlackError('invalid_arguments');
  return { view: state.views.shape(state.views.update(which, readView(args, 'modal', state))) };
};

export const publish: Method = (args, state) => {
  const user = args.text('user_id');
  if (user === null) throw new SlackError('invalid_arguments');
  const person = state.workspace.person(user);
  if (person === undefined) throw new SlackError('invalid_arguments');
  const view = readView(args, 'home', state);
  return { view: state.views.shape(state.views.publish(person.id, view, args.text('hash'))) };
};
