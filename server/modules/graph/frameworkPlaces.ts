/** Frameworks, each with the folders that it is seen from: those of packages that depend on it, and those with its configuration. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import type { FilesBelow } from './filesBelow.ts';
import {
  type Framework,
  filesNaming,
  filesTaken,
  frameworkOfConfiguration,
  frameworksOf,
} from './frameworks.ts';
import type { TextReader } from './namedFiles.ts';
import type { PackageFolder } from './packages.ts';

/** Files looked at between two turns. */
const filesAStep = 400;

/** See above. */
export class FrameworkPlaces {
  readonly #folders = new Map<Framework, Set<RelativePath>>();

  addConfiguration(path: RelativePath): void {
    const framework = frameworkOfConfiguration(path);
    if (framework !== undefined) this.#add(framework, parentPath(path));
  }

  addPackage(one: PackageFolder): void {
    for (const framework of frameworksOf(one)) this.#add(framework, one.folder);
  }

  /**
   * Goes through the files that are taken by their place.
   * @param take is told of each, and whether its text names more
   */
  *taken(
    files: FilesBelow,
    take: (path: RelativePath, isNaming: boolean) => void,
  ): Generator<undefined> {
    for (const [framework, folders] of this.#folders) {
      const [isTaken, isNaming] = [filesTaken(framework), filesNaming(framework)];
      for (const folder of folders) {
        const start = folder === '' ? 0 : folder.length + 1;
        let seen = 0;
        for (const path of files.below(folder)) {
          const name = path.slice(start);
          if (isTaken(name)) take(path, isNaming(name));
          if (++seen % filesAStep === 0) yield;
        }
        yield;
      }
    }
  }

  /** What the frameworks did not write yet. */
  missing(read: TextReader): readonly RelativePath[] {
    return [...this.#folders].flatMap(([{ written }, folders]) =>
      [...folders].flatMap((folder) => {
        const path = written && joinPath(folder, written);
        return path && read(path) === undefined ? [path] : [];
      }),
    );
  }

  #add(framework: Framework, folder: RelativePath): void {
    const known = this.#folders.get(framework) ?? new Set();
    this.#folders.set(framework, known.add(folder));
  }
}
