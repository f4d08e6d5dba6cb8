/**
 * The folder `.cachescope/` at the workspace root: made private, kept out of git, refused when someone else could have planted it.
 * What lies in it is trusted to be ours, so a folder that others can write to would let them choose what a build restores.
 */

import type { Stats } from 'node:fs';
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the state folder. */
export const stateFolderName = '.cachescope';

/**
 * Makes or checks the folder.
 * @param root absolute path of the workspace root
 * @returns its absolute path, or why it is refused and what to do
 */
export function openStateFolder(
  root: string,
): { readonly folder: string } | { readonly message: string } {
  const folder = join(root, stateFolderName);
  try {
    const stats = lstatSync(folder, { throwIfNoEntry: false }) ?? create(folder);
    const refused = folderRefusal(folder, stats);
    return refused === undefined ? { folder } : { message: refused };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      message: `The cache folder cannot be used: ${detail}. Check the permissions of ${root}, or run with --no-cache.`,
    };
  }
}

/** Another process may make it at the same moment, or someone may plant one: what is there afterwards is checked all the same. */
function create(folder: string): Stats {
  try {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, '.gitignore'), '*\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return lstatSync(folder);
}

/**
 * Why a folder is no place for what is trusted to be ours, and what to do; undefined: it is one.
 * @param stats of the folder itself, not of what a link leads to
 */
export function folderRefusal(folder: string, stats: Stats): string | undefined {
  if (stats.isSymbolicLink())
    return `${folder} is a symbolic link, which could lead anywhere. Remove the link; a new folder is made.`;
  if (!stats.isDirectory()) return `${folder} is not a folder. Move it away; a new folder is made.`;
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  if (stats.uid !== uid)
    return `${folder} belongs to another user (uid ${stats.uid}, yours is ${uid}). Remove it, or run as its owner.`;
  if ((stats.mode & 0o022) !== 0)
    return `${folder} can be written by other users, so what it holds cannot be trusted. Remove it, or run: chmod 700 ${folder} after checking who had access.`;
  return undefined;
}
