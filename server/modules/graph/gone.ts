/** Who imported files that are gone. Their imports lead nowhere now, so it is told by what they are written as. */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ModuleRecord } from '../model.ts';
import { baseOf, folderOf, joinRelative } from '../resolve/names.ts';
import { classify } from '../resolve/specifiers.ts';
import type { ModuleGraph } from './moduleGraph.ts';
import { type UnresolvedImport, unresolvedImports } from './unresolved.ts';

/**
 * Numbers of the modules that have an import which leads nowhere and may have led to one of these.
 * Not exact for names that are no paths, whose end alone is compared: an alias may lead to any folder.
 * @param paths none of them is there
 */
export function importersOfGone(
  graph: ModuleGraph,
  records: ReadonlyMap<RelativePath, ModuleRecord>,
  paths: readonly string[],
): number[] {
  const written = new Set(paths.flatMap(writtenAs));
  if (written.size === 0) return [];
  const ends = new Set([...written].flatMap(endsOf));
  const found: number[] = [];
  for (const node of graph.present()) {
    if (graph.unresolvedOf(node) === 0) continue;
    const path = graph.pathOf(node);
    const all = unresolvedImports(records.get(path));
    if (all.some((one) => mayLeadTo(folderOf(path), one, { written, ends }))) found.push(node);
  }
  return found;
}

interface Gone {
  readonly written: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
}

function mayLeadTo(folder: string, { specifier, kind }: UnresolvedImport, { written, ends }: Gone) {
  const what = classify(specifier, kind);
  // In a style sheet a name alone is looked for beside it, too.
  const isBeside = what.type === 'bare' && kind === 'style';
  const path = what.type === 'relative' ? what.path : isBeside ? `./${what.name}` : undefined;
  const place = path === undefined ? undefined : joinRelative(folder, path);
  if (place !== undefined && written.has(plain(place))) return true;
  if (what.type === 'rooted') return ends.has(plain(what.path));
  if (what.type !== 'bare') return false;
  // Without the alias, or without the package with its scope.
  const [, ...parts] = what.name.split('/');
  return [parts, parts.slice(1)].some((rest) => rest.length > 0 && ends.has(plain(rest.join('/'))));
}

/** What may be written for what comes out of a TypeScript file. */
function plain(path: string): string {
  return path.replace(/\.[mc]?jsx?$/, '').replace(/\/$/, '');
}

/** As what a file may be written: with its ending, without one or more, as its folder, as a partial of Sass. */
function writtenAs(path: string): readonly string[] {
  const folder = folderOf(path);
  const base = baseOf(path);
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = [base, base.replace(/^_/, '')].flatMap((name) => {
    const parts = name.split('.');
    return parts.map((_, count) => parts.slice(0, parts.length - count).join('.'));
  });
  const all = names.filter((name) => name !== '').map((name) => plain(prefix + name));
  return names.includes('index') && folder !== '' ? [...all, folder] : all;
}

/** All that a path ends with, by whole names. */
function endsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(at).join('/'));
}
