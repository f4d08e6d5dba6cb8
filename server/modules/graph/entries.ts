/**
 * Entry points: files that are used although nothing imports them. What counts:
 *
 * - what a package.json names: `main`, `module`, `browser`, `types`, `typings`, `exports`, `imports`, `bin`, `style`, `sass`, `svelte`, `source`, `files` of scripts
 *   (`node scripts/build.mjs`); where it names a built file (`dist/index.js`), the source of that name in `src` or beside it;
 * - `index` of a package, or of its `src`, where the package.json names nothing;
 * - scripts that an `index.html` loads;
 * - files that actions read or load themselves: inputs of rules, builders;
 * - by their names: configuration of tools, tests, stories, type declarations, and pages of frameworks that route by files.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import type { PackageFolder, Packages } from './packages.ts';

/** Names that make a file an entry point, each with what it is. */
const namePatterns: readonly RegExp[] = [
  // Configuration: vite.config.ts, .eslintrc.cjs, tsconfig.json.
  /(?:^|\/)[^/]+\.config(?:\.[\w-]+)?\.\w+$/,
  /(?:^|\/)\.[^/]+$/,
  /(?:^|\/)(?:package|tsconfig(?:\.[\w-]+)?|jsconfig|turbo|cachescope|nx|project|lerna|vercel|deno)\.jsonc?$/,
  /(?:^|\/)(?:gulpfile|gruntfile|karma\.conf|webpack[\w.-]*|rollup[\w.-]*|jest[\w.-]*setup|setup-?tests)\.[cm]?[jt]sx?$/i,
  // Tests and stories.
  /\.(?:test|spec|test-d|bench|e2e|cy|stories|story)\.[\w]+$/,
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|\.storybook|benchmarks?|fixtures|__fixtures__)\//,
  // Declarations that hold for a whole program.
  /\.d\.[cm]?ts$/,
  // Pages that a framework finds by itself.
  /(?:^|\/)pages\/.+\.(?:[jt]sx?|vue|astro|svelte|mdx?)$/,
  /(?:^|\/)app\/(?:.+\/)?(?:page|layout|route|loading|error|not-found|template|default|global-error|sitemap|robots|manifest)\.[jt]sx?$/,
  /(?:^|\/)routes\/.+\.(?:[jt]sx?|svelte)$/,
  /(?:^|\/)(?:middleware|instrumentation)\.[jt]s$/,
];

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
  readonly paths: readonly RelativePath[];
  readonly has: (path: string) => boolean;
  readonly packages: Packages;
  /** Text of a file; undefined where there is none. */
  readonly read: (path: RelativePath) => string | undefined;
  /** Files that actions name themselves. */
  readonly ofActions: Iterable<RelativePath>;
}

/** Whether the name of a file alone makes it an entry point. */
export function isEntryByName(path: string): boolean {
  return namePatterns.some((pattern) => pattern.test(path));
}

/** All entry points among the files. */
export function findEntries(source: EntrySource): ReadonlySet<RelativePath> {
  const entries = new Set<RelativePath>(source.paths.filter(isEntryByName));
  for (const path of source.ofActions) if (source.has(path)) entries.add(path);
  for (const one of source.packages.all) {
    for (const path of entriesOf(one, source)) entries.add(path as RelativePath);
    for (const path of scriptsOfPage(one, source)) entries.add(path as RelativePath);
  }
  return entries;
}

function entriesOf({ folder, manifest }: PackageFolder, { paths, has }: EntrySource): string[] {
  const named = manifestFields.flatMap((field) => [...textsIn(manifest[field])]);
  const words = [...textsIn(manifest.scripts)].flatMap((script) => script.split(/[\s'"=;&|()]+/));
  const found = [...named, ...words].flatMap((text) =>
    text.includes('*') ? matching(folder, text, paths) : (sourceOf(folder, text, has) ?? []),
  );
  if (named.length > 0) return found;
  const index = ['index', 'src/index', 'src/main', 'main']
    .flatMap((name) => sourceEndings.map((ending) => `${name}${ending}`))
    .map((name) => joinPath(folder, name))
    .find((path) => path !== undefined && has(path));
  return index === undefined ? found : [...found, index];
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

/** `./dist/*.js` stands for every source below the folder that it is built from. */
function matching(folder: string, pattern: string, paths: readonly RelativePath[]): string[] {
  const [before = ''] = pattern.replace(/^\.\//, '').split('*');
  const base = before.replace(/[^/]*$/, '');
  const places = [base, base.replace(builtFolders, 'src/')].map((one) => joinPath(folder, one));
  return paths.filter((path) =>
    places.some((place) => place !== undefined && (place === '' || path.startsWith(`${place}/`))),
  );
}

function* scriptsOfPage(one: PackageFolder, { has, read }: EntrySource): Generator<string> {
  for (const name of ['index.html', 'public/index.html', 'src/index.html']) {
    const page = joinPath(one.folder, name);
    const text = page && read(page as RelativePath);
    if (!page || !text) continue;
    for (const [, address = ''] of text.matchAll(/<script[^>]*\ssrc=["']([^"']+)["']/gi)) {
      const from = address.startsWith('/') ? one.folder : parentPath(page);
      const path = joinPath(from, address.replace(/^\//, '').replace(/[?#].*$/, ''));
      if (path !== undefined && has(path)) yield path;
    }
  }
}
