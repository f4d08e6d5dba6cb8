/**
 * Angular's libraries. Whoever uses one has a tsconfig.json whose `paths` lead its name to where it is built, and ng-package.json beside its
 * package.json says from which file; so that it leads to its sources, built or not.
 *
 * @see https://angular.dev/tools/libraries/creating-libraries
 */
import { asObject } from '../../../engine/model/jsonValue.ts';
import { joinRelative, type Names } from '../../../modules/resolve/names.ts';
import { type Found, firstFile } from '../../../modules/resolve/relative.ts';
import { packageOf } from '../../../modules/resolve/specifiers.ts';
import { prefixOf, type WorkspacePackages } from './workspacePackages.ts';

const configName = 'ng-package.json';
/** Where nothing else is said. */
const entries = ['src/public_api.ts', 'src/public-api.ts'];

/** See the file's comment. */
export class AngularLibraries {
  readonly #names: Names;
  readonly #folders: () => Iterable<string>;
  readonly #packages: WorkspacePackages;
  /** Read when first needed. */
  #folderByName: ReadonlyMap<string, string> | undefined;

  constructor(parts: {
    readonly names: Names;
    /** All folders of the workspace. */
    readonly folders: () => Iterable<string>;
    readonly packages: WorkspacePackages;
  }) {
    this.#names = parts.names;
    this.#folders = parts.folders;
    this.#packages = parts.packages;
  }

  /** Names came or went, or what is in a package.json. */
  forget(): void {
    this.#folderByName = undefined;
  }

  /** The file that a library is built from, or a part of it: each part has a folder and a configuration of its own. */
  sourceOf(name: string): Found {
    const packageName = packageOf(name) ?? '';
    this.#folderByName ??= this.#read();
    const library = this.#folderByName.get(packageName);
    if (library === undefined) return { type: 'absent' };
    const folder = `${library}${name.slice(packageName.length)}`;
    const json = this.#packages.json(`${prefixOf(folder)}${configName}`);
    if (!json) return { type: 'absent' };
    const entry = asObject(json.lib)?.entryFile;
    const files = typeof entry === 'string' ? [entry] : entries;
    return firstFile(
      this.#names,
      files.flatMap((file) => joinRelative(folder, file) ?? []),
    );
  }

  #read(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const folder of [...this.#folders()].sort()) {
      if (this.#names.at(`${prefixOf(folder)}${configName}`) !== 'file') continue;
      const name = this.#packages.inFolder(folder)?.json.name;
      if (typeof name === 'string' && !found.has(name)) found.set(name, folder);
    }
    return found;
  }
}
