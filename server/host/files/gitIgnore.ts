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
    .split(/\r?\n/)
    .map((line) => line.replace(/(?<!\\)\s+$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) return undefined;
  return simpleRules(lines) ?? libraryRules(lines);
}

function libraryRules(lines: readonly string[]): IgnoreRules {
  const rules = ignore({ allowRelativePaths: true }).add([...lines]);
  return {
    verdict(path, isFolder) {
      const { ignored, unignored } = rules.test(isFolder ? `${path}/` : path);
      return ignored ? 'ignored' : unignored ? 'kept' : undefined;
    },
  };
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
