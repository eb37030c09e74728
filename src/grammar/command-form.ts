/** A command as a form, for chats that can show one: its fields are the verb's options. */
import type { Option } from './option.ts';

export interface CommandForm {
  /** In the grammar's order. */
  options: readonly Option[];
  /**
   * What was filled in, by option name, as text: empty or absent where nothing was; a switch is `true`. Answers the
   * command without `/leak`, or what is wrong, in words, by field.
   */
  read(
    values: Readonly<Record<string, string>>,
  ): { ok: true; command: string } | { ok: false; problems: Readonly<Record<string, string>> };
}
