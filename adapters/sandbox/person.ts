/** What a person does in flagd-ui, as the control server is asked for it. */
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { FlagdUi } from './flagd-ui.ts';
import { issueWords } from './issue-words.ts';

const flag = z.string().min(1);
const variant = z.string().min(1);

const personAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('toggle'), flag, variant }),
  z.strictObject({ action: z.literal('edit-default'), flag, variant }),
  z.strictObject({ action: z.literal('replace'), flag, definition: z.looseObject({}).nullable() }),
]);

const allowed =
  '{"action": "toggle", "flag", "variant"} (3.x: the second element of an if of three, else the default), ' +
  '{"action": "edit-default", "flag", "variant"} (2.2), {"action": "replace", "flag", "definition"} (null removes)';

/** Throws a Failure (`sandbox-person`) that names what is allowed, or `sandbox-flag` for a flag that is not there. */
export function actAsPerson(ui: FlagdUi, wanted: unknown): void {
  const parsed = personAction.safeParse(wanted);
  if (!parsed.success) {
    throw new Failure('sandbox-person', `This action is not understood: ${issueWords(parsed.error)}.`, {
      retryable: false,
      remedy: `Allowed: ${allowed}.`,
    });
  }
  const action = parsed.data;
  if (action.action === 'toggle') ui.toggle(action.flag, action.variant);
  else if (action.action === 'edit-default') ui.editDefault(action.flag, action.variant);
  else ui.replace(action.flag, action.definition as FlagDefinition | null);
}
