// The files of a workspace, as they are on disk, for comparing with what they should be.

import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Item, Tree } from './command.ts';

/** Folders of the tools, not of the workspace. */
const leftOut = new Set(['.cachescope', '.git']);

/** Reads everything below a folder: files with their executable bit, links with their text, folders only where they are empty. */
export function readTree(root: string): Map<string, Item> {
  const tree = new Map<string, Item>();
  readFolder(root, '', tree);
  return tree;
}

function readFolder(root: string, folder: string, tree: Map<string, Item>): void {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(
    ({ name }) => !leftOut.has(name),
  );
  if (entries.length === 0 && folder !== '') tree.set(folder, { type: 'folder' });
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) readFolder(root, path, tree);
    else tree.set(path, readItem(join(root, path)));
  }
}

function readItem(file: string): Item {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return { type: 'link', target: readlinkSync(file) };
  return {
    type: 'file',
    content: readFileSync(file, 'latin1'),
    executable: (stats.mode & 0o100) !== 0,
  };
}

/** The part of a tree for which `keep` holds. */
export function subtree(tree: Tree, keep: (path: string) => boolean): Map<string, Item> {
  return new Map([...tree].filter(([path]) => keep(path)));
}

/** Whether two things are equal to the byte. */
export function sameItem(a: Item | undefined, b: Item | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.type === 'file' && b.type === 'file')
    return a.content === b.content && a.executable === b.executable;
  if (a.type === 'link' && b.type === 'link') return a.target === b.target;
  return a.type === b.type;
}

/** Whether two trees are equal to the byte. */
export function sameTree(a: Tree, b: Tree): boolean {
  return a.size === b.size && [...a].every(([path, item]) => sameItem(item, b.get(path)));
}

/** One line for each path that differs. */
export function treeDifferences(expected: Tree, actual: Tree): string[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return paths
    .filter((path) => !sameItem(expected.get(path), actual.get(path)))
    .map(
      (path) =>
        `${path}: expected ${itemText(expected.get(path))}, is ${itemText(actual.get(path))}`,
    );
}

function itemText(item: Item | undefined): string {
  return item === undefined ? 'nothing' : JSON.stringify(item);
}
