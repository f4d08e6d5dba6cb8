// Random workspaces and random edits of them. A script is made from its seed alone, so a failing one can be played again.

import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { Random } from '../../oracle/random.ts';

const folders = [
  '',
  'src',
  'src/a',
  'src/b',
  'src/a/index',
  'packages/x',
  'packages/x/src',
  'packages/y',
  'packages/y/lib',
  'dist',
  'src/gen',
  'styles',
];
const calmFolders = ['', 'src', 'src/a', 'src'];
const calmStems = ['a', 'index', 'a', 'b', '_part', 'part'];
const calmEndings = ['.ts', '.js', '.d.ts', '.tsx', '.mjs', '.scss', '.css', '.png'];
const stems = ['index', 'a', 'b', 'a.b', 'main', '_part', 'part', 'A'];
const endings = [
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.d.ts',
  '.jsx',
  '.mts',
  '.json',
  '.scss',
  '.css',
  '.vue',
  '.png',
  '.cjs',
];
const bare = [
  'x',
  'y',
  'x/part',
  'y/lib/a',
  '@/a',
  '@/b/index',
  '#in',
  '#in/a',
  'dep',
  'dep/sub',
  'missing',
  'src/a',
  'fs',
  'node:path',
];

/** A workspace on disk that changes by chance. */
export class World {
  readonly root: string;
  readonly random: Random;
  /** What was done, for who reads of a failure. */
  readonly log: string[] = [];
  /**
   * Half of the scripts change only files of few names in few folders, and no configuration: so that files which stand for the same import come
   * and go often, and nothing else makes everything be resolved again.
   */
  readonly #isCalm: boolean;

  constructor(root: string, seed: number) {
    this.root = root;
    this.random = new Random(seed);
    this.#isCalm = this.random.chance(50);
  }

  /** Files to begin with. */
  fill(): void {
    for (let count = this.random.integer(4, 22); count > 0; count--) this.#write(this.#path());
    if (this.#isCalm) return;
    if (this.random.chance(80)) this.#packageJson('');
    if (this.random.chance(50)) this.#packageJson('packages/x');
    if (this.random.chance(40)) this.#packageJson('packages/y');
    if (this.random.chance(60)) this.#tsconfig();
    if (this.random.chance(50)) this.#put('.gitignore', this.#ignore());
    if (this.random.chance(50)) this.#install();
  }

  /** Some edits. @returns the paths that a watcher would tell */
  edit(): RelativePath[] {
    const told = new Set<string>();
    for (let count = this.random.integer(1, 4); count > 0; count--)
      for (const path of this.#one()) told.add(path);
    return [...told] as RelativePath[];
  }

  #one(): readonly string[] {
    const { random } = this;
    switch (random.integer(0, this.#isCalm ? 8 : 14)) {
      case 0:
      case 1:
      case 2:
        return this.#write(this.#path());
      case 3:
      case 4:
        return this.#rewrite();
      case 5:
      case 6:
        return this.#remove();
      case 7:
        return this.#renameFile();
      case 8:
        return this.#renameFolder();
      case 9:
        return this.#tsconfig();
      case 10:
        return this.#packageJson(random.pick(['', 'packages/x', 'packages/y', 'src/a']));
      case 11:
        return this.#put('.gitignore', this.#ignore());
      case 12:
        return this.#install();
      case 13:
        return this.#link();
      default:
        return this.#write(this.#path());
    }
  }

  #path(): string {
    const { random } = this;
    const folder = random.pick(this.#isCalm ? calmFolders : folders);
    const name = this.#isCalm
      ? random.pick(calmStems) + random.pick(calmEndings)
      : random.pick(stems) + random.pick(endings);
    return folder === '' ? name : `${folder}/${name}`;
  }

  #write(path: string): readonly string[] {
    return this.#put(path, this.#text(path));
  }

  #put(path: string, text: string): readonly string[] {
    const file = join(this.root, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      // A file where the folder should be, or the other way around: then nothing changes.
      if (!(error instanceof Error)) throw error;
      return [];
    }
    this.log.push(`write ${path}: ${JSON.stringify(text)}`);
    return [path];
  }

  #text(path: string): string {
    const { random } = this;
    if (path.endsWith('.json')) return '{}';
    if (path.endsWith('.png')) return 'png';
    const lines = Array.from({ length: random.integer(0, 5) }, () => this.#line(path));
    return path.endsWith('.vue')
      ? `<script lang="ts">\n${lines.join('\n')}\n</script>`
      : lines.join('\n');
  }

  #line(path: string): string {
    const { random } = this;
    const name = `'${this.#specifier()}'`;
    if (/\.s?css$/.test(path)) return random.chance(60) ? `@import ${name};` : `@use ${name};`;
    const named = random.pick(['a', 'b', 'default as c']);
    const forms = [
      `import ${name};`,
      `import { ${named} } from ${name};`,
      `export * from ${name};`,
      `export { ${named} } from ${name};`,
      `const q${random.integer(0, 999)} = require(${name});`,
      `import(${name});`,
      `export const v${random.integer(0, 99)} = 1;`,
      `new URL(${name}, import.meta.url);`,
      `import.meta.glob('${random.pick(['./*.ts', '../**/*.ts', '/src/**/a.*', './**'])}');`,
      ...(path.endsWith('.ts') ? [`import type { T } from ${name};`] : []),
    ];
    return random.pick(forms);
  }

  #specifier(): string {
    const { random } = this;
    if (this.#isCalm && random.chance(85))
      return (
        random.pick(['./', '../', './a/', './', '../src/']) +
        random.pick(['a', 'index', 'b', 'a', 'a.js', 'part', 'part.scss'])
      );
    if (random.chance(30)) return random.pick(bare);
    const up = random.pick([
      './',
      './',
      '../',
      '../../',
      './a/',
      '../src/',
      '../dist/',
      '../packages/x/',
    ]);
    const ending = random.pick([
      '',
      '',
      '',
      '.js',
      '.ts',
      '.mjs',
      '.json',
      '.scss',
      '.png',
      '.vue',
      '/',
      '?raw',
    ]);
    return random.chance(10)
      ? random.pick(['.', '..', './', '/src/a', '/a.ts'])
      : up + random.pick([...stems, 'a/index', 'b/a']) + ending;
  }

  #files(): string[] {
    const found: string[] = [];
    for (const entry of readdirSync(this.root, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name).slice(this.root.length + 1);
      if (entry.isFile() && !path.includes('node_modules')) found.push(path);
    }
    return found.sort();
  }

  #rewrite(): readonly string[] {
    const files = this.#files().filter((path) => !/json$|ignore$/.test(path));
    return files.length === 0 ? [] : this.#write(this.random.pick(files));
  }

  #remove(): readonly string[] {
    const files = this.#files();
    if (files.length === 0) return [];
    const file = this.random.pick(files);
    const path = this.random.chance(15) && file.includes('/') ? dirname(file) : file;
    rmSync(join(this.root, path), { recursive: true });
    this.log.push(`remove ${path}`);
    return [path];
  }

  #renameFile(): readonly string[] {
    const files = this.#files();
    return files.length === 0 ? [] : this.#rename(this.random.pick(files), this.#path());
  }

  #renameFolder(): readonly string[] {
    const [from, to] = [
      this.random.pick(this.#isCalm ? calmFolders : folders),
      this.random.pick([...folders, 'moved', 'src/moved']),
    ];
    return from === '' || to === '' ? [] : this.#rename(from, to);
  }

  #rename(from: string, to: string): readonly string[] {
    const target = join(this.root, to);
    try {
      if (statSync(target, { throwIfNoEntry: false })) return [];
      mkdirSync(dirname(target), { recursive: true });
      renameSync(join(this.root, from), target);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return [dirname(to)];
    }
    this.log.push(`rename ${from} to ${to}`);
    return [from, to];
  }

  #tsconfig(): readonly string[] {
    const { random } = this;
    const folder = random.pick(['', '', 'packages/x']);
    const paths = random.pick([
      {},
      { '@/*': ['./src/*'] },
      { '@/*': ['./src/a/*', './src/*'], x: ['./src/b'] },
      { '*': ['./src/*'] },
    ]);
    const options = { paths, ...(random.chance(20) && { baseUrl: random.pick(['.', './src']) }) };
    const extra = random.chance(20) ? { extends: './base.json' } : {};
    const outputs = random.chance(30) ? { outDir: 'dist', rootDir: 'src' } : {};
    const text = JSON.stringify({ ...extra, compilerOptions: { ...options, ...outputs } });
    const file = random.chance(20) ? 'base.json' : 'tsconfig.json';
    return this.#put(folder === '' ? file : `${folder}/${file}`, text);
  }

  #packageJson(folder: string): readonly string[] {
    const { random } = this;
    const name = folder === '' ? 'root' : (folder.split('/').pop() ?? '');
    const exports = random.pick([
      null,
      './src/index.ts',
      { '.': './dist/index.js', './*': './dist/*.js' },
      { '.': { source: './src/a.ts', default: './lib/a.js' }, './part': './lib/part.js' },
    ]);
    const json = {
      name,
      exports,
      main: random.pick([null, './lib/a.js', 'src/main', './dist/a.js']),
      imports: random.pick([null, { '#in': './src/index.ts', '#in/*': './src/*.ts' }]),
      workspaces: folder === '' && random.chance(70) ? ['packages/*'] : null,
    };
    return this.#put(
      folder === '' ? 'package.json' : `${folder}/package.json`,
      JSON.stringify(json),
    );
  }

  #ignore(): string {
    return this.random.pick([
      'dist\n',
      'dist/\nsrc/gen\n',
      '',
      '*.mjs\n',
      'packages/y\n',
      '/a.ts\n!src\n',
    ]);
  }

  #install(): readonly string[] {
    const { random } = this;
    const folder = random.pick(['', '', 'packages/x']);
    const base = join(this.root, folder, 'node_modules');
    const name = random.pick(['dep', 'dep', 'y', 'x']);
    const place = join(base, name);
    const told = [folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    this.log.push(`install ${told[0]}`);
    try {
      rmSync(place, { recursive: true, force: true });
      if (random.chance(30)) return told;
      mkdirSync(base, { recursive: true });
      if (name !== 'dep' || random.chance(20))
        symlinkSync(join(this.root, 'packages', name), place);
      else {
        mkdirSync(place);
        writeFileSync(
          join(place, 'package.json'),
          random.pick(['{"main":"./m.js"}', '{"exports":{".":"./m.js","./sub":"./s.js"}}']),
        );
        writeFileSync(join(place, random.pick(['m.js', 's.js', 'index.js'])), '');
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
    return told;
  }

  #link(): readonly string[] {
    const path = this.#path();
    try {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      symlinkSync(
        join(
          this.root,
          this.random.pick(folders),
          this.random.pick(stems) + this.random.pick(endings),
        ),
        join(this.root, path),
      );
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return [];
    }
    this.log.push(`link ${path}`);
    return [path];
  }
}
