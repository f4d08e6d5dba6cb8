/** What is where in the workspace, by name alone: the port that looking for files goes through, so that most of it never asks the disk. */

/**
 * What is at a path. `unknown`: the names do not tell (behind a link, in a folder that git ignores or in `node_modules`), so whoever wants
 * to know has to look at the disk.
 */
export type NameState = 'file' | 'folder' | 'absent' | 'unknown';

/** See the file's comment. Paths are relative to the workspace, with `/`. */
export interface Names {
  at(path: string): NameState;
  /** The names in a folder, for what depends on all of them; undefined where it is not known. */
  inFolder(path: string): Iterable<string> | undefined;
  /** Whether git ignores what is at a path, or would if it were there; of folders above it nothing is said. */
  isIgnored(path: string, isFolder: boolean): boolean;
}

/**
 * Joins a folder and what is written relative to it.
 * @returns undefined where it leads out of the workspace; the root itself is `''`
 */
export function joinRelative(folder: string, written: string): string | undefined {
  let base = folder;
  let at = written.startsWith('./') ? 2 : 0;
  for (; written.startsWith('../', at); at += 3) {
    if (base === '') return undefined;
    base = folderOf(base);
  }
  if (at > 0 && !written.includes('/.', at - 1) && !written.includes('//', at - 1)) {
    const rest = written.endsWith('/') ? written.slice(at, -1) : written.slice(at);
    return base === '' || rest === '' ? base + rest : `${base}/${rest}`;
  }
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The folder of a path; `''` for what lies in the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
