/** What people do in Slack: each tells what the app made of it. */
import { checkView } from './blocks/check-view.ts';
import type { Courier, Delivered } from './delivery.ts';
import { type Filled, modalValues } from './modal-values.ts';
import type { OpenView } from './open-views.ts';
import * as payloads from './payloads.ts';
import { buttonsOf, type ShownButton } from './render.ts';
import { answerAtOnce } from './response-url-answers.ts';
import type { Origin } from './response-urls.ts';
import { type Channel, type Dict, dicts, isDict, type Message, type Person } from './shapes.ts';
import type { SignatureFault } from './signing.ts';
import { SlackError } from './slack-error.ts';
import type { State } from './state.ts';

interface Submitted {
  /** null: the client did not let it through. */
  delivered: Delivered | null;
  /** At their fields, by block_id: the client's own, or those that the app answered. */
  errors: Record<string, string>;
  /** Open still: with errors, or after an update. */
  open: boolean;
}

export interface PeopleActs {
  /** Types `/leak …`. The command is not checked against a manifest. */
  slash(given: {
    user: string;
    channel: string;
    text?: string;
    command?: string;
    fault?: SignatureFault;
  }): Promise<Delivered>;
  /** Writes `@leakops …` in a channel or a thread. With the bot outside the channel it hears nothing: null. */
  mention(given: {
    user: string;
    channel: string;
    thread?: string;
    text: string;
    fault?: SignatureFault;
  }): Promise<{
    ts: string;
    delivered: Delivered | null;
  }>;
  /** Writes something that is not for the bot. Answers its ts. */
  say(given: { user: string; channel: string; thread?: string; text: string }): string;
  /**
   * Presses a button of a message (`ts`, also of a private one) or of a view (`view`). Throws when it is not
   * there. `confirm: false` answers a confirm dialog with no: null.
   */
  press(given: {
    user: string;
    ts?: string;
    view?: string;
    action: string;
    value?: string;
    confirm?: boolean;
    fault?: SignatureFault;
  }): Promise<Delivered | null>;
  /** Fills in and submits the open modal (or the one named). */
  submit(given: { user: string; view?: string; values?: Filled; fault?: SignatureFault }): Promise<Submitted>;
  /** Closes the open modal; the app hears of it only if it asked for it. */
  closeModal(user: string): Promise<Delivered | null>;
  openHome(user: string): Promise<Delivered>;
}

export function newPeopleActs(state: State, courier: Courier): PeopleActs {
  const { workspace, views } = state;

  const person = (id: string): Person => must(workspace.person(id), `no person ${id}`);
  const channel = (id: string): Channel => must(workspace.channel(id), `no channel ${id}`);

  function originOf(user: Person, where: Channel, source: Message | null): { origin: Origin; url: string } {
    const origin: Origin = { person: user.id, channel: where.id, threadTs: source?.threadTs ?? null, source };
    return { origin, url: `${state.origin()}${state.responseUrls.issue(origin)}` };
  }

  function write(given: { user: string; channel: string; thread?: string; text: string }): Message {
    const where = channel(given.channel);
    if (where.archived) throw new Error(`#${where.name} is archived: nobody can write there`);
    return workspace.post({
      channel: where.id,
      user: person(given.user).id,
      byApp: false,
      text: given.text,
      threadTs: given.thread ?? null,
    });
  }

  return {
    async slash(given) {
      const user = person(given.user);
      const where = channel(given.channel);
      const { origin, url } = originOf(user, where, null);
      const payload = payloads.slashPayload({
        user,
        channel: where,
        command: given.command ?? '/leak',
        text: given.text ?? '',
        responseUrl: url,
        triggerId: state.triggers.issue(user.id),
      });
      const delivered = await courier.send({ kind: 'slash_commands', payload, ...faultOf(given) });
      return answered(delivered, origin, state);
    },
    async mention(given) {
      const mark = `<@${workspace.bot.id}>`;
      const text = given.text.includes(mark) ? given.text : `${mark} ${given.text}`;
      const message = write({ ...given, text });
      const hears =
        channel(given.channel).members.has(workspace.bot.id) && state.scopes.includes('app_mentions:read');
      if (!hears) return { ts: message.ts, delivered: null };
      const payload = payloads.eventPayload(payloads.mentionEvent(message, state), state);
      const delivered = await courier.send({ kind: 'events_api', payload, ...faultOf(given) });
      return { ts: message.ts, delivered };
    },
    say: (given) => write(given).ts,
    async press(given) {
      const user = person(given.user);
      const found = given.view === undefined ? null : must(views.byId(given.view), `no view ${given.view}`);
      const message = found === null ? messageFor(user, given.ts, state) : null;
      const blocks = found === null ? (message?.blocks ?? []) : dicts(found.view.blocks);
      const button = findButton(blocks, given.action, given.value, state);
      if (button.confirm !== null && given.confirm === false) return null;
      const press = { user, triggerId: state.triggers.issue(user.id), action: actionOf(button, blocks) };
      let payload: Dict;
      if (message === null) {
        const open = found as OpenView;
        payload = payloads.viewPress(
          { ...press, view: open },
          modalValues(open.view.blocks, {}).state,
          state,
        );
      } else {
        const where = channel(message.channel);
        const { url } = originOf(user, where, message);
        payload = payloads.messagePress({ ...press, message, channel: where, responseUrl: url }, state);
      }
      return courier.send({ kind: 'interactive', payload, ...faultOf(given) });
    },
    async submit(given) {
      const user = person(given.user);
      const open = given.view === undefined ? views.top(user.id) : (views.byId(given.view) ?? null);
      if (open === null || open.state === 'closed') throw new Error(`${given.user} has no open modal`);
      const { state: values, problems } = modalValues(open.view.blocks, given.values ?? {});
      if (Object.keys(problems).length > 0) return { delivered: null, errors: problems, open: true };
      const trigger = state.triggers.issue(user.id);
      const payload = payloads.submission(user, open, values, trigger, state);
      const delivered = await courier.send({ kind: 'interactive', payload, ...faultOf(given) });
      return afterSubmission(delivered, open, state);
    },
    async closeModal(user) {
      const open = must(views.top(user), `${user} has no open modal`);
      open.state = 'closed';
      if (open.view.notify_on_close !== true) return null;
      return courier.send({ kind: 'interactive', payload: payloads.closing(person(user), open, state) });
    },
    async openHome(user) {
      const home = views.home(user);
      const view = home === null ? null : views.shape(home);
      const event = payloads.homeOpenedEvent(person(user), workspace.direct(user).id, view, state);
      return courier.send({ kind: 'events_api', payload: payloads.eventPayload(event, state) });
    },
  };
}

function must<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(why);
  return value;
}

function faultOf({ fault }: { fault?: SignatureFault }): { fault?: SignatureFault } {
  return fault === undefined ? {} : { fault };
}

/** A command's acknowledgement may carry the answer. One that Slack refuses is an error to the person. */
function answered(delivered: Delivered, origin: Origin, state: State): Delivered {
  if (!delivered.acknowledged || delivered.body === null) return delivered;
  try {
    answerAtOnce(origin, delivered.body, state);
    return delivered;
  } catch (error) {
    if (error instanceof SlackError) return { ...delivered, error: error.code };
    throw error;
  }
}

function messageFor(user: Person, ts: string | undefined, { workspace }: State): Message {
  const found = workspace.messages.find(
    (message) => message.ts === ts && (message.to === null || message.to === user.id),
  );
  const message = must(found, `no message ${ts} that ${user.name} sees`);
  if (message.deleted !== 'no') throw new Error(`message ${ts} was deleted`);
  if (workspace.channel(message.channel)?.members.has(user.id) !== true)
    throw new Error(`${user.name} is not in the channel of ${ts}`);
  return message;
}

function findButton(
  blocks: Dict[],
  action: string,
  value: string | undefined,
  { workspace }: State,
): ShownButton {
  const buttons = buttonsOf(blocks, { workspace, zone: 'Etc/UTC' });
  const found = buttons.find(
    (one) => one.actionId === action && (value === undefined || one.value === value),
  );
  const there = buttons.map(({ actionId, label }) => `${actionId} (${label})`).join(', ');
  return must(found, `no button ${action}; there are: ${there === '' ? 'none' : there}`);
}

/** As it stands in the payload: the button's text object with its id, value and style. */
function actionOf(button: ShownButton, blocks: Dict[]): Dict {
  const block = must(
    blocks.find((one) => one.block_id === button.blockId),
    'a button without a block',
  );
  const elements = block.type === 'actions' ? dicts(block.elements) : dicts([block.accessory]);
  const element = must(
    elements.find((one) => one.action_id === button.actionId && (one.value ?? null) === button.value),
    'a button that is not in its block',
  );
  const { confirm: _confirm, accessibility_label: _label, url: _url, ...rest } = element;
  return { ...rest, block_id: button.blockId, type: 'button' };
}

/** `response_action`: errors, update, push, clear; nothing closes the modal. */
function afterSubmission(delivered: Delivered, open: OpenView, state: State): Submitted {
  if (!delivered.acknowledged) return { delivered, errors: {}, open: true };
  const { body } = delivered;
  const action = body?.response_action;
  if (action === undefined) {
    open.state = 'closed';
    return { delivered, errors: {}, open: false };
  }
  const bad = (why: string): Submitted => ({
    delivered: { ...delivered, error: why },
    errors: {},
    open: true,
  });
  if (action === 'errors') {
    const errors = isDict(body?.errors) ? body.errors : {};
    const inputs = dicts(open.view.blocks).filter((block) => block.type === 'input');
    const known = new Set(inputs.map((block) => block.block_id));
    const fits = Object.entries(errors).every(([id, why]) => known.has(id) && typeof why === 'string');
    if (!fits || Object.keys(errors).length === 0) return bad('invalid_arguments');
    return { delivered, errors: errors as Record<string, string>, open: true };
  }
  if (action === 'clear') {
    for (const one of state.views.all) if (one.rootId === open.rootId) one.state = 'closed';
    return { delivered, errors: {}, open: false };
  }
  if (action !== 'update' && action !== 'push') return bad('invalid_arguments');
  try {
    const view: unknown = body?.view;
    checkView(view, 'modal', state.blockRules);
    if (action === 'push') state.views.open(open.person, view, open);
    else state.views.update({ id: open.id, externalId: null, hash: null }, view);
    return { delivered, errors: {}, open: true };
  } catch (error) {
    if (error instanceof SlackError) return bad(error.code);
    throw error;
  }
}
