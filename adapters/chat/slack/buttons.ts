/** Actions as Slack's buttons. Which one was pressed is in the `action_id`, about what in the `value`. */
import type { Button } from '@slack/types';
import { isActionId } from '../../../src/action-id.ts';
import type { Action, ActionId } from '../../../src/ports.ts';
import { plainWithin } from './mrkdwn.ts';

/** Slack's limits, in characters. */
const mostButtons = 25;
const longestLabel = 75;
const longestValue = 2_000;
const longestUrl = 3_000;

/**
 * In their order; one coloured at most. One whose value Slack has no room for is left out: cut, it would mean
 * something else.
 */
export function buttonsOf(wanted: readonly Action[]): Button[] {
  const usable = wanted.filter(({ url, value }) => value.length <= longestValue && isUsable(url));
  const coloured = usable.findIndex(({ style }) => style !== 'default');
  const seen = new Map<ActionId, number>();
  return usable.slice(0, mostButtons).map((action, index) => {
    const nth = (seen.get(action.id) ?? 0) + 1;
    seen.set(action.id, nth);
    return button(action, nth, index === coloured);
  });
}

/** The action that a button's `action_id` stands for; null: it is none of ours. */
export function actionOf(actionId: string): ActionId | null {
  const id = actionId.replace(/#\d+$/, '');
  return isActionId(id) ? id : null;
}

/** An `action_id` stands once in a message: the second `stop` of a choice of runs is `stop#2`. */
function button(action: Action, nth: number, isColoured: boolean): Button {
  const { id, label, style, url, value } = action;
  const spoken = spokenLabel(action);
  return {
    type: 'button',
    action_id: nth === 1 ? id : `${id}#${nth}`,
    text: { type: 'plain_text', text: plainWithin(label, longestLabel) || id, emoji: true },
    ...(value === '' ? {} : { value }),
    ...(url === null ? {} : { url }),
    ...(isColoured && style !== 'default' ? { style } : {}),
    ...(spoken === null ? {} : { accessibility_label: spoken }),
  };
}

/** For screen readers, where the label does not say which run it is about. */
function spokenLabel({ label, value }: Action): string | null {
  const run = /(?<![\w-])run-[1-9]\d*(?![\w-])/.exec(value)?.[0];
  if (run === undefined || label.includes(run)) return null;
  return plainWithin(`${label}, ${run}`, longestLabel);
}

function isUsable(url: string | null): boolean {
  return url === null || (url.length <= longestUrl && /^https?:\/\/\S+$/i.test(url));
}
