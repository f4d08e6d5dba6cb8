// Random files that decide where imports lead: tsconfig.json and what it builds upon, package.json, ignore files, what is installed.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../../../oracle/random.ts';
import type { Told, WorldDisk } from './disk.ts';
import type { Aliases, Mood } from './moods.ts';

/** A file and its text. */
export interface Written {
  readonly path: string;
  readonly text: string;
}

const anyAliases: readonly (Aliases | null)[] = [
  null,
  { '@/*': ['./src/*'] },
  { '@/*': ['./own/*'], x: ['./src/b'] },
  { '@/*': ['./src/a/*', './src/*'] },
  { '@/*': ['./gen/*', './src/*'], x: ['./gen/b'] },
  { '@/*': ['./gen/*'], 'x/*': ['./src/*'] },
  { '*': ['./src/*'] },
];

/**
 * One of the files of TypeScript's configuration.
 * @param mood `configs`, `aliases` and `roots` of it count
 * @param main `tsconfig.json` or `jsconfig.json`
 */
export function randomTsconfig(
  random: Random,
  { configs: places, aliases, roots }: Pick<Mood, 'configs' | 'aliases' | 'roots'>,
  main: string,
): Written {
  const place = random.pick(places);
  const path = place === '' || place.endsWith('/') ? place + main : place;
  if (random.chance(4)) return { path, text: '{ "compilerOptions": ' };
  const isBase = path.endsWith('base.json') || path.includes('node_modules');
  const paths = random.pick<Aliases | null>(aliases ?? anyAliases);
  const compilerOptions = {
    ...(paths && random.chance(isBase || aliases ? 95 : 35) && { paths }),
    ...(random.chance(15) && { baseUrl: random.pick(['.', './src', './src/a']) }),
    ...(random.chance(20) && { outDir: 'dist', rootDir: 'src' }),
    ...(random.chance(roots) && {
      typeRoots: random.pick([['./src'], ['./own', './gen'], ['./a']]),
    }),
  };
  const up = path.includes('/') ? '../'.repeat(path.split('/').length - 1) : './';
  const own = `${up}base.json`;
  const bases = [own, own, own, `${up}base`, `${up}config/base.json`, 'cfg/tsconfig.json'];
  const json = {
    ...(!isBase &&
      random.chance(85) && {
        extends: random.pick([...bases, [`${up}config/base.json`, own]]),
      }),
    ...(random.chance(25) && {
      references: [{ path: random.pick([`${up}packages/x`, './tsconfig.app.json', './src']) }],
    }),
    ...(random.chance(20) && { include: ['src'] }),
    compilerOptions,
  };
  return { path, text: `${random.chance(20) ? '// A comment.\n' : ''}${JSON.stringify(json)}` };
}

const exportTables = [
  null,
  null,
  './src/index.ts',
  './dist/index.js',
  { '.': './dist/index.js', './*': './dist/*.js' },
  { '.': { source: './src/a.ts', default: './lib/a.js' }, './part': './lib/part.js' },
  { '.': { types: './dist/index.d.ts', import: './src/b.ts', require: './src/a.ts' } },
  { './a': { node: './lib/a.js', browser: './lib/b.js' }, '.': './src/main.ts' },
  { './*': ['./src/*.ts', './lib/*.js'], './b': null },
];
const importTables = [
  null,
  { '#in': './src/index.ts', '#in/*': './src/*.ts' },
  { '#in': { node: './lib/a.js', default: './src/a.ts' }, '#y': 'y' },
  { '#y': { require: './src/b.ts', default: 'x/a' } },
];

/**
 * @param folders where it may lie
 * @param mains main files that it may name
 */
export function randomPackage(
  random: Random,
  folders: readonly string[],
  mains: readonly (string | null)[],
): Written {
  const folder = random.pick(folders);
  const last = folder === '' ? 'root' : (folder.split('/').pop() ?? '');
  const json = {
    name: random.pick([last, last, last, `@w/${last}`, 'z', null]),
    exports: random.pick(exportTables),
    main: random.pick(mains),
    module: random.pick([null, null, './src/b.ts']),
    types: random.pick([null, null, './a.d.ts']),
    imports: random.pick(importTables),
    ...(random.chance(40) && { dependencies: { 'react-native': '*' } }),
    ...(folder === '' && random.chance(80) && { workspaces: ['packages/*'] }),
  };
  return {
    path: folder === '' ? 'package.json' : `${folder}/package.json`,
    text: JSON.stringify(json),
  };
}

/** The list of members, as npm or as pnpm has it: of the root, or of a folder in it. */
export function randomWorkspaces(random: Random, isPnpm: boolean): Written {
  const folder = random.chance(50) ? 'packages/' : '';
  const lists = [['packages/*'], ['packages/*'], ['packages/x'], ['packages/*', '!packages/y'], []];
  const list = random.pick(lists).map((one) => one.replace(folder, ''));
  if (isPnpm)
    return {
      path: `${folder}pnpm-workspace.yaml`,
      text: `packages:\n${list.map((one) => `  - '${one}'\n`).join('')}`,
    };
  const workspaces = random.chance(20) ? { packages: list } : list;
  return { path: `${folder}package.json`, text: JSON.stringify({ name: 'root', workspaces }) };
}

/** What says of which file a library of Angular is built. @param folder where its package.json may lie */
export function randomLibrary(random: Random, folder: string): Written {
  const lib = random.pick([{}, { entryFile: 'src/a.ts' }, { entryFile: './src/b.ts' }]);
  return { path: `${folder}/ng-package.json`, text: JSON.stringify({ lib }) };
}

const installedFiles: Readonly<Record<string, string>>[] = [
  { 'package.json': '{"main":"./m.js"}', 'm.js': '' },
  { 'package.json': '{"main":"./m.js"}', 'index.js': '', 'a.js': '' },
  { 'package.json': '{"exports":{".":"./m.js","./sub":"./s.js"}}', 'm.js': '', 's.js': '' },
  { 'package.json': '{"exports":{".":"./m.js","./sub":"./s.js"}}', 'm.js': '' },
  { 'package.json': '{"exports":{"./sub":"./s.js"}}', 's.js': '', 'a.js': '' },
  { 'package.json': '{"types":"./t.d.ts"}', 't.d.ts': '', 'a.scss': '' },
  { 'package.json': '{"style":"./a.css","sass":"./a.scss"}', 'a.css': '', 'a.scss': '' },
  { 'index.js': '', 'sub.js': '' },
  {},
];

/**
 * Something is installed, replaced or taken away.
 * @param where above what the workspace is opened at, e.g. `../`
 * @returns what a watcher of `node_modules` would tell, if there were one
 */
export function install(random: Random, disk: WorldDisk, where?: string): Told {
  const folder = where ?? random.pick(['', '', '', 'packages/x/', 'src/']);
  const name = random.pick([
    'dep',
    'dep',
    '@s/dep',
    'x',
    'y',
    '@w/x',
    '@types/typed',
    '@types/typed',
  ]);
  const path = `${folder}node_modules/${name}`;
  const place = join(disk.root, path);
  disk.log.push(`install ${path}`);
  rmSync(place, { recursive: true, force: true });
  if (random.chance(25)) return [path];
  const member = random.pick(['x', 'y']);
  const isLink = /x$|y$/.test(name) ? random.chance(80) : random.chance(10);
  if (isLink) return disk.link(path, join(disk.root, 'packages', member));
  const files = random.pick(installedFiles);
  // A file may be where the folder should be, e.g. `src`.
  try {
    mkdirSync(place, { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, file)), { recursive: true });
      writeFileSync(join(place, file), text);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
  disk.log.push(`  with ${JSON.stringify(files)}`);
  return [path];
}
