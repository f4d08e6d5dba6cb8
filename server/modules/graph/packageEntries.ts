/**
 * Entry points of one package:
 *
 * - what its package.json names: `main`, `module`, `browser`, `types`, `exports`, `imports`, `bin` and the like;
 * - files in its scripts (`node scripts/build.mjs`), and in what it says to tools (`jest`, `tsup`, ...);
 * - its `index`, or that of its `src`, where it names nothing, or built files whose sources have other names.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath } from '../../engine/model/glob.ts';
import type { FilesBelow } from './filesBelow.ts';
import { dependsOn } from './frameworks.ts';
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
  'imports',
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

/** Who depends on one of these has its programs named in such a file. */
const wranglerPackages = ['wrangler', '@cloudflare/vite-plugin', '@cloudflare/vitest-pool-workers'];
const wranglerFiles = ['wrangler.jsonc', 'wrangler.json', 'wrangler.toml'];

/** A file that is used. */
export interface PackageEntry {
  readonly path: RelativePath;
  /** Its text may name more: it is a script or program that is run, or configuration. */
  readonly mayNameMore: boolean;
}

/**
 * See the file's comment.
 * @param has whether a path is that of a module
 * @yields also files of configuration that are no modules
 */
export function* entriesOfPackage(
  { folder, manifest }: PackageFolder,
  has: NamedIn['has'],
  files: FilesBelow,
): Generator<PackageEntry> {
  const place: NamedIn = { folder, has, files };
  yield* marked(filesOfManifest(manifest, place), false);
  yield* marked(programsOf(manifest, place), true);
  if (wranglerPackages.some((name) => dependsOn(manifest, name)))
    yield* marked(
      wranglerFiles.flatMap((name) => joinPath(folder, name) ?? []),
      true,
    );
}

function* marked(paths: Iterable<string>, mayNameMore: boolean): Generator<PackageEntry> {
  for (const path of paths) yield { path: path as RelativePath, mayNameMore };
}

function* filesOfManifest(manifest: PackageFolder['manifest'], place: NamedIn): Generator<string> {
  const named = new Set(fileFields.flatMap((field) => [...textsIn(manifest[field])]));
  let isIndexMeant = named.size === 0;
  for (const text of named) {
    if (text.includes('*')) yield* matching(text, place);
    else {
      const path = sourceOf(text, place);
      if (path !== undefined) yield path;
      else isIndexMeant ||= isBuilt(text);
    }
  }
  if (isIndexMeant) yield* indexOf(place);
}

function* indexOf({ folder, has }: NamedIn): Generator<string> {
  const index = ['index', 'src/index', 'src/main', 'main']
    .flatMap((name) => sourceEndings.map((ending) => `${name}${ending}`))
    .map((name) => joinPath(folder, name))
    .find((path) => path !== undefined && has(path));
  if (index !== undefined) yield index;
}

function* programsOf(manifest: PackageFolder['manifest'], place: NamedIn): Generator<string> {
  // A pattern in a script is what a tool checks, formats or removes (`rimraf packages/*/dist`): that makes nothing used.
  const words = toolFields
    .flatMap((field) => [...textsIn(manifest[field])])
    .flatMap((text) => text.split(/[\s'"=;&|()]+/))
    .map((word) => word.replace(/^<rootDir>\//, ''))
    .filter((word) => !word.includes('*'));
  for (const word of new Set([...textsIn(manifest.bin), ...words])) {
    const path = sourceOf(word, place);
    if (path !== undefined) yield path;
  }
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* textsIn(one);
}
