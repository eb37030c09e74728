/** The tree of the project as the structure tests look at it: files of this folder that are not installed or made. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const foreign = new Set(['node_modules', '.git', 'data', 'coverage']);

/** Paths of all files, relative to the top, with `/`. */
export function allFiles(under = ''): string[] {
  return readdirSync(`${root}${under}`, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(under, entry.name);
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : allFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

export function textOfFile(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

export function inFolder(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** What a module imports: `path` where it is a file of the project, else `from` names a package. */
export interface Import {
  from: string;
  path: string | null;
}

const importForms = [
  /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
  /^\s*import\s*['"]([^'"\n]+)['"]/gm,
  /\bimport\s*\(\s*['"]([^'"\n]+)['"]/g,
  /\brequire\s*\(\s*['"]([^'"\n]+)['"]/g,
];

export function importsOf(path: string, text: string): Import[] {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return importForms
    .flatMap((form) => [...bare.matchAll(form)].map((match) => match[1] ?? ''))
    .map((from) => ({
      from,
      path: from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), from)) : null,
    }));
}

/** The code of a module with comments, texts and regular expressions blanked out. Good enough to look for names in. */
export function codeOf(text: string): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:[!&|?{};\n]\s*)\/(?![*/\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/g;
  return text.replace(token, (found) => {
    // What stands in `${…}` is code.
    const inner = found.startsWith('`') ? [...found.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]) : [];
    return inner.length > 0 ? ` (${inner.join(') (')}) ` : ' ';
  });
}
