/**
 * What is known of builder modules from earlier: the files each was loaded from. Where none of them changed, the digest of a module is
 * known without loading it, so a build in which nothing changed starts no worker.
 */
import { hash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import { type Files, UnreadableFile } from '../../engine/ports/files.ts';
import { digestLike } from './fileDigest.ts';
import type { LoadedFile } from './messages.ts';

/** Keeps small texts between runs; losing one costs a load. */
export interface SmallCache {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

/** Raised when the meaning of a stored list changes. */
const listVersion = 1;

/** The files of modules, checked against the disk. */
export class KnownModules {
  readonly #root: string;
  readonly #files: Pick<Files, 'digest'>;
  readonly #cache: SmallCache;
  readonly #lists = new Map<RelativePath, readonly LoadedFile[]>();

  constructor(root: string, files: Pick<Files, 'digest'>, cache: SmallCache) {
    this.#root = root;
    this.#files = files;
    this.#cache = cache;
  }

  /** The files of a module, as last learned. */
  list(module: RelativePath): readonly LoadedFile[] | undefined {
    let list = this.#lists.get(module);
    if (list === undefined) {
      list = parseList(this.#cache.get(keyOf(module)));
      if (list !== undefined) this.#lists.set(module, list);
    }
    return list;
  }

  /**
   * Takes note of what a worker loaded.
   * Only correct if each digest was taken before its file was loaded and was still the file's digest afterwards: with one taken too
   * late, code from before an edit would pass for the code after it.
   */
  learn(module: RelativePath, files: readonly LoadedFile[]): void {
    this.#lists.set(module, files);
    this.#cache.set(keyOf(module), JSON.stringify(files));
  }

  /** True where all these files are as they were. */
  areCurrent(files: readonly LoadedFile[]): boolean {
    return files.every(([path, digest]) => this.#current(path, digest) === digest);
  }

  #current(path: string, recorded: string | null): string | null {
    // The table of files knows whole contents of files below the root, often without reading them.
    if (isAbsolute(path)) return digestLike(path, recorded);
    if (recorded?.startsWith('fields:')) return digestLike(join(this.#root, path), recorded);
    try {
      return this.#files.digest(path as RelativePath) ?? null;
    } catch (error) {
      if (error instanceof UnreadableFile) return null;
      throw error;
    }
  }
}

/** The digest of a module: of all files it was loaded from. */
export function moduleDigest(files: readonly LoadedFile[]): FileDigest {
  return `sha256:${hash('sha256', JSON.stringify(files), 'hex')}` as FileDigest;
}

/** Another major version of Node may resolve imports otherwise. */
function keyOf(module: RelativePath): string {
  return `builder:${listVersion}:node${process.versions.node.split('.')[0]}:${module}`;
}

function parseList(text: string | undefined): readonly LoadedFile[] | undefined {
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.length > 0 && list.every(isRow) ? list : undefined;
  } catch {
    // Not written by this program, or cut off: as good as none.
    return undefined;
  }
}

function isRow(row: unknown): row is LoadedFile {
  return (
    Array.isArray(row) &&
    row.length === 2 &&
    typeof row[0] === 'string' &&
    (row[1] === null || typeof row[1] === 'string')
  );
}
