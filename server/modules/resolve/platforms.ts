/**
 * Files for platforms, as React Native has them: of `a.tsx`, `a.native.tsx` and `a.ios.tsx`, an import of `./a` means the last one on iOS, the
 * second on Android and the first in the browser and for TypeScript. So it leads to all of them, but for those that the importer's own platforms
 * never take: `b.ios.tsx` means `a.ios.tsx` alone.
 *
 * @see https://reactnative.dev/docs/platform-specific-code
 * @see https://www.typescriptlang.org/tsconfig/#moduleSuffixes
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ImportKind, Mention } from '../model.ts';
import { dependencyFields } from './dependencies.ts';
import { baseOf, folderOf, type Names } from './names.ts';
import type { PackageJson } from './packageTargets.ts';

/** What each platform takes, in order; what is for none stands for all others. The last one is the browser's without React Native, Node.js', and so on. */
const orders: readonly (readonly string[])[] = [
  ['.ios', '.native', ''],
  ['.android', '.native', ''],
  ['.macos', '.native', ''],
  ['.windows', '.native', ''],
  ['.web', ''],
  [''],
];
const forPlatform = /^(.+?)(\.(?:ios|android|native|macos|windows|web))\.[mc]?[jt]sx?$/;
const script = /(?:\.d)?\.[mc]?[jt]sx?$/;
/** Who has no files for these has no program for them. */
const rare: readonly string[] = ['.macos', '.windows'];
/** Nobody names files so for anything else. */
const plain: readonly string[] = ['.ios', '.android'];
const kinds: ReadonlySet<ImportKind> = new Set(['static', 're-export', 'dynamic', 'require']);
const namingFields = [...dependencyFields, 'resolutions', 'overrides'];
const native = /(?:^|[@/])(?:react-native|expo|nativescript)(?:$|[/-])/;

/** By what comes after the name: `.ios` of `a.ios.tsx`; nothing where it is for all. */
type Variants = ReadonlyMap<string, RelativePath>;

/** Whether a package.json speaks of a tool that takes files by platform. */
export function isOfPlatforms(json: PackageJson): boolean {
  return (
    'react-native' in json ||
    namingFields.some((field) => Object.keys(json[field] ?? {}).some((name) => native.test(name)))
  );
}

/** See the file's comment. */
export class PlatformFiles {
  readonly #names: Names;
  readonly #folders: () => Iterable<string>;
  /** By folder, then by the name that is imported, those with no file for a platform left out. Read when first needed. */
  #found: ReadonlyMap<string, ReadonlyMap<string, Variants>> | undefined;

  /** @param folders all folders of the workspace */
  constructor(names: Names, folders: () => Iterable<string>) {
    this.#names = names;
    this.#folders = folders;
  }

  /** Names came or went. */
  forget(): void {
    this.#found = undefined;
  }

  /**
   * All files that an import means.
   * @param found that it leads to
   * @returns what was found comes first, where it is among them; undefined where platforms have nothing to do with it
   */
  filesOf(
    found: RelativePath,
    {
      importer,
      fact,
      isOfPlatforms,
    }: {
      readonly importer: string;
      readonly fact: Mention;
      /** Whether the importer is of a program for several platforms. */
      readonly isOfPlatforms: () => boolean;
    },
  ): readonly RelativePath[] | undefined {
    // Most workspaces have none.
    if (this.#all().size === 0 || !kinds.has(fact.kind)) return undefined;
    const folder = this.#all().get(folderOf(found));
    if (!folder) return undefined;
    const base = baseOf(found);
    const own = forPlatform.exec(base);
    const variants = folder.get(own?.[1] ?? base.replace(script, ''));
    // What is written in full is that file, and so is what something else names where there is one for all.
    if (!variants || isWritten(fact.specifier, base) || (own && variants.has(''))) return undefined;
    const isSure = own !== null || plain.some((suffix) => variants.has(suffix));
    if (!isSure && !isOfPlatforms()) return undefined;
    const all = own ? variants : new Map([...variants, ['', found]]);
    const files = new Set<RelativePath>();
    for (const order of this.#ordersOf(importer)) {
      if (rare.some((suffix) => order.includes(suffix) && !all.has(suffix))) continue;
      const file = firstOf(all, order);
      if (file !== undefined && file !== importer) files.add(file);
    }
    if (files.size === 0) return [found];
    const isFirst = files.delete(found);
    return [...(isFirst ? [found] : []), ...[...files].sort()];
  }

  /** Of the platforms that a file itself is taken for. */
  #ordersOf(importer: string): readonly (readonly string[])[] {
    const base = baseOf(importer);
    const [, stem = base.replace(script, ''), suffix = ''] = forPlatform.exec(base) ?? [];
    const variants = this.#all().get(folderOf(importer))?.get(stem);
    if (!variants) return orders;
    return orders.filter(
      (order) => order.find((one) => one === suffix || variants.has(one)) === suffix,
    );
  }

  #all(): ReadonlyMap<string, ReadonlyMap<string, Variants>> {
    if (this.#found) return this.#found;
    const found = new Map<string, ReadonlyMap<string, Variants>>();
    for (const folder of this.#folders()) this.#read(folder, found);
    this.#found = found;
    return found;
  }

  #read(folder: string, into: Map<string, ReadonlyMap<string, Variants>>): void {
    const prefix = folder === '' ? '' : `${folder}/`;
    const found = new Map<string, Map<string, RelativePath>>();
    const add = (name: string, stem: string, suffix: string): void => {
      if (this.#names.at(prefix + name) !== 'file') return;
      const variants = found.get(stem) ?? new Map<string, RelativePath>();
      found.set(stem, variants.set(suffix, (prefix + name) as RelativePath));
    };
    for (const name of this.#names.inFolder(folder) ?? []) {
      if (!mayBeForPlatform(name)) continue;
      const [, stem, suffix] = forPlatform.exec(name) ?? [];
      if (stem !== undefined && suffix !== undefined) add(name, stem, suffix);
    }
    if (found.size === 0) return;
    for (const name of this.#names.inFolder(folder) ?? []) {
      const stem = name.replace(script, '');
      if (stem !== name && found.has(stem)) add(name, stem, '');
    }
    into.set(folder, found);
  }
}

/** Most names have one dot, and are not looked at further. */
function mayBeForPlatform(name: string): boolean {
  return name.indexOf('.') !== name.lastIndexOf('.');
}

function firstOf(all: Variants, order: readonly string[]): RelativePath | undefined {
  const suffix = order.find((one) => all.has(one));
  return suffix === undefined ? undefined : all.get(suffix);
}

/** Whether an import says which of the files it means: by its ending, or by its platform. */
function isWritten(specifier: string, base: string): boolean {
  const query = specifier.indexOf('?');
  const written = baseOf(query < 0 ? specifier : specifier.slice(0, query));
  return written === base || forPlatform.test(script.test(written) ? written : `${written}.ts`);
}
