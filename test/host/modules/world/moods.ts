// What a random workspace is about. One with few names makes files that stand for the same import come and go often; one in which no
// configuration changes leaves nothing that makes everything be resolved again, so what is forgotten shows.

/** One kind of edit; see `World`. */
export type EditName =
  | 'write'
  | 'rewrite'
  | 'remove'
  | 'renameFile'
  | 'renameCase'
  | 'moveFolder'
  | 'swap'
  | 'tsconfig'
  | 'package'
  | 'library'
  | 'member'
  | 'workspaces'
  | 'ignore'
  | 'install'
  | 'track'
  | 'link';

/** `paths` of a tsconfig.json. */
export type Aliases = Readonly<Record<string, readonly string[]>>;

/** See the file's comment. */
export interface Mood {
  readonly folders: readonly string[];
  readonly stems: readonly string[];
  readonly endings: readonly string[];
  /** As sources write them. */
  readonly specifiers: readonly string[];
  /** Edits that come before the first look. */
  readonly start: readonly EditName[];
  readonly edits: Readonly<Partial<Record<EditName, number>>>;
  /** At most so many files to begin with. */
  readonly first: number;
  /** Edits of one change. */
  readonly most: number;
  /** Mentions of one file. Where it has several, one of them often makes all be looked at again. */
  readonly lines: number;
  /** Files of TypeScript's configuration; what ends with `/`, or is nothing, is the folder of a main one. */
  readonly configs: readonly string[];
  /** What they say of names, nearly always; undefined: anything, sometimes. */
  readonly aliases?: readonly Aliases[];
  /** How many of them, in percent, name folders of types. */
  readonly roots: number;
  /** Folders that may have a package.json. */
  readonly packages: readonly string[];
  /** Main files that those may name. */
  readonly mains: readonly (string | null)[];
  /** Texts of ignore files. */
  readonly ignores: readonly string[];
}

const ofFiles = {
  write: 6,
  rewrite: 2,
  remove: 6,
  renameFile: 2,
  renameCase: 1,
  moveFolder: 1,
  swap: 2,
};
const scripts = ['.ts', '.js', '.tsx', '.d.ts', '.mjs', '.mts', '.jsx', '.cjs', '.json'];
const anyMain = [null, './b', './lib/a.js', 'src/main', './dist/a.js', './lib'];
const calm = {
  first: 18,
  most: 1,
  lines: 1,
  configs: [],
  roots: 10,
  packages: [],
  mains: anyMain,
  ignores: ['gen\n'],
};

/** Files alone: the same name as a file, with another ending, and as a folder with an index file. */
const files: Mood = {
  ...calm,
  folders: ['', 'a', 'a', 'b'],
  stems: ['a', 'b', 'index'],
  endings: ['.ts', '.js', '.tsx', '.d.ts', '.mjs', '.vue'],
  specifiers: [
    ...['./a', './a', './a', './b', '../a', '../b', './a/b', '.', '..', './a/', '../'],
    ...['./index', './a/index', './a.js', './b.mjs', './a.ts'],
  ],
  start: [],
  edits: ofFiles,
};

/** Folders whose package.json names their main file; they do not change, the files do. */
const mains: Mood = {
  ...files,
  folders: ['', 'a', 'a', 'a'],
  stems: ['b', 'index', 'c'],
  specifiers: ['./a', './a', './a', '../a', '../a', './b', '../b', '..', '/b', '/b'],
  packages: ['a', 'b'],
  start: ['package'],
  first: 7,
  mains: ['./c', './c', 'c.js', './b'],
  edits: { ...ofFiles, package: 4 },
};

const styles: Mood = {
  ...calm,
  folders: ['', 'a', 'a', 'b'],
  stems: ['a', '_a', 'b', '_b', 'index', '_index'],
  endings: ['.scss', '.scss', '.css', '.sass', '.less', '.vue'],
  specifiers: ['./a', './a', './b', '../a', '../b', './a/b', './a.scss', './index', '../a/a'],
  start: [],
  edits: ofFiles,
};

/** Style sheets that name others without a dot, and packages. */
const bareStyles: Mood = {
  ...styles,
  folders: ['', '', 'a'],
  stems: ['a', '_b', 'dep', 'dep', '_dep', '_index'],
  specifiers: ['a', 'b', 'a/b', 'dep', 'dep', 'dep', 'dep', 'dep', '~dep/a', 'dep/a', 'x', 'a.css'],
  packages: ['packages/x', ''],
  start: ['install', 'install', 'install', 'workspaces', 'package'],
  edits: { ...ofFiles, install: 2, package: 1 },
};

const aliases: Mood = {
  ...calm,
  folders: ['', 'src', 'src', 'own', 'own', 'src/a', 'packages/x', 'packages/x/own'],
  stems: ['a', 'b', 'index'],
  endings: ['.ts', '.tsx', '.js', '.d.ts'],
  specifiers: ['@/a', '@/a', '@/b', '@/a', '@/b', '@/a', '@/a/b', 'x', 'a', 'src/a'],
  configs: ['', '', 'base.json', 'base.json', 'base.json', 'config/base.json', 'packages/x/'],
  start: ['tsconfig', 'tsconfig', 'tsconfig', 'tsconfig', 'tsconfig'],
  edits: { ...ofFiles, tsconfig: 14 },
};

/** Names lead into a folder that git ignores, whose files come and go. */
const generated: Mood = {
  ...aliases,
  folders: ['', 'src', 'gen', 'gen', 'gen/a'],
  specifiers: ['@/a', '@/a', '@/b', '@/a/b', 'x', 'x/a', 'a', 'gen/a', '../gen/a'],
  configs: [''],
  start: ['tsconfig', 'ignore'],
  ignores: ['gen\n'],
  edits: { ...ofFiles, tsconfig: 1, install: 1 },
};

/** Libraries of Angular: names lead to where they are built, and so to their sources. */
const libraries: Mood = {
  ...generated,
  folders: ['src', 'packages/x/src', 'packages/x/src'],
  stems: ['a', 'b', 'public-api'],
  endings: ['.ts'],
  specifiers: ['x', 'x', 'x', 'x/a'],
  aliases: [{ x: ['./gen/x'], 'x/*': ['./gen/x/*'] }],
  packages: ['packages/x'],
  start: ['tsconfig', 'tsconfig', 'ignore', 'package', 'library'],
  first: 8,
  edits: { write: 2, remove: 2, package: 6, library: 4 },
};

/** Little but that: nothing that is known by name tells of it. */
const unseen: Mood = {
  ...generated,
  folders: ['src', 'src', 'gen', 'gen'],
  stems: ['a', 'b'],
  specifiers: ['@/a', '@/a', '@/b', 'x/a', 'x/b'],
  aliases: [{ '@/*': ['./gen/*', './src/*'] }, { '@/*': ['./gen/*'], 'x/*': ['./src/*'] }],
  start: ['tsconfig', 'tsconfig', 'ignore', 'ignore'],
  first: 7,
  edits: { write: 5, rewrite: 3, remove: 6, renameFile: 2 },
};

/** Types by the names of packages, in folders for them, some of which git ignores. */
const types: Mood = {
  ...generated,
  folders: ['', 'src', 'src', 'own', 'own/a', 'gen', 'gen/a'],
  stems: ['a', 'b', 'index'],
  endings: ['.d.ts', '.d.ts', '.ts', '.js'],
  specifiers: ['a', 'a', 'a', 'b', 'a/b', 'dep'],
  roots: 90,
  edits: { ...ofFiles, install: 1 },
};

/** Files for platforms. */
const platforms: Mood = {
  ...calm,
  folders: ['', '', '', 'a'],
  stems: ['a', 'b', 'b', 'index'],
  endings: ['.ts', '.ts', '.ios.ts', '.ios.ts', '.native.ts', '.native.ts', '.web.tsx', '.d.ts'],
  specifiers: ['./a', './a', './b', './b', './b', '../b', './a/b', '.', './a.ios', './b.js'],
  configs: [''],
  packages: ['', '', 'a'],
  start: ['package', 'tsconfig'],
  edits: { ...ofFiles, package: 1 },
};

/** What is built, in a folder that comes and goes. */
const built: Mood = {
  ...calm,
  folders: ['x/src', 'x/src', 'x/dist', 'x/test'],
  stems: ['a', 'a', 'b'],
  endings: ['.ts', '.js'],
  specifiers: ['../dist/a', '../dist/a', '../dist/a.js', '../dist/b'],
  packages: ['x'],
  start: ['package', 'package'],
  first: 5,
  edits: { ...ofFiles, moveFolder: 2 },
};

/** Packages of the workspace, by their names. */
const members: Mood = {
  ...calm,
  most: 2,
  folders: [
    ...['packages/x', 'packages/x/src', 'packages/x/src', 'packages/x/dist', 'packages/x/lib'],
    ...['packages/y', 'packages/y/src', 'packages/y/src/a', 'app'],
  ],
  stems: ['index', 'a', 'b', 'main'],
  endings: ['.ts', '.ts', '.js', '.tsx', '.d.ts'],
  specifiers: [
    ...['x', 'x', 'x', 'y', 'x/a', 'x/part', 'y/a', 'y/src/a', '@w/x', '@w/x/a', '#in', '#in/a'],
    ...['#y', './a', '../src/a', 'z', '../../packages/y', 'app'],
  ],
  packages: ['packages/x', 'packages/x', 'packages/y', 'app'],
  start: ['workspaces', 'package', 'package', 'package', 'install'],
  edits: { ...ofFiles, package: 4, member: 2, workspaces: 3, install: 2 },
};

/** The same where nothing but lists says who is a member. */
const lists: Mood = {
  ...members,
  most: 1,
  folders: ['packages/x/src', 'packages/y/src', 'packages/y/src'],
  stems: ['index', 'a'],
  endings: ['.ts'],
  specifiers: ['x', 'x', 'y'],
  packages: ['packages/x', 'packages/x', 'packages/y'],
  start: ['workspaces', 'package', 'package', 'package'],
  edits: { write: 1, workspaces: 8 },
};

/** Names that a package has for its own files, which come and go while no package.json does. */
const ownNames: Mood = {
  ...members,
  folders: ['packages/x', 'packages/x/src', 'packages/x/src', 'packages/x/lib', 'packages/x/dist'],
  stems: ['index', 'a', 'b'],
  endings: ['.ts', '.ts', '.js'],
  specifiers: ['#in', '#in', '#in/a', '#in/b', 'x', 'x', 'x/a'],
  packages: ['packages/x'],
  start: ['package', 'package', 'ignore'],
  ignores: ['dist\n'],
  first: 6,
  edits: ofFiles,
};

const installed: Mood = {
  ...calm,
  folders: ['', 'src', 'packages/x', 'packages/x/src'],
  stems: ['a', 'b', 'index'],
  endings: ['.ts', '.js', '.vue', '.scss', '.mts', '.cjs'],
  specifiers: [
    ...[
      'dep',
      'dep',
      'dep',
      'dep/sub',
      'dep/a.js',
      '@s/dep',
      '@s/dep/sub',
      'typed',
      'typed',
      'typed',
    ],
    ...['x', 'y', './a', './node_modules/dep', '../node_modules/dep/m.js'],
  ],
  packages: ['packages/x', 'packages/y'],
  start: ['install', 'install', 'package', 'workspaces'],
  edits: { ...ofFiles, moveFolder: 5, install: 14 },
};

/** Links, and folders that git ignores: what is behind them is not known by name. */
const links: Mood = {
  ...calm,
  folders: ['', 'real', 'real/a', 'gen', 'gen', 'gen/a'],
  stems: ['a', 'b', 'index'],
  endings: ['.ts', '.js', '.tsx', '.css'],
  specifiers: [
    ...['./link', './link/a', './link/b', '../link/a', './a', './gen/a', './gen/a', '../gen/a'],
    ...['./real/a', './gen', '/link/a', './out/a', '../out/b', '/real/a'],
  ],
  ignores: ['gen\n', 'gen\n', 'gen\nreal\n', '', '*.js\n', 'a\n'],
  start: ['link', 'ignore', 'link'],
  edits: { ...ofFiles, link: 5, ignore: 1 },
};

/** Git tracks some of what it ignores. */
const tracked: Mood = {
  ...links,
  folders: ['', 'gen', 'gen/a', 'real'],
  specifiers: ['./gen/a', './a', '../gen/a', './gen/a/a', './real/a', '../a', './gen'],
  start: ['track', 'ignore', 'track'],
  edits: { ...ofFiles, track: 6, ignore: 3 },
};

/** Everything at once. */
const wild: Mood = {
  folders: [
    ...['', 'src', 'src/a', 'src/b', 'src/a/index', 'packages/x', 'packages/x/src', 'packages/y'],
    ...['packages/y/lib', 'dist', 'src/gen', 'styles', 'real', 'moved/deep'],
  ],
  stems: ['index', 'a', 'b', 'a.b', 'main', '_part', 'part', 'A'],
  endings: [...scripts, '.scss', '.css', '.less', '.vue', '.svelte', '.astro', '.png'],
  specifiers: [
    ...['x', 'y', 'x/part', 'y/lib/a', '@/a', '@/b/index', '#in', '#in/a', 'dep', 'dep/sub'],
    ...['missing', 'src/a', 'fs', 'node:path', '.', '..', './', '/src/a', '/a.ts', './A', './a.b'],
    ...['./a', './b', './index', './part', '../a', '../b', './a/index', '../src/a', '../dist/a'],
    ...['../packages/x/a', './a.js', './a.vue', './a?raw', './part.scss', './a/', 'part', '../A'],
    ...['./a.svelte', './index.astro', './a.png', './link/a', '@s/dep', 'typed'],
  ],
  configs: [
    ...['', 'base.json', 'config/base.json', 'packages/x/', 'src/'],
    ...['node_modules/cfg/tsconfig.json', 'tsconfig.app.json'],
  ],
  roots: 15,
  packages: ['', 'packages/x', 'packages/y', 'src/a', 'a'],
  mains: anyMain,
  ignores: [
    'gen\n',
    'dist\ngen\n',
    'dist/\nsrc/gen\n',
    '',
    '*.mjs\n',
    'packages/y\n',
    '/a.ts\n!src\n',
  ],
  start: ['package', 'package', 'tsconfig', 'ignore', 'install', 'workspaces'],
  edits: {
    ...ofFiles,
    ...{ tsconfig: 2, package: 2, member: 1, workspaces: 1, ignore: 1, install: 2, link: 1 },
  },
  first: 18,
  most: 4,
  lines: 4,
};

/** All of them, with how often each is played. */
export const moods = {
  files,
  mains,
  styles,
  bareStyles,
  aliases,
  generated,
  libraries,
  unseen,
  types,
  platforms,
  built,
  members,
  lists,
  ownNames,
  installed,
  links,
  tracked,
  wild,
} as const satisfies Readonly<Record<string, Mood>>;

/** See `moods`. */
export const moodWeights = {
  files: 3,
  mains: 3,
  styles: 2,
  bareStyles: 2,
  aliases: 4,
  generated: 3,
  libraries: 3,
  unseen: 3,
  types: 2,
  platforms: 2,
  built: 2,
  members: 3,
  lists: 3,
  ownNames: 2,
  installed: 3,
  links: 2,
  tracked: 1,
  wild: 3,
} as const satisfies Readonly<Record<keyof typeof moods, number>>;
