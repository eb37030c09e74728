/** The modals that people have open, and their home tabs. */
import type { Dict } from './shapes.ts';
import { SlackError } from './slack-error.ts';
import { app, team, type Workspace } from './workspace.ts';

export interface OpenView {
  id: string;
  person: string;
  type: 'modal' | 'home';
  hash: string;
  /** As the app sent it, with block ids. */
  view: Dict;
  rootId: string;
  previousId: string | null;
  state: 'open' | 'closed';
}

export interface Views {
  all: OpenView[];
  /** Throws `duplicate_external_id`. */
  open(person: string, view: Dict, onto?: OpenView | null): OpenView;
  publish(person: string, view: Dict, hash: string | null): OpenView;
  /** By id or external id. Throws `not_found`, `hash_conflict`. */
  update(which: { id: string | null; externalId: string | null; hash: string | null }, view: Dict): OpenView;
  /** The topmost open modal of a person. */
  top(person: string): OpenView | null;
  home(person: string): OpenView | null;
  byId(id: string): OpenView | undefined;
  /** As payloads and answers show it. `values`: the state of its inputs. */
  shape(open: OpenView, values?: Dict): Dict;
}

export function newViews(workspace: Workspace): Views {
  const all: OpenView[] = [];
  let hashes = 0;
  const hash = () => {
    hashes += 1;
    return `${Math.floor(workspace.now() / 1000)}.h${hashes}`;
  };
  const named = (view: Dict): Dict => {
    const blocks = (view.blocks as Dict[]).map((block) => ({
      ...block,
      block_id: block.block_id ?? workspace.id('b').toLowerCase(),
    }));
    return { ...view, blocks };
  };
  const change = (open: OpenView, view: Dict, expected: string | null) => {
    if (expected !== null && expected !== open.hash) throw new SlackError('hash_conflict');
    open.view = named(view);
    open.hash = hash();
    return open;
  };
  const add = (person: string, type: OpenView['type'], view: Dict, onto: OpenView | null) => {
    const id = workspace.id('V');
    const open: OpenView = {
      id,
      person,
      type,
      hash: hash(),
      view: named(view),
      rootId: onto?.rootId ?? id,
      previousId: onto?.id ?? null,
      state: 'open',
    };
    all.push(open);
    return open;
  };

  const views: Views = {
    all,
    open(person, view, onto = null) {
      const taken = all.some(
        ({ state, view: { external_id: id } }) =>
          state === 'open' && id !== undefined && id !== '' && id === view.external_id,
      );
      if (taken) throw new SlackError('duplicate_external_id');
      return add(person, 'modal', view, onto);
    },
    publish(person, view, expected) {
      const known = views.home(person);
      return known === null ? add(person, 'home', view, null) : change(known, view, expected);
    },
    update({ id, externalId, hash: expected }, view) {
      const known = all.find(
        (open) =>
          open.state === 'open' && (id === null ? open.view.external_id === externalId : open.id === id),
      );
      if (known === undefined) throw new SlackError('not_found');
      return change(known, view, expected);
    },
    top: (person) =>
      all.findLast((open) => open.person === person && open.type === 'modal' && open.state === 'open') ??
      null,
    home: (person) => all.find((open) => open.person === person && open.type === 'home') ?? null,
    byId: (id) => all.find((open) => open.id === id),
    shape: (open, values = {}) => ({
      id: open.id,
      team_id: team.id,
      type: open.type,
      blocks: open.view.blocks,
      private_metadata: open.view.private_metadata ?? '',
      callback_id: open.view.callback_id ?? '',
      state: { values },
      hash: open.hash,
      title: open.view.title ?? null,
      clear_on_close: open.view.clear_on_close ?? false,
      notify_on_close: open.view.notify_on_close ?? false,
      close: open.view.close ?? null,
      submit: open.view.submit ?? null,
      previous_view_id: open.previousId,
      root_view_id: open.rootId,
      app_id: app.id,
      external_id: open.view.external_id ?? '',
      app_installed_team_id: team.id,
      bot_id: app.botId,
    }),
  };
  return views;
}
