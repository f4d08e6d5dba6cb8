// Why our edges between files and those of another tool differ. Each difference is looked at by itself: a reason is given only where what the
// import says, what the files on disk say and what the tool said of the same file bear it out. What none of the reasons fits is told as
// unexplained.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImportKind } from '../../server/modules/model.ts';
import { packageOf } from '../../server/modules/resolve/specifiers.ts';

/** One of our imports. */
export interface OurImport {
  readonly from: string;
  readonly kind: ImportKind;
  readonly specifier: string;
  /** Offset of the specifier. */
  readonly start: number;
  /** The file that it leads to; undefined: to none of the workspace. */
  readonly to?: string;
}

/** One difference with its reason; undefined: none fits. */
export interface Difference {
  readonly side: 'ours alone' | 'theirs alone';
  readonly from: string;
  readonly to: string;
  readonly specifier: string | undefined;
  readonly kind: ImportKind | undefined;
  readonly reason: string | undefined;
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** @param lines `from` tab `to` */
export function edgesOf(lines: Iterable<string>): Edges {
  const edges = new Map<string, Set<string>>();
  for (const line of lines) {
    const [from = '', to = ''] = line.split('\t');
    const all = edges.get(from) ?? new Set();
    edges.set(from, all.add(to));
  }
  return edges;
}

const statements: ReadonlySet<ImportKind> = new Set(['static', 'type', 're-export']);
const forPlatform = /\.(?:android|ios|native|web|windows|macos)$/;
const scripts = /\.[mc]?[jt]sx?$/;

/** See the file's comment. */
export class Differences {
  readonly #root: string;
  readonly #imports = new Map<string, OurImport[]>();
  readonly #theirs: Edges;
  /** Of files from which there is an edge. */
  readonly #theirEndings: ReadonlySet<string>;
  readonly #texts = new Map<string, string>();

  /** @param root absolute, of the sources */
  constructor(root: string, imports: Iterable<OurImport>, theirs: Edges) {
    this.#root = root;
    this.#theirs = theirs;
    this.#theirEndings = new Set(Array.from(theirs.keys(), endingOf));
    for (const one of imports) {
      const all = this.#imports.get(one.from) ?? [];
      all.push(one);
      this.#imports.set(one.from, all);
    }
  }

  *all(): Generator<Difference> {
    for (const [from, imports] of this.#imports) {
      const told = new Set<string>();
      for (const one of imports) {
        if (one.to === undefined || told.has(one.to) || this.#have(from, one.to)) continue;
        told.add(one.to);
        // Several imports may lead to one file: each of them has to be explained.
        const same = imports.filter(({ to }) => to === one.to);
        const reasons = same.map((each) => this.#whyOurs(each));
        const reason = reasons.includes(undefined) ? undefined : reasons[0];
        const { specifier, kind, to } = one;
        yield { side: 'ours alone', from, to, specifier, kind, reason };
      }
    }
    for (const [from, all] of this.#theirs)
      for (const to of all)
        if (!(this.#imports.get(from) ?? []).some((one) => one.to === to))
          yield this.#their(from, to);
  }

  #have(from: string, to: string): boolean {
    return this.#theirs.get(from)?.has(to) === true;
  }

  #whyOurs(one: OurImport): string | undefined {
    const { from, kind, specifier, to = '' } = one;
    if (kind === 'reference') return this.#whyReference(one);
    if (kind === 'url') return 'new URL(..., import.meta.url) is not followed';
    if (kind === 'glob') return 'import.meta.glob is not followed';
    if (!scripts.test(from) || !scripts.test(to)) return 'a file that is no script';
    const other = this.#sameModule(to, this.#theirs.get(from) ?? []);
    if (other !== undefined) return otherEnding(from, to, other);
    if (this.#isOwnName(from, specifier))
      return this.#otherTarget(from, specifier, to)
        ? 'the package itself, by its name: another condition of its exports is taken'
        : 'the package itself, by its name: not resolved';
    if (kind === 'type' && this.#isAfter(one, /\bimport\s*\(\s*$/))
      return "import('...') in a type is not followed";
    if (kind === 'type' && this.#isAfter(one, /\bdeclare\s+module\s*$/))
      return 'declare module, which adds to another module, is not followed';
    if (this.#isDefined(one)) {
      const others = [...(this.#theirs.get(from) ?? [])];
      return others.some((path) => goesOnAfterDot(path, to))
        ? longerName
        : 'define is not followed';
    }
    if (forPlatform.test(moduleOf(to)) && !forPlatform.test(moduleOf(specifier)))
      return 'files for one platform are not looked for';
    if (!this.#theirEndings.has(endingOf(from)))
      return `of ${endingOf(from)} files no import is followed`;
    if (this.#isTypeScriptOfJavaScript(one)) return 'TypeScript is not looked for from JavaScript';
    if (statements.has(kind) && this.#readsCallsAlone(from))
      return 'a file with require as well as import: its imports are not followed';
    return undefined;
  }

  /** It follows no such import in any file. */
  #isTypeScriptOfJavaScript(one: OurImport): boolean {
    const isSuch = ({ from, to = '' }: OurImport): boolean =>
      /\.[mc]?jsx?$/.test(from) && /\.[mc]?tsx?$/.test(to);
    const follows = ([from, all]: readonly [string, ReadonlySet<string>]): boolean =>
      [...all].some((to) => isSuch({ ...one, from, to }));
    return isSuch(one) && ![...this.#theirs].some(follows);
  }

  /** It follows none of the references in files like this one. */
  #whyReference({ from, to = '' }: OurImport): string | undefined {
    const isDeclaration = (path: string): boolean => /\.d\.[mc]?ts$/.test(path);
    const followed = [...this.#imports.values()]
      .flat()
      .filter((one) => one.kind === 'reference' && one.to !== undefined)
      .filter((one) => this.#have(one.from, one.to ?? ''));
    if (followed.length === 0) return '/// <reference> is not followed';
    const isFollowed = followed.some((one) => isDeclaration(one.to ?? ''));
    return isDeclaration(from) && isDeclaration(to) && !isFollowed
      ? '/// <reference> to a declaration file is not followed'
      : undefined;
  }

  #their(from: string, to: string): Difference {
    const own = this.#imports.get(from) ?? [];
    const base = { side: 'theirs alone', from, to } as const;
    const same = own.find((one) => one.to !== undefined && moduleOf(one.to) === moduleOf(to));
    if (same?.to !== undefined && this.#isThere(to)) {
      const { specifier, kind } = same;
      return { ...base, specifier, kind, reason: otherEnding(from, same.to, to) };
    }
    const forOne = own.find((one) => isForOnePlatform(one, to));
    if (forOne && this.#isThere(to)) {
      const { specifier, kind } = forOne;
      const reason = 'from a file for one platform, what is for that platform is not taken';
      return { ...base, specifier, kind, reason };
    }
    const defined = own.find((one) => goesOnAfterDot(to, one.to ?? '') && this.#isDefined(one));
    if (defined) {
      const { specifier, kind } = defined;
      return { ...base, specifier, kind, reason: longerName };
    }
    const found = own.find(
      (one) => this.#isOwnName(from, one.specifier) && this.#targets(from, one.specifier).has(to),
    );
    if (!found) return { ...base, specifier: undefined, kind: undefined, reason: undefined };
    const { specifier, kind } = found;
    return { ...base, specifier, kind, reason: this.#whyTheirs(found) };
  }

  /** The package itself, by its name, is somewhere else for us. */
  #whyTheirs({ from, specifier, kind, to }: OurImport): string | undefined {
    if (to === undefined && !this.#nearestHasName(from))
      return 'the package itself, by its name, where the nearest package.json has no name: no such package by the rules of Node.js';
    const isRequired = kind === 'require' || kind === 'dynamic';
    return to !== undefined && this.#targets(from, specifier).has(to) && !isRequired
      ? 'the package itself, by its name: what its exports have for require is taken for an import'
      : undefined;
  }

  /** Another file of theirs that is the same module as ours but for its ending: both are there. */
  #sameModule(to: string, theirs: Iterable<string>): string | undefined {
    for (const one of theirs)
      if (one !== to && moduleOf(one) === moduleOf(to) && this.#isThere(one)) return one;
    return undefined;
  }

  #isThere(path: string): boolean {
    return existsSync(join(this.#root, path));
  }

  /** Whether a name is that of the package that the importer lies in. */
  #isOwnName(from: string, specifier: string): boolean {
    const name = packageOf(specifier);
    return name !== undefined && this.#ownPackage(from)?.json.name === name;
  }

  #nearestHasName(from: string): boolean {
    const nearest = this.#packageAbove(from, () => true);
    return typeof nearest?.json.name === 'string';
  }

  #ownPackage(from: string) {
    return this.#packageAbove(from, ({ name }) => typeof name === 'string');
  }

  #packageAbove(from: string, isWanted: (json: Readonly<Record<string, unknown>>) => boolean) {
    for (let folder = dirname(from); ; folder = dirname(folder)) {
      const file = join(this.#root, folder, 'package.json');
      const json = existsSync(file)
        ? (JSON.parse(this.#text(join(folder, 'package.json'))) as Record<string, unknown>)
        : undefined;
      if (json && isWanted(json)) return { folder, json };
      if (folder === '.') return undefined;
    }
  }

  /** Another file that the package's exports have for the same name, which is what they take. */
  #otherTarget(from: string, specifier: string, to: string): boolean {
    return [...this.#targets(from, specifier)].some((one) => one !== to && this.#have(from, one));
  }

  /** All files that a package's `exports` or main fields have for a name, below whatever condition. */
  #targets(from: string, specifier: string): ReadonlySet<string> {
    const found = this.#ownPackage(from);
    if (!found) return new Set();
    const { folder, json } = found;
    const name = packageOf(specifier) ?? specifier;
    const subpath = specifier === name ? '.' : `.${specifier.slice(name.length)}`;
    const table = (json.exports ?? { '.': [json.main, json.module, json.types] }) as Record<
      string,
      unknown
    >;
    const texts: string[] = [];
    const collect = (value: unknown, star: string): void => {
      if (typeof value === 'string') texts.push(join(folder, value.replaceAll('*', star)));
      else if (value !== null && typeof value === 'object')
        for (const inner of Object.values(value)) collect(inner, star);
    };
    for (const [key, value] of Object.entries(table)) {
      const [before = '', after] = key.split('*');
      const fits =
        after === undefined
          ? key === subpath
          : subpath.startsWith(before) && subpath.endsWith(after);
      if (fits)
        collect(
          value,
          after === undefined ? '' : subpath.slice(before.length, subpath.length - after.length),
        );
    }
    return new Set(texts);
  }

  /** Whether this stands before the specifier. @param most signs before it that may belong to it */
  #isAfter({ from, start }: OurImport, before: RegExp, most = 40): boolean {
    return before.test(this.#text(from).slice(Math.max(0, start - most), start));
  }

  /** Whether it stands in a list of `define`. */
  #isDefined(one: OurImport): boolean {
    return one.kind === 'require' && this.#isAfter(one, /\bdefine\(\s*\[[^\]]*$/, 4000);
  }

  /** It has both, and they follow none of its imports. */
  #readsCallsAlone(from: string): boolean {
    const all = this.#imports.get(from) ?? [];
    return (
      all.some(({ kind }) => kind === 'require') &&
      !all.some(({ kind, to }) => statements.has(kind) && to !== undefined && this.#have(from, to))
    );
  }

  #text(path: string): string {
    let text = this.#texts.get(path);
    if (text === undefined) {
      text = readFileSync(join(this.#root, path), 'utf8');
      this.#texts.set(path, text);
    }
    return text;
  }
}

/** A declaration and the script beside it are one module. */
function moduleOf(path: string): string {
  return path.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');
}

const longerName = 'in define, a file is taken whose name goes on: a.base.d.ts for ./a';

function goesOnAfterDot(path: string, shorter: string): boolean {
  return moduleOf(path) !== moduleOf(shorter) && path.startsWith(`${moduleOf(shorter)}.`);
}

function endingOf(path: string): string {
  return path.slice(moduleOf(path).length);
}

function otherEnding(from: string, ours: string, theirs: string): string {
  return `from ${endingOf(from)}, of files of one name ${endingOf(theirs)} is taken, and not ${endingOf(ours)}`;
}

/** Whether an import of a file for one platform leads to what is for that platform, and not to the same for all. */
function isForOnePlatform({ from, to }: OurImport, other: string): boolean {
  if (to === undefined || !forPlatform.test(moduleOf(from))) return false;
  const module = moduleOf(to);
  return forPlatform.test(module) && module.replace(forPlatform, '') === moduleOf(other);
}
