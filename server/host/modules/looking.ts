/** Looks at the disk for what may have changed: at the paths that were told, or at every folder and file. */
import { join } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { folderOf } from '../../modules/resolve/names.ts';
import { lstatOf } from '../files/signature.ts';
import { Turns } from '../platform/turns.ts';
import { type NameChanges, noChanges } from './folderNames.ts';
import { isConfiguration } from './influence.ts';
import type { AnalysisState } from './state.ts';

/** What may have changed. */
export interface Update {
  readonly names: NameChanges;
  /** Modules whose bytes may have changed. */
  readonly dirty: Set<RelativePath>;
  /** Modules that were found to be other ones, and not told yet. */
  readonly changed: Set<number>;
  /** Modules that were found to be gone, and not told yet. */
  readonly gone: Set<RelativePath>;
  /** Something changed that may decide for any import. */
  resolvesAll: boolean;
  /** What is not known by name may have changed, too. */
  asksAgain: boolean;
}

/** Lets others have their say, where it is time for that. @throws Cancelled */
export type Turn = (looked: number) => Promise<void>;

/** Looks between two looks at the time: one may be the reading of a folder. */
const turnItems = 16;

/** Nothing changed. */
export function noUpdate(): Update {
  const found = {
    dirty: new Set<RelativePath>(),
    changed: new Set<number>(),
    gone: new Set<RelativePath>(),
  };
  return { names: noChanges(), ...found, resolvesAll: false, asksAgain: false };
}

/**
 * Looks at paths that may have changed: files or folders, there or gone. Others get their say now and then, since a branch may have thousands; it
 * is not to be cancelled, since nobody would look at the rest.
 */
export async function lookAt(
  state: AnalysisState,
  paths: readonly RelativePath[],
  update: Update,
): Promise<void> {
  const turns = new Turns();
  const reread = new Set<string>();
  const again = (folder: string): void => {
    if (!reread.has(folder)) state.names.reread(folder, update.names);
    reread.add(folder);
  };
  for (const path of paths) {
    await turns.next();
    let folder = folderOf(path);
    while (folder !== '' && !state.names.folders.has(folder)) folder = folderOf(folder);
    again(folder);
    noteOutside(state, path, update);
    if (decides(state, path)) update.resolvesAll = true;
    if (state.names.isModule(path)) noteModule(state, path, update);
    // A folder stands for everything below it.
    for (const inner of [...state.names.below(path)]) {
      await turns.next();
      again(inner);
      for (const module of state.names.modulesIn(inner)) noteModule(state, module, update);
    }
  }
}

function noteOutside({ names }: AnalysisState, path: RelativePath, update: Update): void {
  if (names.at(path) !== 'unknown') return;
  update.asksAgain = true;
  if (/(?:^|\/)node_modules(?:\/|$)/.test(path)) update.resolvesAll = true;
}

function noteModule(state: AnalysisState, path: RelativePath, update: Update): void {
  const id = state.table.ids.get(path);
  if (id === undefined) update.names.added.add(path);
  const stats = lstatOf(join(state.root, path));
  if (id !== undefined && stats && state.table.isUnchanged(id, stats)) return;
  update.dirty.add(path);
  // Also where its folder was told.
  if (decides(state, path)) update.resolvesAll = true;
}

/** Whether imports in other files may be resolved by what is in this one. */
export function decides({ resolver }: AnalysisState, path: RelativePath): boolean {
  return isConfiguration(path) || resolver.isExtended(path);
}

/** Looks at everything, where git's rules are other ones: any name may be a module now, or none any more. */
export function walkAgain(state: AnalysisState, update: Update): void {
  update.resolvesAll = true;
  const { added, removed } = update.names;
  const before = new Set(state.table.ids.keys());
  const found = new Set<RelativePath>();
  state.useNames();
  for (const modules of state.names.walk())
    for (const path of modules) {
      found.add(path);
      if (!before.delete(path)) added.add(path);
    }
  for (const path of before) removed.add(path as RelativePath);
  // What was seen before by the names alone does not hold where the rules are other ones.
  for (const path of added) if (!found.has(path)) added.delete(path);
  for (const path of found) removed.delete(path);
}

/** Looks at every folder, and reads the names of those that changed. @throws Cancelled */
export async function compareFolders(
  state: AnalysisState,
  { names }: Update,
  turn: Turn,
): Promise<void> {
  let looked = 0;
  for (const [folder, known] of [...state.names.folders]) {
    if (++looked % turnItems === 0) await turn(looked);
    const stats = lstatOf(folder === '' ? state.root : `${state.root}/${folder}`);
    const isSame =
      known.isSettled &&
      stats?.mtimeMs === known.mtimeMs &&
      stats.ctimeMs === known.ctimeMs &&
      stats.ino === known.inode;
    if (!isSame && state.names.folders.has(folder)) state.names.reread(folder, names);
  }
}

/** Looks at every module. @throws Cancelled */
export async function compareModules(
  state: AnalysisState,
  update: Update,
  turn: Turn,
): Promise<void> {
  let looked = 0;
  const { added, removed } = update.names;
  for (const [key, id] of state.table.ids) {
    const path = key as RelativePath;
    if (++looked % turnItems === 0) await turn(looked);
    if (removed.has(path) || added.has(path)) continue;
    const stats = lstatOf(`${state.root}/${path}`);
    if (stats && state.table.isUnchanged(id, stats)) continue;
    update.dirty.add(path);
    if (decides(state, path)) update.resolvesAll = true;
  }
  // Names that are modules and could not be read as such before.
  for (const path of state.vanished) if (state.names.isModule(path)) added.add(path);
  state.vanished.clear();
}
