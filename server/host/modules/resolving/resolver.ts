/**
 * Where each import of a module leads. Relative ones are looked up among the names of the workspace, without a look at the disk; what names
 * cannot tell, and everything that is no path, is the native resolver's.
 */
import type { RelativePath } from '../../../engine/model/brand.ts';
import type { ImportKind, Mention, Resolution } from '../../../modules/model.ts';
import { generatedHintIn } from '../../../modules/resolve/generated.ts';
import { type GlobPort, globFiles } from '../../../modules/resolve/globs.ts';
import { baseOf, folderOf } from '../../../modules/resolve/names.ts';
import { exportTargets } from '../../../modules/resolve/packageTargets.ts';
import { isOfPlatforms, PlatformFiles } from '../../../modules/resolve/platforms.ts';
import { classify, packageOf } from '../../../modules/resolve/specifiers.ts';
import { globDivider } from '../../../modules/scriptCalls.ts';
import type { FolderNames } from '../folderNames.ts';
import { BareResolver } from './bareResolver.ts';
import { Installed } from './installed.ts';
import { type Manner, NativeResolver } from './nativeResolver.ts';
import { byName, mannerOf, PathResolver, type Resolved } from './pathResolver.ts';
import { isNotInstalled, isOfMember } from './reasons.ts';
import { type PackagePatterns, WorkspacePackages } from './workspacePackages.ts';

/** What an answer is kept for. */
interface Asked {
  /** Folder. */
  readonly scope: string;
  readonly name: string;
  readonly manner: Manner;
}

/** What imports of one folder lead to, by kind and specifier. */
type Near = Map<ImportKind, Map<string, Resolved>>;

/** Threads read files of several folders at once. */
const foldersNear = 16;

/** An answer, and whether it may be another one although names and configuration are as they were. */
export type KeptAnswer = readonly [key: string, answer: Resolution, isOpen: boolean];

function askedOf(key: string): Asked {
  const [scope = '', flavour, by, name = ''] = key.split('\0');
  return { scope, name, manner: { flavour, by } as Manner };
}

/** See the file's comment. */
export class Resolver {
  readonly #names: FolderNames;
  readonly #globs: GlobPort;
  readonly #native = new NativeResolver();
  readonly #packages: WorkspacePackages;
  readonly #bare: BareResolver;
  readonly #paths: PathResolver;
  readonly #platforms: PlatformFiles;
  /** What the answers depend on of `node_modules`. */
  readonly installed: Installed;
  /** Answers to what names no path, by scope, manner and name. */
  readonly answers = new Map<string, Resolution>();
  /** What imports lead to from the last few folders: files that lie together import much alike. */
  readonly #near = new Map<string, Near>();
  /** The file that was resolved last, and what is near it. */
  #last: { readonly importer: string; readonly near: Near } | undefined;
  /** Keys of those that may be other ones by now although names and configuration are as they were; undefined: not known which. */
  #open: Set<string> | undefined;

  constructor(parts: {
    readonly root: string;
    readonly names: FolderNames;
    readonly globs: GlobPort;
    readonly patterns: PackagePatterns;
  }) {
    const { root, names, globs, patterns } = parts;
    this.#names = names;
    this.#globs = globs;
    this.installed = new Installed(root);
    this.#platforms = new PlatformFiles(names, () => names.folders.keys());
    const folders = (): Iterable<string> => names.folders.keys();
    this.#packages = new WorkspacePackages({ root, names, folders, patterns });
    this.#bare = new BareResolver({
      ...{ root, names, native: this.#native },
      ...{ packages: this.#packages, installed: this.installed },
    });
    this.#paths = new PathResolver({
      root,
      names,
      native: this.#native,
      packages: this.#packages,
      bare: this.#bare,
    });
  }

  /** Names came or went: what the native resolver saw of the disk does not hold. */
  forgetNames(): void {
    this.#native.forget();
    this.installed.forget();
    this.#bare.forget();
    this.#packages.forget();
    this.#platforms.forget();
    this.#near.clear();
    this.#last = undefined;
  }

  /** A package.json, a tsconfig.json or something installed changed: no answer holds. */
  forgetAll(): void {
    this.forgetNames();
    this.#bare.forgetConfiguration();
    this.#native.reset();
    this.installed.reset();
    this.answers.clear();
    this.#open = undefined;
  }

  /** Reads what many answers need; see `WorkspacePackages`. */
  readAhead(): Generator<undefined> {
    return this.#packages.readAhead();
  }

  /**
   * Asks anew for answers that may be other ones now.
   * @param why `isBroad`: all of them; `ofNames`: names of the workspace came or went, so that what led nowhere may be a member of it by now
   * @yields for each answer whether it came out otherwise
   */
  *revise({
    isBroad,
    ofNames,
  }: {
    readonly isBroad: boolean;
    readonly ofNames: boolean;
  }): Generator<boolean> {
    const isAsBefore = !isBroad && !ofNames;
    const known = isAsBefore ? this.#open : undefined;
    this.#open = undefined;
    const open = new Set<string>();
    let hasOther = false;
    for (const [key, before] of this.answers) {
      if (known?.has(key) === false) continue;
      const isUnresolved = before.type === 'unresolved';
      if (isUnresolved && ofNames) for (const _ of this.readAhead()) yield false;
      const asked = askedOf(key);
      const isOpen = isBroad || this.#mayDiffer(before, asked, ofNames);
      if (isUnresolved && isOpen) for (const _ of this.readAhead()) yield false;
      const now = isOpen ? this.#answer(asked.scope, asked.name, asked.manner) : before;
      const isOther = now !== before && JSON.stringify(now) !== JSON.stringify(before);
      if (isOpen) open.add(key);
      if (isOther) this.answers.set(key, now);
      hasOther ||= isOther;
      yield isOther;
    }
    if (isAsBefore && !hasOther) this.#open = open;
  }

  /**
   * All answers, for the next process, which need not look at those that are not open: what they follow from is told when it changes.
   * @yields between any two
   */
  *kept(): Generator<undefined, readonly KeptAnswer[]> {
    const all: KeptAnswer[] = [];
    for (const [key, answer] of this.answers) {
      const asked = askedOf(key);
      const isOpen = this.#open?.has(key) ?? this.#mayDiffer(answer, asked, false);
      all.push([key, answer, isOpen]);
      yield;
    }
    return all;
  }

  /** Takes over what was kept, where there are no answers yet. */
  load(kept: readonly KeptAnswer[]): void {
    this.#open = new Set();
    for (const [key, answer, isOpen] of kept) {
      this.answers.set(key, answer);
      if (isOpen) this.#open.add(key);
    }
  }

  /** Whether a tsconfig.json takes options from this file, or would if it were there. */
  isExtended(path: RelativePath): boolean {
    return this.#bare.followFrom(path);
  }

  /**
   * Whether an answer may be another one now.
   * @param ofNames names of the workspace came or went; else only what is outside of them may have changed
   */
  #mayDiffer(answer: Resolution, { scope, name, manner }: Asked, ofNames: boolean): boolean {
    if (answer.type === 'builtin') return false;
    if (answer.type === 'file' && (ofNames || this.#names.at(answer.path) === 'unknown'))
      return true;
    // Folders of types come first for a reference, and last for what is imported.
    const ofTypes = manner.by === 'reference' || answer.type === 'unresolved';
    const { flavour } = manner;
    const alias = this.#bare.aliasOf(scope, name, { flavour, ofTypes });
    if (alias === 'the disk' || (ofNames && alias === 'named')) return true;
    // Nothing but aliases and what is installed has to do with a name that no package can have.
    const packageName = packageOf(name);
    const isNoPackage = packageName === undefined && !name.startsWith('#');
    if (answer.type !== 'unresolved' || isNoPackage) return false;
    // What is installed is compared by itself (see installed.ts), and with a new member of the workspace comes a package.json.
    if (packageName === undefined) return true;
    if (isNotInstalled(packageName, answer.reason)) return false;
    return ofNames || this.#isBuilt(scope, name) || !isOfMember(packageName, answer.reason);
  }

  /** Whether a package names itself, and git ignores what its package.json has for that: the disk is asked for it. */
  #isBuilt(scope: string, name: string): boolean {
    const own = this.#packages.around(`${scope}/x`);
    const packageName = packageOf(name) ?? '';
    if (own?.json.name !== packageName) return false;
    const targets = exportTargets(own.json, `.${name.slice(packageName.length)}`, false);
    return generatedHintIn(this.#names, own.folder, targets) !== '';
  }

  resolve(importer: RelativePath, fact: Mention): Resolved {
    const found = this.#found(importer, fact);
    if (found.resolution.type !== 'file') return found;
    const paths = this.#platforms.filesOf(found.resolution.path, {
      importer,
      fact,
      isOfPlatforms: () => this.#isOfPlatforms(importer),
    });
    if (paths === undefined) return found;
    const [path] = paths;
    const resolution: Resolution =
      path !== undefined && paths.length === 1 ? { type: 'file', path } : { type: 'files', paths };
    // The importer's own platforms follow from files beside it.
    return { resolution, on: found.on === 'the disk' ? found.on : 'any names' };
  }

  /**
   * Looked up near the importer first.
   * Only correct if nothing but the importer's folder and endings count, which they do for all but patterns; and if it follows from names.
   */
  #found(importer: RelativePath, fact: Mention): Resolved {
    if (fact.kind === 'glob') return this.#glob(importer, fact);
    const near = this.#nearOf(importer);
    let ofKind = near.get(fact.kind);
    if (!ofKind) {
      ofKind = new Map();
      near.set(fact.kind, ofKind);
    }
    const known = ofKind.get(fact.specifier);
    if (known) return known;
    const found = this.#resolve(importer, fact);
    if (found.on !== 'the disk') ofKind.set(fact.specifier, found);
    return found;
  }

  #nearOf(importer: RelativePath): Near {
    if (this.#last?.importer === importer) return this.#last.near;
    const base = baseOf(importer);
    const key = `${folderOf(importer)}\0${base.slice(base.indexOf('.', 1))}`;
    let near = this.#near.get(key);
    if (!near) {
      near = new Map();
      this.#near.set(key, near);
      const [oldest] = this.#near.keys();
      if (this.#near.size > foldersNear && oldest !== undefined) this.#near.delete(oldest);
    }
    this.#last = { importer, near };
    return near;
  }

  /** Whether a package around a file, or its tsconfig.json, says that there are files for platforms. */
  #isOfPlatforms(importer: RelativePath): boolean {
    const scope = this.#bare.scopeOf(folderOf(importer));
    if (this.#bare.hasSuffixes(scope)) return true;
    for (let folder = folderOf(importer); ; folder = folderOf(folder)) {
      const found = this.#packages.inFolder(folder);
      if (found && isOfPlatforms(found.json)) return true;
      if (folder === '') return false;
    }
  }

  #resolve(importer: RelativePath, fact: Mention): Resolved {
    const written = classify(fact.specifier, fact.kind);
    switch (written.type) {
      case 'address':
        return byName({ type: 'package', name: fact.specifier });
      case 'builtin':
        return byName({ type: 'builtin', name: written.name });
      case 'bare':
        return this.#bareOf(importer, fact, written.name);
      case 'rooted':
        return this.#paths.rooted(importer, fact, written);
      case 'relative':
        return this.#paths.relative(importer, fact, written, folderOf(importer));
    }
  }

  #glob(importer: RelativePath, { specifier }: Mention): Resolved {
    const scope = this.#bare.scopeOf(folderOf(importer));
    const led = specifier.split(globDivider).map((one) => this.#ledPattern(importer, scope, one));
    const paths = globFiles(importer, led.join(globDivider), this.#globs);
    if (paths) return { resolution: { type: 'files', paths }, on: 'any names' };
    const reason = `the pattern ${specifier} is neither relative nor from the root`;
    return byName({ type: 'unresolved', reason });
  }

  /** Where an alias leads a pattern: its first place counts. */
  #ledPattern(importer: RelativePath, scope: string, pattern: string): string {
    const mark = pattern.startsWith('!') ? '!' : '';
    const name = pattern.slice(mark.length);
    const [place] = /^(?:\.{0,2}\/|\*\*)/.test(name) ? [] : this.#bare.placesOf(scope, name);
    if (place === undefined) return pattern;
    const up = folderOf(importer)
      .split('/')
      .filter(Boolean)
      .map(() => '..');
    return `${mark}${up.length === 0 ? '.' : up.join('/')}/${place}`;
  }

  #bareOf(importer: RelativePath, fact: Mention, name: string): Resolved {
    if (fact.kind === 'style') {
      const beside = this.#paths.besideStyle(importer, name);
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
      this.#open?.add(key);
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
}
