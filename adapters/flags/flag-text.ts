/** A whole flag file as text: what it must be to be worked on, and one flag of it changed (rule 10). */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { FlagDefinition, FlagFile, Json } from '../../src/flag/definition.ts';
import { isObject, linesOf, memberNamed, withMember } from './json-text.ts';

/** flagd has no limit of its own; a flag file beyond this is a mistake. */
export const fileLimitBytes = 10_000_000;

/** Only what we rely on: the rest of the file is others'. */
const fileSchema = z.looseObject({ flags: z.custom(isObject) });
const definitionSchema = z.looseObject({
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.record(z.string(), z.unknown()),
  defaultVariant: z.string().nullish(),
});

/** `where` is for words: what holds the file. Throws `flag-file-malformed`. */
export function parseFlagFile(text: string, where: string): FlagFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = text.trim() === '' ? 'it is empty' : error instanceof Error ? error.message : 'not JSON';
    throw malformed(`${where}: the flags are not JSON (${why.slice(0, 120)})`);
  }
  if (!fileSchema.safeParse(parsed).success) throw malformed(`${where}: there is no object "flags"`);
  return parsed as FlagFile;
}

function malformed(words: string): Failure {
  return new Failure('flag-file-malformed', words, {
    remedy: 'put the flag file right by hand: leakops does not write over what it cannot read',
  });
}

/** null: missing. Throws `flag-malformed` for a definition that flagd would refuse. */
export function definitionIn(file: FlagFile, key: string): FlagDefinition | null {
  if (!Object.hasOwn(file.flags, key)) return null;
  const definition = file.flags[key];
  const parsed = definitionSchema.safeParse(definition);
  if (definition !== undefined && parsed.success) return definition;
  const issue = parsed.error?.issues[0];
  throw new Failure('flag-malformed', `flag ${key}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`, {
    retryable: false,
    remedy: `put the definition of ${key} right: state ENABLED or DISABLED, variants, defaultVariant`,
  });
}

/** Throws `flag-invalid` for what flagd-ui would drop silently or flagd refuse with the whole file (facts/flagd.md). */
export function checkDefinition(key: string, definition: FlagDefinition): void {
  const { state, variants, defaultVariant } = definition;
  const wrong =
    state !== 'ENABLED' && state !== 'DISABLED'
      ? `state ${JSON.stringify(state)} is neither ENABLED nor DISABLED`
      : !isObject(variants)
        ? 'it has no variants'
        : typeof defaultVariant === 'string' && !Object.hasOwn(variants, defaultVariant)
          ? `its default ${JSON.stringify(defaultVariant)} names no variant`
          : null;
  if (wrong !== null)
    throw new Failure('flag-invalid', `flag ${key} is not written: ${wrong}`, { retryable: false });
}

/** The text with one flag set and no byte outside of its definition changed. */
export function withFlag(text: string, key: string, definition: FlagDefinition, where: string): string {
  // Members that are undefined are no JSON.
  const wanted = JSON.parse(JSON.stringify(definition)) as Json;
  const flags = memberNamed(text, 0, 'flags');
  if (flags === null) throw malformed(`${where}: there is no object "flags"`);
  const lines = linesOf(text);
  const inner = { ...lines, start: lines.start === null ? null : lines.start + lines.unit };
  const changed = withMember(text.slice(flags.valueStart, flags.valueEnd), key, wanted, inner);
  return text.slice(0, flags.valueStart) + changed + text.slice(flags.valueEnd);
}

/** Equal for files that are equal as JSON values, whatever the order of their keys. `without`: leaves one flag out. */
export function fingerprint(file: FlagFile, without: string | null): string {
  const hash = createHash('sha256');
  const { flags, ...rest } = file;
  hash.update(canonical(rest as Json));
  for (const key of Object.keys(flags).sort())
    if (key !== without) hash.update(`\n${JSON.stringify(key)}:${canonical(flags[key] as Json)}`);
  return hash.digest('base64');
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

/** As flagd has it: a null or empty member is the same as none. */
export function sameDefinition(one: FlagDefinition | null, other: FlagDefinition | null): boolean {
  return canonical(essence(one)) === canonical(essence(other));
}

function essence(definition: FlagDefinition | null): Json {
  if (definition === null) return null;
  const kept = Object.entries(definition).filter(
    ([, value]) =>
      value !== undefined && value !== null && !(isObject(value) && Object.keys(value).length === 0),
  );
  return Object.fromEntries(kept) as Json;
}
