/** Where a package is installed, by the folders that look for it. */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { lstatOf } from '../../files/signature.ts';

/**
 * Where a package is installed, links followed.
 * @param folder absolute, of who looks for it
 */
export function installedPlace(folder: string, name: string): string | undefined {
  for (const place of places(folder, name)) if (existsSync(place)) return realpathSync(place);
  return undefined;
}

/** Whether a package is installed at all, if only as a link to what is not there and may come. */
export function hasEntry(folder: string, name: string): boolean {
  for (const place of places(folder, name)) if (lstatOf(place)) return true;
  return false;
}

function* places(start: string, name: string): Generator<string> {
  for (let folder = start; ; folder = join(folder, '..')) {
    yield join(folder, 'node_modules', name);
    if (folder === join(folder, '..')) return;
  }
}
