/** Modals and home tabs. */
import { isDict } from '../shapes.ts';
import { SlackError, withMessages } from '../slack-error.ts';
import { type BlockRules, blockProblems } from './check-blocks.ts';
import { checkText } from './check-text.ts';
import { newProblems } from './problems.ts';

const mostOfViewBytes = 250_000;

/** Throws `invalid_arguments` with all that is wrong, and `view_too_large`. */
export function checkView(
  value: unknown,
  type: 'modal' | 'home',
  rules: Omit<BlockRules, 'surface'>,
): asserts value is Record<string, unknown> {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > mostOfViewBytes)
    throw new SlackError('view_too_large');
  const problems = newProblems();
  const view = problems.object(value, '/view');
  if (view !== null) {
    const both = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];
    const ofModal = ['title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled'];
    problems.keys(view, '/view', type === 'modal' ? [...both, ...ofModal] : both);
    problems.oneOf(view.type, '/view/type', [type]);
    problems.optionalText(view.private_metadata, '/view/private_metadata', 3000);
    problems.optionalText(view.callback_id, '/view/callback_id', 255);
    problems.optionalText(view.external_id, '/view/external_id', 255);
    if (type === 'modal') checkText(view.title, '/view/title', { most: 24, kind: 'plain' }, problems);
    for (const name of ['submit', 'close'])
      if (view[name] !== undefined)
        checkText(view[name], `/view/${name}`, { most: 24, kind: 'plain' }, problems);
    const hasInput =
      Array.isArray(view.blocks) && view.blocks.some((one) => isDict(one) && one.type === 'input');
    if (type === 'modal' && hasInput && view.submit === undefined)
      problems.add('missing required field: submit', '/view');
    problems.list.push(...blockProblems(view.blocks, '/view/blocks', { ...rules, surface: type }));
  }
  if (problems.list.length > 0) throw withMessages('invalid_arguments', problems.list);
}
