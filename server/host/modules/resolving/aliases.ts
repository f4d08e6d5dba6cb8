/**
 * Where a tsconfig.json may lead a name, and which folders it takes for one. The native resolver follows the names itself; what is said here of
 * them is only where it looks, so that it is asked again when something may be otherwise there, and not when not.
 */
import { isAbsolute, join, relative, sep } from 'node:path';
import { mangled } from './installed.ts';
import { PartialConfig } from './partialConfig.ts';

/** See the file's comment. */
export class Aliases {
  readonly #root: string;
  readonly #config: PartialConfig;

  /**
   * @param root absolute, of the workspace
   * @param file absolute
   */
  constructor(root: string, file: string) {
    this.#root = root;
    this.#config = new PartialConfig(file);
  }

  /**
   * The places where a name may lead, relative to the workspace and without ending.
   * @returns undefined where one is outside of it
   */
  placesOf(name: string): readonly string[] | undefined {
    const places = this.#config.targetsOf(name).map((path) => this.inWorkspace(path));
    // Several configurations may say the same.
    return places.every((place) => place !== undefined) ? [...new Set(places)] : undefined;
  }

  /** Those in the workspace that `paths` say, and not `baseUrl`, which leads every name somewhere. */
  writtenPlacesOf(name: string): readonly string[] {
    const places = this.#config.writtenTargetsOf(name);
    return [...new Set(places.flatMap((path) => this.inWorkspace(path) ?? []))];
  }

  /**
   * The places that stand for one, because its folder and theirs are among the same `rootDirs`; relative to the workspace.
   * @see https://www.typescriptlang.org/tsconfig/#rootDirs
   */
  twinsOf(place: string): readonly string[] {
    const absolute = join(this.#root, place);
    return this.#config.rootDirs.flatMap((folders) => {
      const own = folders
        .filter((folder) => absolute.startsWith(`${folder}${sep}`))
        .reduce((a, b) => (b.length > a.length ? b : a), '');
      if (own === '') return [];
      const others = folders.filter((folder) => folder !== own);
      return others.flatMap(
        (folder) => this.inWorkspace(join(folder, relative(own, absolute))) ?? [],
      );
    });
  }

  /**
   * The places where folders of types may have a name; absolute, without ending.
   * @see https://www.typescriptlang.org/tsconfig/#typeRoots
   */
  typePlacesOf(name: string): readonly string[] {
    return this.#config.typeRoots.map((folder) =>
      // Where packages are installed, those of a scope have a name of their own.
      join(folder, /[\\/]node_modules[\\/]@types$/.test(folder) ? mangled(name) : name),
    );
  }

  /** @see https://www.typescriptlang.org/tsconfig/#moduleSuffixes */
  get hasSuffixes(): boolean {
    return this.#config.hasSuffixes;
  }

  /** All files that it follows from, there or not, by their absolute paths, with how each looked before it was read. */
  get asked(): ReadonlyMap<string, string> {
    return this.#config.asked;
  }

  /** A place as it is told: relative to the workspace where it is in it. */
  shown(path: string): string {
    return this.inWorkspace(path) ?? path;
  }

  /** Files that it builds upon or refers to, which are not there; relative to the workspace where they are in it. */
  get missing(): readonly string[] {
    return this.#config.missing.map((path) => this.shown(path));
  }

  /** Relative to the workspace; undefined: it is outside. @param path absolute */
  inWorkspace(path: string): string | undefined {
    const place = relative(this.#root, path);
    const isOutside = isAbsolute(place) || /^\.\.(?:[\\/]|$)/.test(place);
    return isOutside ? undefined : place.split(sep).join('/');
  }
}
