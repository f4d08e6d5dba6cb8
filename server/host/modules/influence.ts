/**
 * Whose imports a change of names can concern. An import that leads to a file may lead to another one when a file comes that is looked for
 * before it: one of the same folder with the same name up to the first dot, or an index file of a folder of that name. What led nowhere may
 * lead somewhere after any change, and so may what the disk was asked for.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { baseOf, folderOf } from '../../modules/resolve/names.ts';
import { inTurns, type Turns } from '../platform/turns.ts';
import type { FolderNames, NameChanges } from './folderNames.ts';
import type { ModuleTable } from './keeping/moduleTable.ts';
import { pnpmName } from './resolving/workspacePackages.ts';
import type { AnalysisState } from './state.ts';

/** What became of modules. */
interface Became {
  readonly update: {
    readonly names: NameChanges;
    readonly resolvesAll: boolean;
    readonly asksAgain: boolean;
  };
  readonly changed: ReadonlySet<number>;
  readonly removed: ReadonlySet<number>;
  readonly turns: Turns;
}

/** Modules whose imports are to be resolved again; found in turns, since answers that may be other ones by now are asked anew. */
export async function toResolve(
  { table, names, resolver }: AnalysisState,
  { update, changed, removed, turns }: Became,
): Promise<Iterable<number>> {
  const { touched, isBroad } = update.names;
  if (update.resolvesAll) {
    resolver.forgetAll();
    await inTurns(resolver.readAhead(), turns);
    return [...table.ids.values()];
  }
  const ofNames = touched.size > 0 || removed.size > 0;
  if (!ofNames && !isBroad && !update.asksAgain) return [...changed];
  resolver.forgetNames();
  let isOther = false;
  for (const isThis of resolver.revise({ isBroad, ofNames })) {
    isOther ||= isThis;
    if (turns.isOver) await turns.next();
  }
  if (isOther || isBroad) return [...table.ids.values()];
  const more = ofNames ? concerned(table, names, { touched, removed }) : askedOfDisk(table);
  return new Set([...changed, ...more]);
}

/** Modules that have an import which these names may concern. */
function concerned(
  table: ModuleTable,
  names: FolderNames,
  {
    touched,
    removed,
  }: { readonly touched: Iterable<string>; readonly removed: ReadonlySet<number> },
): number[] {
  const rivals = new Set(removed);
  for (const path of touched) addRivals(table, names, path, rivals);
  const isOpen = table.others.map(({ type }) => type !== 'package' && type !== 'builtin');
  const found: number[] = [];
  for (const id of table.ids.values()) {
    const isConcerned =
      table.dependsOn(id, 'any names') ||
      table
        .targetsOf(id)
        .some((target) => (target < 0 ? isOpen[~target] === true : rivals.has(target)));
    if (isConcerned) found.push(id);
  }
  return found;
}

/** Modules that have an import for which the disk was asked. */
function askedOfDisk(table: ModuleTable): number[] {
  return [...table.ids.values()].filter((id) => table.dependsOn(id, 'the disk'));
}

/** Adds the modules that are taken where this path is not there. An index file is looked for after every file that has the folder's name. */
function addRivals(
  table: ModuleTable,
  names: FolderNames,
  path: string,
  rivals: Set<number>,
): void {
  const folder = folderOf(path);
  const stem = stemOf(baseOf(path));
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const name of names.inFolder(folder) ?? []) {
    if (stemOf(name) !== stem) continue;
    const own = table.ids.get(prefix + name);
    if (own !== undefined) rivals.add(own);
    for (const inner of names.inFolder(prefix + name) ?? []) {
      const index =
        stemOf(inner) === 'index' ? table.ids.get(`${prefix}${name}/${inner}`) : undefined;
      if (index !== undefined) rivals.add(index);
    }
  }
}

/** Without what comes after the first dot, and without the mark of Sass's partials. */
function stemOf(name: string): string {
  const plain = name.startsWith('_') ? name.slice(1) : name;
  const dot = plain.indexOf('.', 1);
  return dot < 0 ? plain : plain.slice(0, dot);
}

const configName = /^(?:(?:ng-)?package|.*(?:ts|js)config.*)\.json$/;

/** Whether a file may decide how imports are resolved in others. */
export function isConfiguration(path: RelativePath): boolean {
  return configName.test(baseOf(path)) || baseOf(path) === pnpmName;
}
