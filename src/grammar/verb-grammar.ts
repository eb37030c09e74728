/** The part of a verb that its grammar, its help and a chat with typed commands need. */
import type { Option } from './option.ts';

export interface VerbGrammar {
  name: string;
  /** One sentence for people, at most 100 characters, without a full stop. */
  summary: string;
  options: readonly Option[];
  /** Whole commands without `/leak`; the first one stands in for a suggestion where nothing better is known. */
  examples: readonly [string, ...string[]];
  /** How a refusal begins: `Not started`. */
  refusal: string;
  /**
   * The words after the verb that make safer: what else stands behind them is let go, since such a command does not
   * fail for a word too many. Absent: none do.
   */
  safer?: readonly string[];
  /** Only operators may give it, whatever the state (LEAKOPS_OPERATORS): it is suggested to nobody else. */
  operatorsOnly: boolean;
}
