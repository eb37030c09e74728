/** What a target's adapter has to say to people, in the words of where it runs. */

/** Where readings come from, in words for people; as it stands now. */
export interface ReadingsSource {
  /** `metrics-server`, `the kubelet`: what somebody checks when there are none. */
  name: string;
  /** What its use allows besides, or what it lacks at the moment, one sentence each. */
  cautions: readonly string[];
}

/** What a person does about the target, in the words of where it runs: one sentence each. */
export interface TargetHints {
  /** There is none, it has no limit, nothing answers. */
  missing: string;
  unlimited: string;
  unreachable: string;
  /** What of it, as last seen, spoils a game day though nothing fails. */
  cautions: readonly { text: string; remedy: string }[];
}

/** A right of the bot's at the target that no look at it needs, so that it would be missed in a run only. */
export interface Right {
  /** `watch pods`. */
  what: string;
  /** null: not known, and `why`. */
  allowed: boolean | null;
  why: string | null;
  /** What does not work without it: `a kill is seen at the next poll, not before it`. */
  without: string;
  /** What to add, and where. */
  remedy: string;
}
