/** flagd's flag file, as facts/flagd.md has it. Unknown keys are kept: they are somebody's. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Flat by rule 11: flagd's flag-level metadata. */
export type FlagMetadata = { [key: string]: string | number | boolean };

export interface FlagDefinition {
  state: 'ENABLED' | 'DISABLED';
  variants: { [name: string]: Json };
  defaultVariant?: string | null;
  targeting?: Json;
  metadata?: FlagMetadata;
  [other: string]: Json | undefined;
}

export interface FlagFile {
  flags: { [key: string]: FlagDefinition };
  [other: string]: Json | undefined | { [key: string]: FlagDefinition };
}
