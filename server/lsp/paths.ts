/** Paths and URIs of files in a workspace folder. */
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FolderPath } from '../protocol/basics.ts';

/**
 * @param root absolute path of a folder
 * @param file absolute path
 * @returns the file's path within the folder; undefined for the folder itself and what lies outside
 */
export function relativeInside(root: string, file: string): FolderPath | undefined {
  const path = relative(root, file).split(sep).join('/');
  return path === '' || path === '..' || path.startsWith('../') || path.includes(':/')
    ? undefined
    : path;
}

/** The URI of a file in a folder. @param root absolute path of the folder */
export function uriInside(root: string, path: FolderPath): string {
  return pathToFileURL(join(root, path)).href;
}
