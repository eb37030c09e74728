/**
 * Changes inside a JSON text that leave every other byte as it was: what others wrote into the file is theirs,
 * formatting included. Only for texts that JSON.parse accepts.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../src/flag/definition.ts';

export interface Member {
  key: string;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
}

type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of the object that begins at or after `start`, in order, duplicates included. */
export function membersOf(text: string, start: number): Member[] {
  const members: Member[] = [];
  let at = skipSpace(text, skipSpace(text, start) + 1);
  while (text[at] !== '}') {
    const keyStart = at;
    const keyEnd = endOfString(text, at);
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    const key = String(JSON.parse(text.slice(keyStart, keyEnd)));
    members.push({ key, keyStart, keyEnd, valueStart, valueEnd });
    at = skipSpace(text, valueEnd);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return members;
}

/** As JSON.parse has it: of duplicates the last one counts. */
export function memberNamed(text: string, start: number, key: string): Member | null {
  return membersOf(text, start).findLast((member) => member.key === key) ?? null;
}

/**
 * How the lines of an object begin: `start` is the line break and indentation of the line that its key stands on
 * (null: it is written on one line), `unit` what each level adds.
 */
export interface Lines {
  start: string | null;
  unit: string;
}

/** The lines of a file's top level: as its first member stands. */
export function linesOf(text: string): Lines {
  const inner = lineStart(text, skipSpace(text, skipSpace(text, 0) + 1));
  if (inner === null) return { start: null, unit: '' };
  const start = inner.startsWith('\r\n') ? '\r\n' : '\n';
  return { start, unit: inner.slice(start.length) };
}

/** The object's text with one member set. */
export function withMember(object: string, key: string, value: Json, lines: Lines): string {
  const members = membersOf(object, 0);
  const old = members.findLast((member) => member.key === key);
  if (old !== undefined) {
    const inner = { ...lines, start: lineStart(object, old.keyStart) };
    const after = withValue(object.slice(old.valueStart, old.valueEnd), value, inner);
    return object.slice(0, old.valueStart) + after + object.slice(old.valueEnd);
  }
  const name = JSON.stringify(key);
  const last = members.at(-1);
  if (last === undefined) {
    if (lines.start === null) return `{${name}:${JSON.stringify(value)}}`;
    const inner = { ...lines, start: lines.start + lines.unit };
    return `{${inner.start}${name}: ${written(value, inner)}${lines.start}}`;
  }
  const gap = object.slice(spaceBefore(object, last.keyStart), last.keyStart);
  const colon = object.slice(last.keyEnd, last.valueStart);
  const inner = { ...lines, start: lineStart(object, last.keyStart) };
  const added = `,${gap}${name}${colon}${written(value, inner)}`;
  return object.slice(0, last.valueEnd) + added + object.slice(last.valueEnd);
}

/** The text of a value changed into that of another, with as few changes as its objects allow. */
function withValue(text: string, value: Json, lines: Lines): string {
  const current: unknown = JSON.parse(text);
  if (isDeepStrictEqual(current, value)) return text;
  if (!isObject(current) || !isObject(value)) return written(value, lines);
  let changed = text;
  for (const key of Object.keys(current))
    if (!Object.hasOwn(value, key)) changed = withoutMember(changed, key);
  for (const [key, member] of Object.entries(value)) changed = withMember(changed, key, member, lines);
  return changed;
}

function withoutMember(object: string, key: string): string {
  const members = membersOf(object, 0);
  const index = members.findLastIndex((member) => member.key === key);
  const member = members[index];
  if (member === undefined) return object;
  const previous = members[index - 1];
  const next = members[index + 1];
  const from = previous?.valueEnd ?? (next === undefined ? 1 : member.keyStart);
  const to = previous !== undefined ? member.valueEnd : (next?.keyStart ?? object.length - 1);
  return withoutMember(object.slice(0, from) + object.slice(to), key);
}

function written(value: Json, { start, unit }: Lines): string {
  if (start === null) return JSON.stringify(value);
  return JSON.stringify(value, null, unit).split('\n').join(start);
}

/** Line break and indentation before `at`; null when something else stands before it on its line. */
function lineStart(text: string, at: number): string | null {
  const gap = text.slice(spaceBefore(text, at), at);
  const line = gap.lastIndexOf('\n');
  if (line === -1) return null;
  return gap.slice(line > 0 && gap[line - 1] === '\r' ? line - 1 : line);
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (isSpace(text, end)) end += 1;
  return end;
}

function spaceBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && isSpace(text, start - 1)) start -= 1;
  return start;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slash = at - 1;
  while (text[slash] === '\\') slash -= 1;
  return (at - slash) % 2 === 0;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  let at = start;
  if (first !== '{' && first !== '[') {
    while (at < text.length && !isSpace(text, at) && !',]}'.includes(text.charAt(at))) at += 1;
    return at;
  }
  let depth = 0;
  do {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
}
