import { channelField } from './start-modal.ts';

/**
 * What was filled in, by option name, as `CommandForm.read` takes it, and the channel: where it was opened, else what
 * was chosen; null: none. Reads whatever a client sends; what it does not know is not filled in.
 */
export function readStartModal(view: { private_metadata?: unknown; state?: unknown }): {
  values: Record<string, string>;
  channel: string | null;
} {
  const values: Record<string, string> = {};
  const fields = record(record(view.state).values);
  for (const [name, elements] of Object.entries(fields)) {
    const filled = Object.values(record(elements))
      .map(filledIn)
      .find((value) => value !== '');
    if (filled !== undefined) values[name] = filled;
  }
  const { [channelField]: chosen, ...options } = values;
  const from = typeof view.private_metadata === 'string' ? view.private_metadata : '';
  return { values: options, channel: from === '' ? (chosen ?? null) : from };
}

function filledIn(element: unknown): string {
  const { value, selected_option, selected_options, selected_conversation, selected_channel } =
    record(element);
  const first = Array.isArray(selected_options) ? selected_options[0] : undefined;
  const found = [
    value,
    record(selected_option).value,
    record(first).value,
    selected_conversation,
    selected_channel,
  ].find((each) => typeof each === 'string' || typeof each === 'number');
  return found === undefined ? '' : String(found).trim();
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
