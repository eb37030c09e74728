/** The form of `/leak start`: shown while Slack's trigger lives, and read when it is submitted. */
import { z } from 'zod';
import type { CommandForm } from '../../../src/grammar/command-form.ts';
import type { Clock } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { Delivery } from './deliveries.ts';
import { readStartModal } from './read-start-modal.ts';
import type { SlackLog } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';
import { channelField, startModal, startModalId } from './start-modal.ts';

/** A trigger is good for three seconds, part of which it took to come here. */
const openWithinMs = 2_500;
const mostRemembered = 500;

export interface StartDialogOptions {
  api: SlackApi;
  form: CommandForm;
  clock: Pick<Clock, 'sleep'>;
  log: SlackLog;
}

/** Where the form was asked for; channel null: it asks for one, the suggested one first. */
export type AskedFrom = { channel: string } | { channel: null; suggested: string | null };

/** What a submitted form comes to: a command, or what is wrong by field. null: it is not our form. */
export type Submitted =
  | { ok: true; command: string; channel: string; user: string; userName: string | null; key: string }
  | { ok: false; errors: Record<string, string> };

export class StartDialog {
  readonly #options: StartDialogOptions;
  readonly #shown = new Map<string, Promise<boolean>>();

  constructor(options: StartDialogOptions) {
    this.#options = options;
  }

  /** Whether it is there now. Never rejects. @param key a delivery that comes again under the same one opens one */
  show(triggerId: string, key: string, from: AskedFrom): Promise<boolean> {
    const shown = this.#shown.get(key) ?? this.#open(triggerId, from);
    this.#shown.set(key, shown);
    dropOldest(this.#shown, mostRemembered);
    return shown;
  }

  async #open(triggerId: string, from: AskedFrom): Promise<boolean> {
    const { api, form, clock, log } = this.#options;
    const waited = new AbortController();
    try {
      const view = startModal(form, from);
      const opened = api.call('views.open', { trigger_id: triggerId, view }).then(() => true);
      return await Promise.race([opened, clock.sleep(openWithinMs, waited.signal).then(() => false)]);
    } catch (error) {
      log.warn({ err: error }, 'the form of /leak start could not be shown: answered in words');
      return false;
    } finally {
      waited.abort();
    }
  }

  read(body: unknown, delivery: Delivery): Submitted | null {
    const read = submission.safeParse(body);
    if (!read.success || read.data.view.callback_id !== startModalId) return null;
    const { user, view } = read.data;
    const fields = view.blocks.flatMap(({ type, block_id }) =>
      type === 'input' && block_id ? [block_id] : [],
    );
    const { values, channel } = readStartModal(view);
    const result = this.#command(values);
    const problems = { ...(result.ok ? {} : result.problems), ...(channel === null ? noChannel : {}) };
    if (!result.ok || channel === null) return { ok: false, errors: atFields(problems, fields) };
    return {
      ok: true,
      command: result.command,
      channel,
      user: user.id,
      userName: user.name || user.username || null,
      // A form is submitted once; it comes again under the same name.
      key: delivery.envelopeId ?? `form ${view.id}`,
    };
  }

  #command(values: Readonly<Record<string, string>>): ReturnType<CommandForm['read']> {
    try {
      return this.#options.form.read(values);
    } catch (error) {
      this.#options.log.error({ err: error }, 'a submitted form could not be read');
      return { ok: false, problems: { '': 'leakops could not read this form. In a channel: /leak start' } };
    }
  }
}

const noChannel = { [channelField]: 'Choose the channel in which the run is played' };

const submission = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: z.string().min(1), name: z.string().nullish(), username: z.string().nullish() }),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.unknown().optional(),
    state: z.unknown().optional(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string().nullish() })).default([]),
  }),
});

/** Slack takes errors at fields of the form only: others stand at its first one. */
function atFields(
  problems: Readonly<Record<string, string>>,
  fields: readonly string[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, words] of Object.entries(problems)) {
    const field = fields.length === 0 || fields.includes(name) ? name : fields[0]!;
    errors[field] = errors[field] === undefined ? words : `${errors[field]} ${words}`;
  }
  return errors;
}
