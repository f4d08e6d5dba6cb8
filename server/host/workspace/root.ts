/** Finds the workspace that a folder belongs to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The workspace root for a folder: the nearest folder upwards that has cachescope.json, turbo.json at its top, pnpm-workspace.yaml or a
 * package.json with `workspaces`; else the nearest with a package.json; else the nearest with .git.
 * @param folder absolute path to start from
 * @returns absolute path; undefined where nothing upwards is any of these
 */
export function findRoot(folder: string): string | undefined {
  const folders = upwards(folder);
  return (
    folders.find(isWorkspaceRoot) ??
    folders.find((at) => existsSync(join(at, 'package.json'))) ??
    folders.find((at) => existsSync(join(at, '.git')))
  );
}

function upwards(folder: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
  return folders;
}

/** Whether a folder is a root whatever lies above it. */
export function isWorkspaceRoot(folder: string): boolean {
  if (
    existsSync(join(folder, 'cachescope.json')) ||
    existsSync(join(folder, 'pnpm-workspace.yaml'))
  )
    return true;
  // A package's own turbo.json says that it extends another: it is not the root's.
  if (textOf(join(folder, 'turbo.json'))?.includes('"extends"') === false) return true;
  return textOf(join(folder, 'package.json'))?.includes('"workspaces"') === true;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Absent, or a folder, or not readable: the configuration's reader says more, if this is the root.
    return undefined;
  }
}
