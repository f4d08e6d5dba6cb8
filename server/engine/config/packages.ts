/** Finds the packages of a workspace: npm, Yarn and pnpm. */

import { parse as parseYaml } from 'yaml';
import type { RelativePath } from '../model/brand.ts';
import { isBelow, joinPath, matcherOf, normalizePattern } from '../model/glob.ts';
import type { JsonDocument } from './jsonc.ts';
import type { PackageModel } from './model.ts';
import type { Reading } from './reading.ts';
import { isObject, ownValue, quote } from './values.ts';

const rootFile = 'package.json' as RelativePath;
const pnpmFile = 'pnpm-workspace.yaml' as RelativePath;
const yamlLengthLimit = 1_000_000;

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

function workspacePatterns(root: JsonDocument | undefined, reading: Reading): readonly string[] {
  const pnpm = pnpmPatterns(reading);
  if (pnpm) return pnpm;
  const entry = ownValue(root?.value, 'workspaces');
  if (entry === undefined) return [];
  const list = Array.isArray(entry) ? entry : ownValue(entry, 'packages');
  const at = { file: rootFile, path: ['workspaces'] };
  if (list === undefined && isObject(entry)) return [];
  return checkedPatterns(list, (message) => reading.report('error', 'wrong-type', at, message));
}

function pnpmPatterns(reading: Reading): readonly string[] | undefined {
  const text = reading.text(pnpmFile);
  if (text === undefined) return undefined;
  const fail = (message: string): void =>
    reading.report('error', 'wrong-type', { file: pnpmFile, path: [] }, message);
  const list = ownValue(yamlValue(text, fail), 'packages');
  return list === undefined ? [] : checkedPatterns(list, fail);
}

function yamlValue(text: string, fail: (message: string) => void): unknown {
  if (text.length > yamlLengthLimit) return fail('The file is too large');
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    return parseYaml(text, { maxAliasCount: 0, logLevel: 'silent' }) as unknown;
  } catch (error) {
    return fail(
      `Not valid YAML: ${String(error instanceof Error ? error.message : error).split('\n', 1)[0]}`,
    );
  }
}

function checkedPatterns(list: unknown, fail: (message: string) => void): readonly string[] {
  const texts = Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  if (!Array.isArray(list) || texts.length < list.length)
    fail('Workspaces must be a list of patterns such as "packages/*"');
  const good = texts.filter((text) => text.length > 0 && text.length <= 4096);
  const usable = good.filter(
    (text) => joinPath('', normalizePattern(text.replace(/^!/, ''))) !== undefined,
  );
  if (usable.length < texts.length)
    fail('A pattern of the workspaces is empty, too long or leaves the workspace');
  return usable;
}

/**
 * Whether a folder is one that `workspaces` names. For implementations of `ConfigSource.packageFolders`.
 * @param patterns as written; a `!` takes folders away again
 */
export function workspaceMatcher(patterns: readonly string[]): (dir: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const negated = pattern.startsWith('!');
    const text = normalizePattern(negated ? pattern.slice(1) : pattern);
    return { negated, matches: exactMatcher(text) };
  });
  return (dir) => {
    let result = false;
    for (const { negated, matches } of matchers)
      if (result === negated && matches(dir)) result = !negated;
    return result;
  };
}

/** As `matcherOf`, but what lies below a matching folder does not match with it. */
function exactMatcher(pattern: string): (dir: string) => boolean {
  const matches = matcherOf([pattern]);
  if (pattern.endsWith('**')) return matches;
  const depth = pattern.split('/').length;
  const deep = pattern.split('/').includes('**');
  return deep ? matches : (dir) => dir.split('/').length === depth && matches(dir);
}

/**
 * The variables that npm derives from a package.json (RFC 183: name, version, config, engines, bin), by the rules of
 * `@npmcli/run-script`: nested keys and list positions are joined by `_`, null and false become empty.
 */
export function packageVariables(manifest: unknown): Readonly<Record<string, string>> {
  const result: Record<string, string> = Object.create(null);
  for (const key of ['name', 'version', 'config', 'engines', 'bin']) {
    addVariable(result, `npm_package_${key}`, ownValue(manifest, key));
  }
  return result;
}

function addVariable(result: Record<string, string>, name: string, value: unknown): void {
  if (value === undefined || name.includes('=') || name.includes('\0')) return;
  if (value === null || value === false) result[name] = '';
  else if (typeof value !== 'object') result[name] = String(value).replaceAll('\0', '');
  // The keys of a list are its positions.
  else for (const [key, item] of Object.entries(value)) addVariable(result, `${name}_${key}`, item);
}
