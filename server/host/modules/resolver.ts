/**
 * Where each import of a module leads. Relative ones are looked up among the names of the workspace, without a look at the disk; what names
 * cannot tell, and everything that is no path, is the native resolver's.
 */
import { join } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { kindOf } from '../../modules/kinds.ts';
import type { ImportFact, ImportKind, Resolution } from '../../modules/model.ts';
import { flavourOf } from '../../modules/resolve/extensions.ts';
import { type GlobPort, globFiles } from '../../modules/resolve/globs.ts';
import { folderOf, joinRelative } from '../../modules/resolve/names.ts';
import {
  absentReason,
  type Found,
  firstFile,
  lookUp,
  type Wanted,
} from '../../modules/resolve/relative.ts';
import { classify, packageOf } from '../../modules/resolve/specifiers.ts';
import { styleCandidates } from '../../modules/resolve/styles.ts';
import { BareResolver, isNotInstalled } from './bareResolver.ts';
import { extendedFiles } from './extendedFiles.ts';
import type { FolderNames } from './folderNames.ts';
import { Installed } from './installed.ts';
import { type Manner, NativeResolver } from './nativeResolver.ts';
import { WorkspacePackages } from './workspacePackages.ts';

/**
 * What a resolution depends on: on the names that `influence.ts` tells by the import and what it leads to (or on an answer that is kept); on any
 * names; or on places of the disk of which no names are known.
 */
export type DependsOn = 'some names' | 'any names' | 'the disk';

/** A resolution, and what it depends on. */
export interface Resolved {
  readonly resolution: Resolution;
  readonly on: DependsOn;
}

/** What an answer is kept for. */
interface Asked {
  /** Folder. */
  readonly scope: string;
  readonly name: string;
  readonly manner: Manner;
}

/** See the file's comment. */
export class Resolver {
  readonly #root: string;
  readonly #names: FolderNames;
  readonly #globs: GlobPort;
  readonly #native = new NativeResolver();
  readonly #packages: WorkspacePackages;
  readonly #bare: BareResolver;
  #extended: ReadonlySet<string> | undefined;
  /** What the answers depend on of `node_modules`. */
  readonly installed: Installed;
  /** Answers to what names no path, by scope, manner and name. */
  readonly answers = new Map<string, Resolution>();

  constructor(parts: {
    readonly root: string;
    readonly names: FolderNames;
    readonly globs: GlobPort;
  }) {
    const { root, names, globs } = parts;
    this.#root = root;
    this.#names = names;
    this.#globs = globs;
    this.installed = new Installed(root);
    this.#packages = new WorkspacePackages(root, names, () => names.folders.keys());
    this.#bare = new BareResolver({ root, names, native: this.#native, packages: this.#packages });
  }

  /** Names came or went: what the native resolver saw of the disk does not hold. */
  forgetNames(): void {
    this.#native.forget();
    this.installed.forget();
    this.#bare.forget();
    this.#packages.forget();
  }

  /** A package.json, a tsconfig.json or something installed changed: no answer holds. */
  forgetAll(): void {
    this.forgetNames();
    this.#extended = undefined;
    this.#bare.forgetConfiguration();
    this.#native.reset();
    this.installed.reset();
    this.answers.clear();
  }

  /**
   * Asks anew for answers.
   * @param isWanted of these
   * @returns whether one came out otherwise
   */
  revise(isWanted: (answer: Resolution, asked: Asked) => boolean): boolean {
    let isOther = false;
    for (const [key, before] of this.answers) {
      const [scope = '', flavour, by, name = ''] = key.split('\0');
      const asked = { scope, name, manner: { flavour, by } as Manner };
      if (!isWanted(before, asked)) continue;
      const now = this.#answer(scope, name, asked.manner);
      if (JSON.stringify(now) === JSON.stringify(before)) continue;
      this.answers.set(key, now);
      isOther = true;
    }
    return isOther;
  }

  /** Whether a tsconfig.json takes options from this file. */
  isExtended(path: RelativePath): boolean {
    this.#extended ??= extendedFiles(this.#root, this.#names);
    return this.#extended.has(path);
  }

  /**
   * Whether an answer may be another one now.
   * @param ofNames names of the workspace came or went; else only what is outside of them may have changed
   */
  mayDiffer(answer: Resolution, { scope, name, manner }: Asked, ofNames: boolean): boolean {
    if (answer.type === 'builtin') return false;
    if (answer.type === 'file' && (ofNames || this.#names.at(answer.path) === 'unknown'))
      return true;
    const alias = this.#bare.aliasOf(scope, name, manner.flavour);
    if (alias === 'the disk' || (ofNames && alias === 'named')) return true;
    // Nothing but aliases and what is installed has to do with a name that no package can have.
    const isNoPackage = packageOf(name) === undefined && !name.startsWith('#');
    if (answer.type !== 'unresolved' || isNoPackage) return false;
    // What is installed is compared by itself (see installed.ts); what is not may be a member of the workspace.
    return isNotInstalled(answer.reason) ? ofNames && this.#bare.isMember(scope, name) : true;
  }

  resolve(importer: RelativePath, fact: ImportFact): Resolved {
    const written = classify(fact.specifier, fact.kind);
    if (fact.kind === 'glob') return this.#glob(importer, fact);
    switch (written.type) {
      case 'address':
        return byName({ type: 'package', name: fact.specifier });
      case 'builtin':
        return byName({ type: 'builtin', name: written.name });
      case 'bare':
        return this.#bareOf(importer, fact, written.name);
      case 'rooted':
        return this.#rooted(importer, fact, written);
      case 'relative':
        return this.#relative(importer, fact, written, folderOf(importer));
    }
  }

  #glob(importer: RelativePath, { specifier }: ImportFact): Resolved {
    const paths = globFiles(importer, specifier, this.#globs);
    if (paths) return { resolution: { type: 'files', paths }, on: 'any names' };
    const reason = `the pattern ${specifier} is neither relative nor from the root`;
    return byName({ type: 'unresolved', reason });
  }

  #relative(
    importer: RelativePath,
    fact: ImportFact,
    { path, isFolder }: { readonly path: string; readonly isFolder: boolean },
    folder: string,
  ): Resolved {
    const target = joinRelative(folder, path);
    if (target === undefined) return this.#ask(importer, fact, path, true);
    if (fact.kind === 'style') return this.#style(importer, fact, target);
    const wanted: Wanted = { target, flavour: flavourOf(importer, fact.kind), isFolder };
    const found = lookUp(this.#names, wanted);
    if (found.type === 'ask') {
      // Without it, `..` may be taken for a file beside the folder that has its name: `types.d.ts` for `types`.
      const asked = isFolder && !path.endsWith('/') ? `${path}/` : path;
      return this.#ask(importer, fact, asked, found.isOutside);
    }
    if (found.type === 'file') return byName({ type: 'file', path: found.path as RelativePath });
    return byName({ type: 'unresolved', reason: absentReason(this.#names, wanted) });
  }

  /** From the root of the package, as bundlers serve it, or of the workspace. */
  #rooted(
    importer: RelativePath,
    fact: ImportFact,
    { path, isFolder }: { readonly path: string; readonly isFolder: boolean },
  ): Resolved {
    const own = this.#packages.around(importer)?.folder ?? '';
    let on: DependsOn = 'any names';
    for (const folder of new Set([own, own === '' ? 'public' : `${own}/public`, ''])) {
      const found = this.#relative(importer, fact, { path: `./${path}`, isFolder }, folder);
      // Also where it was not there: then it may come.
      if (found.on === 'the disk') on = 'the disk';
      if (found.resolution.type === 'file') return { ...found, on };
    }
    const reason = `no file ${path} at the root of the package or of the workspace`;
    return { resolution: { type: 'unresolved', reason }, on };
  }

  /** @param target relative to the workspace */
  #style(importer: RelativePath, fact: ImportFact, target: string): Resolved {
    const kind = kindOf(importer);
    const candidates = styleCandidates(target, kind?.type === 'style' ? kind.syntax : 'scss');
    const found = firstFile(this.#names, candidates);
    if (found.type === 'file') return byName({ type: 'file', path: found.path as RelativePath });
    if (found.type === 'ask') return this.#ask(importer, fact, classifyPath(fact), true);
    const shown = candidates.slice(0, 4).join(', ');
    return byName({ type: 'unresolved', reason: `no file ${target}, looked for ${shown}` });
  }

  #bareOf(importer: RelativePath, fact: ImportFact, name: string): Resolved {
    if (fact.kind === 'style') {
      const beside = this.#besideStyle(importer, name);
      if (beside.type === 'file')
        return { resolution: { type: 'file', path: beside.path as RelativePath }, on: 'any names' };
    }
    const scope = this.#bare.scopeOf(folderOf(importer));
    const manner = mannerOf(importer, fact);
    const key = `${scope}\0${manner.flavour}\0${manner.by}\0${name}`;
    let answer = this.answers.get(key);
    if (!answer) {
      answer = this.#answer(scope, name, manner);
      this.answers.set(key, answer);
    }
    if (fact.kind === 'style' && answer.type === 'unresolved') {
      const packageName = packageOf(name);
      const reason = `no file ${name} beside the importer, and ${answer.reason}`;
      return {
        resolution: packageName ? { type: 'unresolved', reason } : answer,
        on: 'any names',
      };
    }
    return { resolution: answer, on: fact.kind === 'style' ? 'any names' : 'some names' };
  }

  #answer(scope: string, name: string, manner: Manner): Resolution {
    this.installed.note(scope, name);
    return this.#bare.resolve(scope, name, manner);
  }

  /** Style sheets name files beside them without a dot, too. */
  #besideStyle(importer: RelativePath, name: string): Found {
    const kind = kindOf(importer);
    const target = joinRelative(folderOf(importer), `./${name}`);
    const syntax = kind?.type === 'style' ? kind.syntax : 'scss';
    return target === undefined
      ? { type: 'absent' }
      : firstFile(this.#names, styleCandidates(target, syntax));
  }

  /** Asks the disk for a path. */
  #ask(importer: RelativePath, fact: ImportFact, path: string, isOutside: boolean): Resolved {
    const folder = join(this.#root, folderOf(importer));
    const answer = this.#native.resolve(folder, path, mannerOf(importer, fact), undefined);
    const resolution: Resolution =
      'path' in answer
        ? this.#bare.placeOf(answer.path)
        : { type: 'unresolved', reason: `no file ${path}, nor one with another ending` };
    return { resolution, on: isOutside ? 'the disk' : 'any names' };
  }
}

function byName(resolution: Resolution): Resolved {
  return { resolution, on: 'some names' };
}

function classifyPath(fact: ImportFact): string {
  const written = classify(fact.specifier, fact.kind);
  return written.type === 'relative' ? written.path : fact.specifier;
}

function mannerOf(importer: RelativePath, { kind }: ImportFact): Manner {
  return { flavour: flavourOf(importer, kind), by: manners[kind] ?? 'import' };
}

const manners: Readonly<Partial<Record<ImportKind, Manner['by']>>> = {
  style: 'style',
  require: 'require',
  reference: 'reference',
};
