/** Which files tsconfig.json files take options from, by `extends` and `references`: those may have any name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, joinRelative } from '../../../modules/resolve/names.ts';
import type { FolderNames } from '../folderNames.ts';

const extending = /"(?:extends|path)"\s*:\s*(\[[^\]]*\]|"[^"]*")/g;

/** Workspace-relative; files that others of them name are among them. */
export function extendedFiles(root: string, names: FolderNames): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: string[] = [];
  for (const path of names.modules())
    if (/(?:ts|js)config[^/]*\.json$/.test(path)) waiting.push(path);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const [, written = ''] of textOf(join(root, path)).matchAll(extending))
      for (const [, one = ''] of written.matchAll(/"([^"]*)"/g)) {
        const target = joinRelative(folderOf(path), one);
        const file = target === undefined || target.endsWith('.json') ? target : `${target}.json`;
        if (file === undefined || found.has(file)) continue;
        found.add(file);
        waiting.push(file);
      }
  }
  return found;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there: then nothing is taken from it.
    return '';
  }
}
