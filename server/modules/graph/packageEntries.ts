/**
 * Entry points of one package:
 *
 * - what its package.json names: `main`, `module`, `browser`, `types`, `exports`, `imports`, `bin` and the like;
 * - what the files name that tell Angular and Nx what it offers: see `collections.ts`;
 * - files in its scripts (`node scripts/build.mjs`), and in what it says to tools (`jest`, `tsup`, ...);
 * - its `index`, or that of its `src`, where it names nothing, or built files whose sources have other names.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath } from '../../engine/model/glob.ts';
import { isDependency } from '../resolve/dependencies.ts';
import { filesOfCollections } from './collections.ts';
import { type CommandWord, wordsOf } from './commands.ts';
import type { EntryLookup } from './entrySource.ts';
import { isBuilt, matching, type NamedIn, sourceEndings, sourceOf } from './namedFiles.ts';
import type { PackageFolder } from './packages.ts';

/** Fields of a package.json that name files, in any depth. */
const fileFields = [
  'main',
  'module',
  'browser',
  'types',
  'typings',
  'exports',
  'bin',
  'style',
  'sass',
  'svelte',
  'source',
  'unpkg',
  'jsdelivr',
  'react-native',
  'umd:main',
  'jsnext:main',
  'es2015',
  'typesVersions',
];
/** Fields that tell tools commands to run, or files to load. */
const toolFields = [
  'scripts',
  'ava',
  'babel',
  'eslintConfig',
  'jest',
  'lint-staged',
  'mocha',
  'nx',
  'prisma',
  'simple-git-hooks',
  'tsup',
  'wireit',
];

/** With one of these, a package.json without a name is that of a program, and not only there to say how files are to be read. */
const programFields = ['scripts', 'dependencies', 'devDependencies'];

/** Who depends on one of these packages has its programs, or what builds them, named in such a file. */
const namingFiles: readonly {
  readonly packages: readonly string[];
  readonly files: readonly string[];
}[] = [
  {
    packages: ['wrangler', '@cloudflare/vite-plugin', '@cloudflare/vitest-pool-workers'],
    files: ['wrangler.jsonc', 'wrangler.json', 'wrangler.toml'],
  },
  { packages: ['expo'], files: ['app.json'] },
];

/** A file that is used. */
export interface PackageEntry {
  readonly path: RelativePath;
  /** Its text may name more: it is a script or program that is run, or configuration. */
  readonly mayNameMore: boolean;
}

/**
 * See the file's comment.
 * @yields also files of configuration that are no modules
 */
export function* entriesOfPackage(
  one: PackageFolder,
  { has, files, read }: EntryLookup,
): Generator<PackageEntry> {
  const { folder, manifest } = one;
  const place: NamedIn = { folder, has, files };
  yield* marked(filesOfManifest(one, place), false);
  yield* marked(filesOfCollections(manifest, place, read), false);
  yield* marked(programsOf(manifest, place), true);
  yield* marked(sheetsOf(manifest, place), false);
  for (const naming of namingFiles)
    if (naming.packages.some((name) => isDependency(manifest, name)))
      yield* marked(
        naming.files.flatMap((name) => joinPath(folder, name) ?? []),
        true,
      );
}

function* marked(paths: Iterable<string>, mayNameMore: boolean): Generator<PackageEntry> {
  for (const path of paths) yield { path: path as RelativePath, mayNameMore };
}

function* filesOfManifest(
  { folder, name, manifest }: PackageFolder,
  place: NamedIn,
): Generator<string> {
  const named = new Set(fileFields.flatMap((field) => [...textsIn(manifest[field])]));
  const isProgram =
    name !== '' || folder === '' || programFields.some((field) => Object.hasOwn(manifest, field));
  let isIndexMeant = named.size === 0 && isProgram;
  for (const text of new Set([...named, ...ownImports(manifest.imports)])) {
    if (text.includes('*')) yield* matching(text, place);
    else {
      const path = sourceOf(text, place);
      if (path !== undefined) yield path;
      else isIndexMeant ||= isBuilt(text);
    }
  }
  if (isIndexMeant) yield* indexOf(place);
}

/**
 * Files that a package's own names (`#db`) may stand for. Nobody else can use them, and what an import of one leads to is known: what a pattern stands
 * for is used where it is imported. Under a condition, imports lead to one file of several; the others are used elsewhere.
 */
function* ownImports(imports: unknown): Generator<string> {
  if (typeof imports !== 'object' || imports === null) return;
  for (const [name, target] of Object.entries(imports)) {
    const isPlain = [target].flat().every((one) => typeof one === 'string');
    if (!name.includes('*') || !isPlain) yield* textsIn(target);
  }
}

function* indexOf({ folder, has }: NamedIn): Generator<string> {
  const index = ['index', 'src/index', 'src/main', 'main']
    .flatMap((name) => sourceEndings.map((ending) => `${name}${ending}`))
    .map((name) => joinPath(folder, name))
    .find((path) => path !== undefined && has(path));
  if (index !== undefined) yield index;
}

function* programsOf(manifest: PackageFolder['manifest'], place: NamedIn): Generator<string> {
  for (const { word, below } of commandWords(manifest)) {
    const folder = joinPath(place.folder, below);
    const path = folder === undefined ? undefined : sourceOf(word, { ...place, folder });
    if (path !== undefined) yield path;
  }
  for (const word of new Set(textsIn(manifest.bin))) {
    const path = sourceOf(word, place);
    if (path !== undefined) yield path;
  }
}

/** `sass from:to` makes a style sheet of each that it finds there, parts of others left out. */
function* sheetsOf(manifest: PackageFolder['manifest'], place: NamedIn): Generator<string> {
  for (const { word, below, isOfSass } of commandWords(manifest)) {
    const isFolder = isOfSass && /^[\w@.]/.test(word) && !/^(?:node-)?sass$/.test(word);
    const folder = isFolder ? joinPath(place.folder, `${below}${word}`) : undefined;
    if (folder === undefined) continue;
    for (const path of place.files.below(folder))
      if (/(?:^|\/)(?!_)[^/]+\.s[ac]ss$/.test(path)) yield path;
  }
}

function commandWords(manifest: PackageFolder['manifest']): Iterable<CommandWord> {
  const words = new Map<string, CommandWord>();
  for (const field of toolFields)
    for (const text of textsIn(manifest[field]))
      for (const one of wordsOf(text)) words.set(`${one.below}\n${one.word}\n${one.isOfSass}`, one);
  return words.values();
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* textsIn(one);
}
