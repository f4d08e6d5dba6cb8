// A random workspace on disk, and random edits of it. All of it is made from a seed alone, so one that fails can be played again.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RelativePath } from '../../../../server/engine/model/brand.ts';
import { Random } from '../../../oracle/random.ts';
import {
  install,
  randomLibrary,
  randomPackage,
  randomTsconfig,
  randomWorkspaces,
  type Written,
} from './configs.ts';
import { type Told, WorldDisk } from './disk.ts';
import { type EditName, type Mood, moods, moodWeights } from './moods.ts';
import { randomText } from './texts.ts';

/** What an edit was. */
export interface Edited {
  /** What a watcher would tell. */
  readonly told: readonly RelativePath[];
  /** Something changed of which no watcher tells: everything has to be looked at. */
  readonly isUntold: boolean;
}

/** See the file's comment. */
export class World {
  readonly random: Random;
  readonly disk: WorldDisk;
  readonly #mood: Mood;
  /** A folder that is not in the workspace, for links. */
  readonly #outside: string;
  readonly #mainConfig: string;
  readonly #isPnpm: boolean;
  #isUntold = false;

  /** @param home an empty folder; the workspace is `root` in it */
  constructor(home: string, seed: number) {
    this.random = new Random(seed);
    this.disk = new WorldDisk(join(home, 'root'));
    this.#outside = join(home, 'outside');
    mkdirSync(this.disk.root);
    mkdirSync(this.#outside);
    const name = this.random.weighted(moodWeights);
    this.disk.log.push(`mood ${name}`);
    this.#mood = moods[name];
    this.#mainConfig = this.random.pick(['tsconfig.json', 'tsconfig.json', 'jsconfig.json']);
    this.#isPnpm = this.random.chance(40);
  }

  get root(): string {
    return this.disk.root;
  }

  get log(): readonly string[] {
    return this.disk.log;
  }

  /** Files to begin with. */
  fill(): void {
    for (const name of this.#mood.start) if (this.random.chance(85)) this.#edit(name);
    for (let count = this.random.integer(4, this.#mood.first); count > 0; count--)
      this.#edit('write');
    this.disk.log.push('-- first look');
  }

  /** Some edits. */
  edit(): Edited {
    const { random } = this;
    this.#isUntold = false;
    const told = new Set<string>();
    for (let count = random.integer(1, this.#mood.most); count > 0; count--)
      for (const path of this.#edit(random.weighted(this.#mood.edits as Record<EditName, number>)))
        told.add(random.chance(8) && dirname(path) !== '.' ? dirname(path) : path);
    this.disk.log.push(`-- tell ${this.#isUntold ? 'nothing' : [...told].join(' ')}`);
    return { told: [...told] as RelativePath[], isUntold: this.#isUntold };
  }

  #edit(name: EditName): Told {
    switch (name) {
      case 'write':
        return this.#write(this.#path());
      case 'rewrite':
        return this.#withFile((file) => (/json$|ignore$/.test(file) ? [] : this.#write(file)));
      case 'remove':
        return this.#remove();
      case 'renameFile':
        return this.#withFile((file) => this.disk.rename(file, this.#path()));
      case 'renameCase':
        return this.#renameCase();
      case 'moveFolder':
        return this.#moveFolder();
      case 'swap':
        return this.#swap();
      case 'tsconfig':
        return this.#put(randomTsconfig(this.random, this.#mood, this.#mainConfig));
      case 'package':
        if (this.random.chance(25)) this.#isUntold = true;
        return this.#put(this.#package(this.#mood.packages));
      case 'library':
        return this.#put(randomLibrary(this.random, this.random.pick(this.#mood.packages)));
      case 'member':
        return this.#member();
      case 'workspaces':
        if (this.random.chance(40)) this.#isUntold = true;
        return this.#put(randomWorkspaces(this.random, this.#isPnpm));
      case 'ignore':
        return this.#ignore();
      case 'install':
        return this.#install();
      case 'track':
        return this.#track();
      case 'link':
        return this.#link();
    }
  }

  #path(): string {
    const { folders, stems, endings } = this.#mood;
    const folder = this.random.pick(folders);
    const name = this.random.pick(stems) + this.random.pick(endings);
    return folder === '' ? name : `${folder}/${name}`;
  }

  #write(path: string): Told {
    return this.#put({
      path,
      text: randomText(this.random, path, this.#mood.specifiers, this.#mood.lines),
    });
  }

  #put({ path, text }: Written): Told {
    return this.disk.put(path, text, this.random.chance(40));
  }

  #withFile(work: (file: string) => Told): Told {
    const files = this.disk.files();
    return files.length === 0 ? [] : work(this.random.pick(files));
  }

  #remove(): Told {
    const links = this.disk.links();
    if (links.length > 0 && this.random.chance(20))
      return this.disk.remove(this.random.pick(links));
    return this.#withFile((file) =>
      this.disk.remove(this.random.chance(15) && file.includes('/') ? dirname(file) : file),
    );
  }

  #renameCase(): Told {
    const { random } = this;
    const all = random.chance(70) ? this.disk.files() : this.disk.folders();
    if (all.length === 0) return [];
    const path = random.pick(all);
    const at = path.lastIndexOf('/') + 1;
    const name = path.slice(at);
    const upper = (name[0] ?? '').toUpperCase() + name.slice(1);
    return this.disk.rename(
      path,
      path.slice(0, at) + (upper === name ? name.toLowerCase() : upper),
    );
  }

  #moveFolder(): Told {
    const from = this.disk.folders();
    if (from.length === 0) return [];
    const to = this.random.pick([...this.#mood.folders, 'moved', 'a/moved']);
    return to === '' ? [] : this.disk.rename(this.random.pick(from), to);
  }

  /** Gone and back in one change: with another text, as a folder, or as it was. */
  #swap(): Told {
    return this.#withFile((file) => {
      const told = this.disk.remove(file);
      const kind = this.random.integer(0, 3);
      if (kind === 0) return [...told, ...this.#write(`${file}/index.ts`)];
      if (kind === 1) return [...told, ...this.#write(file.replace(/\.\w+$/, '/index.ts'))];
      if (kind === 2) {
        const back = this.disk.put(file, '{}');
        this.disk.remove(file);
        return [...told, ...back, ...this.#write(file)];
      }
      return /json$|ignore$/.test(file) ? told : [...told, ...this.#write(file)];
    });
  }

  #package(folders: readonly string[]): Written {
    return randomPackage(this.random, folders, this.#mood.mains);
  }

  #ignore(): Told {
    const { random } = this;
    const folder = random.chance(70) ? '' : `${random.pick(this.#mood.folders)}/`;
    const path = folder === '/' ? '.gitignore' : `${folder}.gitignore`;
    return this.#put({ path, text: random.pick(this.#mood.ignores) });
  }

  /** A package of the workspace moves, goes, or gets another name. */
  #member(): Told {
    const [x, y] = ['packages/x', 'packages/y'];
    switch (this.random.integer(0, 3)) {
      case 0:
        return this.disk.rename(this.random.pick([x, y]), 'packages/z');
      case 1:
        return this.disk.rename('packages/z', this.random.pick([x, y]));
      case 2:
        return this.disk.remove(`${this.random.pick([x, y])}/package.json`);
      default:
        return this.#put(this.#package([x, y, 'packages/z', 'other/x']));
    }
  }

  #install(): Told {
    if (this.random.chance(50)) this.#isUntold = true;
    const above = this.#isUntold && this.random.chance(20);
    return install(this.random, this.disk, above ? '../' : undefined);
  }

  /** Git comes to track a file, ignored or not, or does no more. */
  #track(): Told {
    const git = (...words: readonly string[]): boolean =>
      spawnSync('git', ['-c', 'core.excludesFile=', ...words], { cwd: this.root }).status === 0;
    const isNew = !existsSync(join(this.root, '.git')) && git('init', '--quiet');
    return this.#withFile((file) => {
      const words = this.random.chance(70) ? ['add', '-f'] : ['rm', '-q', '--cached'];
      if (!git(...words, file)) return [];
      this.disk.log.push(`git ${words.join(' ')} ${file}`);
      return isNew ? ['.git', '.git/index'] : ['.git/index'];
    });
  }

  #link(): Told {
    const { random } = this;
    if (random.chance(35)) {
      // Nobody tells what happens there.
      this.#isUntold = true;
      const name = random.pick(['a.ts', 'b.ts', 'index.js']);
      writeFileSync(join(this.#outside, name), '');
      this.disk.log.push(`outside: write ${name}`);
    }
    const path = random.pick(['link', 'link', 'a/link', 'real/link', 'link.ts', 'out', 'a.ts']);
    const target = random.pick([
      ...['real', 'real', 'real/a', 'a', 'gen', 'real/a.ts', 'gen/a.ts', 'nothing', ''],
    ]);
    const gone =
      random.chance(40) && this.disk.links().includes(path) ? this.disk.remove(path) : [];
    const to = path === 'out' ? this.#outside : join(this.root, target);
    return [...gone, ...this.disk.link(path, to)];
  }
}
