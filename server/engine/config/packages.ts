/** Finds the packages of a workspace: npm, Yarn and pnpm. */

import type { RelativePath } from '../model/brand.ts';
import { isBelow } from '../model/glob.ts';
import type { JsonDocument } from './jsonc.ts';
import type { PackageModel } from './model.ts';
import { packageVariables } from './packageVariables.ts';
import type { Reading } from './reading.ts';
import { isObject, ownValue, quote } from './values.ts';
import { workspacePatterns } from './workspacePatterns.ts';

const rootFile = 'package.json' as RelativePath;

/** The packages, and what they were found by. */
export interface FoundPackages {
  /** The root first. */
  readonly packages: readonly PackageModel[];
  readonly patterns: readonly string[];
  readonly folders: readonly RelativePath[];
}

/** Finds and reads the package.json files. */
export function findPackages(reading: Reading): FoundPackages {
  const root = reading.json(rootFile);
  if (root) reading.problems.push(...root.problems);
  const patterns = workspacePatterns(root, reading);
  const folders =
    patterns.length === 0
      ? []
      : [...reading.source.packageFolders(patterns)].filter((dir) => dir !== '').sort();
  const found = [rootPackage(root)];
  const byName = new Map<string, RelativePath>([['//', rootFile]]);
  for (const dir of folders) {
    const read = readPackage(dir, reading, byName);
    if (read) found.push(read);
  }
  return { packages: withRelations(found), patterns, folders };
}

type Draft = PackageModel & { readonly manifest: unknown };

function rootPackage(document: JsonDocument | undefined): Draft {
  const manifest = document?.value;
  return { ...draft('//', '' as RelativePath, manifest), file: document ? rootFile : undefined };
}

function readPackage(
  dir: RelativePath,
  reading: Reading,
  byName: Map<string, RelativePath>,
): Draft | undefined {
  const file = `${dir}/package.json` as RelativePath;
  const document = reading.json(file);
  if (!document) return undefined;
  reading.problems.push(...document.problems);
  if (!isObject(document.value)) {
    if (document.problems.length === 0)
      reading.report(
        'error',
        'wrong-type',
        { file, path: [] },
        'A package.json must hold an object',
      );
    return undefined;
  }
  const name = packageName(dir, document, reading);
  const other = byName.get(name);
  if (other !== undefined) {
    const message = `Two packages are called ${quote(name)}: ${other} and ${file}`;
    reading.report(
      'error',
      'duplicate-package',
      { file, path: ['name'] },
      message,
      'Give one another name.',
    );
    return undefined;
  }
  byName.set(name, file);
  return draft(name, dir, document.value);
}

function packageName(dir: RelativePath, document: JsonDocument, reading: Reading): string {
  const name = ownValue(document.value, 'name');
  if (typeof name === 'string' && /^[^#:^!\s]{1,214}$/.test(name) && name !== '//') return name;
  const folder = dir.slice(dir.lastIndexOf('/') + 1).replace(/[#:^!\s]/g, '_');
  const message =
    name === undefined ? 'The package has no name' : 'The name of the package cannot be used';
  const at = { file: document.file, path: ['name'] };
  reading.report(
    'warning',
    'package-name',
    at,
    message,
    `It is called ${quote(folder)} after its folder.`,
  );
  return folder;
}

function draft(name: string, dir: RelativePath, manifest: unknown): Draft {
  return {
    name,
    dir,
    file: (dir === '' ? rootFile : `${dir}/${rootFile}`) as RelativePath,
    dependencies: [],
    scripts: textEntries(ownValue(manifest, 'scripts')),
    variables: packageVariables(manifest),
    nested: [],
    manifest,
  };
}

/** Only the entries that are texts. */
function textEntries(value: unknown): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  if (!isObject(value)) return result;
  for (const [key, text] of Object.entries(value)) if (typeof text === 'string') result[key] = text;
  return result;
}

/** Fills in what follows from all packages together: who depends on whom, and which lies within which. */
function withRelations(drafts: readonly Draft[]): readonly PackageModel[] {
  const names = new Set(drafts.map((entry) => entry.name));
  const sorted = drafts.map((entry) => entry.dir).sort();
  return drafts.map(({ manifest, ...entry }) => {
    const nested =
      entry.dir === '' ? sorted.filter((dir) => dir !== '') : nestedIn(entry.dir, sorted);
    return {
      ...entry,
      dependencies: dependenciesOf(manifest, entry.name, names),
      nested: outermost(nested),
    };
  });
}

/** Folders below `dir`; in a sorted list of paths they need not be neighbours of it (`a`, `a-b`, `a/c`), but of each other. */
function nestedIn(dir: string, sorted: readonly RelativePath[]): readonly RelativePath[] {
  const prefix = `${dir}/`;
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (sorted[end]?.startsWith(prefix)) end++;
  return sorted.slice(low, end);
}

function outermost(folders: readonly RelativePath[]): readonly RelativePath[] {
  const result: RelativePath[] = [];
  for (const folder of folders) {
    const last = result.at(-1);
    if (last === undefined || !isBelow(folder, last)) result.push(folder);
  }
  return result;
}

const dependencyKeys = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
];

function dependenciesOf(
  manifest: unknown,
  self: string,
  names: ReadonlySet<string>,
): readonly string[] {
  const result = new Set<string>();
  for (const key of dependencyKeys) {
    const entries = ownValue(manifest, key);
    if (!isObject(entries)) continue;
    for (const name in entries) {
      if (name !== self && name !== '//' && names.has(name) && !isElsewhere(entries[name]))
        result.add(name);
    }
  }
  return [...result];
}

/** `npm:other@1` names a package of the registry, whatever the key says; so do git and web addresses. */
function isElsewhere(version: unknown): boolean {
  return typeof version === 'string' && /^(?:npm|git|https?|github|git\+[a-z]+):/.test(version);
}

// For those who look for folders and found it here first.
export { workspaceMatcher } from './workspaceMatcher.ts';
