/**
 * What git ignores below one folder's `.gitignore`. Most such files hold plain names and `*.suffix` lines, which need no regular
 * expression; any other line hands the whole file to the `ignore` library.
 */
import ignore from 'ignore';

/** `undefined`: this file says nothing of the path. */
export type IgnoreVerdict = 'ignored' | 'kept' | undefined;

/** The rules of one ignore file, for paths relative to its folder. */
export interface IgnoreRules {
  verdict(path: string, isFolder: boolean): IgnoreVerdict;
}

/** Reads an ignore file's text. */
export function parseIgnoreRules(text: string): IgnoreRules | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(withoutSpaces)
    // What ends with a tab is meant for a name that does, says git; the library would take the tab away.
    .filter((line) => line !== '' && !line.startsWith('#') && !/[^\S ]$/.test(line));
  if (lines.length === 0) return undefined;
  return simpleRules(lines) ?? libraryRules(lines);
}

/** Without the spaces at the end, up to one after a backslash that is not itself escaped. */
function withoutSpaces(line: string): string {
  const trimmed = line.replace(/ +$/, '');
  const isEscaped = (/\\+$/.exec(trimmed)?.[0].length ?? 0) % 2 === 1;
  return isEscaped && trimmed !== line ? `${trimmed} ` : trimmed;
}

function libraryRules(lines: readonly string[]): IgnoreRules {
  const rules = ignore({ allowRelativePaths: true, ignorecase: false }).add(lines.map(asBytes));
  return {
    verdict(path, isFolder) {
      const { ignored, unignored } = rules.test(asBytes(isFolder ? `${path}/` : path));
      return ignored ? 'ignored' : unignored ? 'kept' : undefined;
    },
  };
}

/** A character for each byte: git compares bytes, so `?` stands for one byte and not for a letter that takes two. */
function asBytes(text: string): string {
  return /[^ -~]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** Rules that are all names, anchored names or `*.suffix`; undefined where one is anything else. */
function simpleRules(lines: readonly string[]): IgnoreRules | undefined {
  const names = new Map<string, boolean>();
  const anchored = new Map<string, boolean>();
  const suffixes: string[] = [];
  for (const line of lines) {
    const foldersOnly = line.endsWith('/');
    const body = foldersOnly ? line.slice(0, -1) : line;
    const plain = body.startsWith('/') ? body.slice(1) : body;
    if (/^\*\.[\w.-]+$/.test(body) && !foldersOnly) suffixes.push(body.slice(1));
    else if (/^[\w.@ -]+$/.test(plain))
      addRule(plain === body ? names : anchored, plain, foldersOnly);
    else return undefined;
  }
  return {
    verdict(path, isFolder) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const hit =
        applies(names.get(name), isFolder) ||
        (name === path && applies(anchored.get(name), isFolder)) ||
        suffixes.some((suffix) => name.endsWith(suffix));
      return hit ? 'ignored' : undefined;
    },
  };
}

function addRule(rules: Map<string, boolean>, name: string, foldersOnly: boolean): void {
  rules.set(name, foldersOnly && rules.get(name) !== false);
}

function applies(foldersOnly: boolean | undefined, isFolder: boolean): boolean {
  return foldersOnly !== undefined && (isFolder || !foldersOnly);
}
