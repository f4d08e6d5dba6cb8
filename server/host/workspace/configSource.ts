/** Where the configuration's reader gets files, folders and variables from: the disk and this process. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigSource, ConfigUnreadable } from '../../engine/config/source.ts';
import { workspaceMatcher } from '../../engine/config/workspaceMatcher.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import { staticBase } from '../../engine/model/glob.ts';
import type { Files } from '../../engine/ports/files.ts';

/** Folders that never hold a package of the workspace. */
const neverEntered: ReadonlySet<string> = new Set(['node_modules', '.git', '.cachescope']);

/**
 * Makes a source.
 * @param root absolute path of the workspace root
 * @param files answers `glob`
 * @param environment e.g. `process.env`
 */
export function diskConfigSource(
  root: string,
  files: Pick<Files, 'glob'>,
  environment: ConfigSource['environment'],
): ConfigSource {
  return {
    environment,
    glob: (patterns) => files.glob(patterns),
    read: (path) => readText(root, path),
    packageFolders: (patterns) => packageFolders(root, patterns),
  };
}

function readText(root: string, path: RelativePath): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(root, path)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ConfigUnreadable(`${path} cannot be read: ${unreadableDetail(code, message)}`);
  }
}

function unreadableDetail(code: string | undefined, message: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied. Check who may read it.';
    case 'EISDIR':
      return 'it is a folder. A file is expected there; rename the folder.';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8. Save it as UTF-8.';
    default:
      return `${message}.`;
  }
}

/** Told what is looked at. */
export interface FolderLooks {
  readonly folder?: (path: string) => void;
  readonly file?: (path: string) => void;
}

/**
 * The folders of packages. Walks only what patterns can reach: from the fixed part of each on, and no deeper than the longest.
 * @param known folders that need not be looked into: the caller knows that they hold a package.json
 * @param onLook told the absolute paths of folders that are listed, and of files that are looked for
 */
export function packageFolders(
  root: string,
  patterns: readonly string[],
  known: ReadonlySet<RelativePath> = new Set(),
  onLook: FolderLooks = {},
): readonly RelativePath[] {
  const matches = workspaceMatcher(patterns);
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const depthMax = wanted.some((pattern) => pattern.includes('**'))
    ? Infinity
    : Math.max(0, ...wanted.map((pattern) => pattern.split('/').length));
  const isPackage = (folder: RelativePath): boolean => {
    if (known.has(folder)) return true;
    const file = join(root, folder, 'package.json');
    onLook.file?.(file);
    return existsSync(file);
  };
  const found = new Set<RelativePath>();
  const visit = (folder: string, depth: number): void => {
    if (matches(folder as RelativePath) && isPackage(folder as RelativePath))
      found.add(folder as RelativePath);
    if (depth >= depthMax) return;
    onLook.folder?.(join(root, folder));
    for (const name of foldersIn(join(root, folder)))
      visit(folder === '' ? name : `${folder}/${name}`, depth + 1);
  };
  for (const base of outermost(wanted.map(staticBase))) {
    if (isEnterable(base)) visit(base, base === '' ? 0 : base.split('/').length);
  }
  return [...found].sort();
}

/** Without those that lie below another: each folder is visited once. */
function outermost(folders: readonly string[]): readonly string[] {
  return [...new Set(folders)].filter(
    (folder) =>
      !folders.some(
        (other) => other !== folder && (other === '' || folder.startsWith(`${other}/`)),
      ),
  );
}

function isEnterable(base: string): boolean {
  return !base.split('/').some((segment) => segment === '..' || neverEntered.has(segment));
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !neverEntered.has(entry.name))
      .map(({ name }) => name);
  } catch {
    // A pattern may name a folder that is not there, or that we may not list: it holds no package for us.
    return [];
  }
}
