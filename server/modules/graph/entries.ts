/**
 * Entry points: files that are used although nothing imports them. What counts:
 *
 * - what a package.json names: `main`, `module`, `browser`, `types`, `typings`, `exports`, `imports`, `bin`, `style`, `sass`, `svelte`, `source`, `files` of scripts
 *   (`node scripts/build.mjs`); where it names a built file (`dist/index.js`), the source of that name in `src` or beside it;
 * - `index` of a package, or of its `src`, where the package.json names nothing;
 * - scripts and style sheets that an `index.html` loads;
 * - files that actions read or load themselves: inputs of rules, builders;
 * - by their names: see `entryNames.ts`;
 * - what `modules.entry` in cachescope.json says; with `!` in front, that one is none, whatever else says so.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import { FilesBelow } from './filesBelow.ts';
import type { PackageFolder, Packages } from './packages.ts';
import type { PatternRules } from './usageRules.ts';

/** Fields of a package.json that name files, in any depth. */
const manifestFields = [
  'main',
  'module',
  'browser',
  'types',
  'typings',
  'exports',
  'imports',
  'bin',
  'style',
  'sass',
  'svelte',
  'source',
  'unpkg',
  'jsdelivr',
];
const builtFolders =
  /^(?:\.\/)?(?:dist|lib|build|out|output|esm|cjs|es|umd|types|typings)(?:\/(?:esm|cjs|es|umd|types|src))?\//;
const builtEnding = /(?:\.d)?\.[cm]?[jt]sx?$/;
/** Scripts and style sheets of a page. */
const pageFiles = /<(?:script[^>]*\ssrc|link[^>]*\shref)=["']([^"']+)["']/gi;
const sourceEndings = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
];

/** What the files are looked up in. */
export interface EntrySource {
  readonly paths: Iterable<RelativePath>;
  readonly has: (path: string) => boolean;
  /** Whether the name of a file alone makes it one. */
  readonly isByName: (path: RelativePath) => boolean;
  readonly packages: Packages;
  /** Text of a file; undefined where there is none. */
  readonly read: (path: RelativePath) => string | undefined;
  /** Files that actions name themselves. */
  readonly ofActions: Iterable<RelativePath>;
  /** What the configuration says. */
  readonly rules: PatternRules;
}

/** Files looked at between two turns. */
const filesAStep = 400;

/**
 * All entry points among the files.
 * @yields now and then, so that a caller may do something else meanwhile
 */
export function* findEntries(source: EntrySource): Generator<undefined, ReadonlySet<RelativePath>> {
  const { paths, has, isByName, packages, ofActions, rules } = source;
  const entries = new Set<RelativePath>();
  const files = new FilesBelow();
  const removed: RelativePath[] = [];
  let seen = 0;
  for (const path of paths) {
    files.add(path);
    if (isByName(path) || rules.includes(path)) entries.add(path);
    if (rules.excludes(path)) removed.push(path);
    if (++seen % filesAStep === 0) yield;
  }
  for (const path of ofActions) if (has(path)) entries.add(path);
  for (const one of packages.all) {
    for (const path of entriesOf(one, source, files)) {
      entries.add(path as RelativePath);
      if (++seen % filesAStep === 0) yield;
    }
    for (const path of filesOfPage(one, source)) entries.add(path as RelativePath);
    yield;
  }
  for (const path of removed) entries.delete(path);
  return entries;
}

function* entriesOf(
  { folder, manifest }: PackageFolder,
  { has }: EntrySource,
  files: FilesBelow,
): Generator<string> {
  const named = manifestFields.flatMap((field) => [...textsIn(manifest[field])]);
  // A pattern in a script is what a tool checks, formats or removes (`rimraf packages/*/dist`): that makes nothing used.
  const words = [...textsIn(manifest.scripts)]
    .flatMap((script) => script.split(/[\s'"=;&|()]+/))
    .filter((word) => !word.includes('*'));
  for (const text of new Set([...named, ...words])) {
    if (text.includes('*')) yield* matching(folder, text, files);
    else {
      const path = sourceOf(folder, text, has);
      if (path !== undefined) yield path;
    }
  }
  if (named.length > 0) return;
  const index = ['index', 'src/index', 'src/main', 'main']
    .flatMap((name) => sourceEndings.map((ending) => `${name}${ending}`))
    .map((name) => joinPath(folder, name))
    .find((path) => path !== undefined && has(path));
  if (index !== undefined) yield index;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* textsIn(one);
}

/** The file that is named, or the source that it is probably built from. */
function sourceOf(
  folder: string,
  text: string,
  has: (path: string) => boolean,
): string | undefined {
  const plain = text.replace(/^\.\//, '');
  if (plain === '' || !/^[\w@.][\w@./+-]*$/.test(plain)) return undefined;
  const stems = [plain, ...[...builtStems(plain)]];
  for (const stem of stems)
    for (const ending of ['', ...sourceEndings, ...sourceEndings.map((one) => `/index${one}`)]) {
      const path = joinPath(folder, `${stem}${ending}`);
      if (path !== undefined && has(path)) return path;
    }
  return undefined;
}

function* builtStems(path: string): Generator<string> {
  const stem = path.replace(builtEnding, '');
  if (stem !== path) yield stem;
  const below = stem.replace(builtFolders, '');
  if (below === stem) return;
  yield `src/${below}`;
  yield below;
}

/** `./dist/*.js` stands for every source below the folder that it is built from, `./themes/*.css` for style sheets alone. */
function* matching(folder: string, pattern: string, files: FilesBelow): Generator<string> {
  const [before = ''] = pattern.replace(/^\.\//, '').split('*');
  const ending = pattern.slice(pattern.lastIndexOf('*') + 1);
  const isBuilt = ending === '' || builtEnding.test(ending);
  const base = before.replace(/[^/]*$/, '');
  const places = [base, base.replace(builtFolders, 'src/')].map((one) => joinPath(folder, one));
  for (const place of new Set(places)) {
    if (place === undefined) continue;
    for (const path of files.below(place)) if (isBuilt || path.endsWith(ending)) yield path;
  }
}

function* filesOfPage(one: PackageFolder, { has, read }: EntrySource): Generator<string> {
  for (const name of ['index.html', 'public/index.html', 'src/index.html']) {
    const page = joinPath(one.folder, name);
    const text = page && read(page as RelativePath);
    if (!page || !text) continue;
    for (const [, address = ''] of text.matchAll(pageFiles)) {
      const from = address.startsWith('/') ? one.folder : parentPath(page);
      const path = joinPath(from, address.replace(/^\//, '').replace(/[?#].*$/, ''));
      if (path !== undefined && has(path)) yield path;
    }
  }
}
