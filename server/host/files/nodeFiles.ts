/** The `Files` port on a real disk. */
import { readFileSync, realpathSync, unlinkSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { FilePatterns } from '../../engine/model/action.ts';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import { digestFiles } from '../../engine/model/fileDigest.ts';
import { joinPath } from '../../engine/model/glob.ts';
import type { FileState } from '../../engine/model/trace.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { type Files, type OutputState, UnreadableFile } from '../../engine/ports/files.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { FileTable } from './fileTable.ts';
import { HashAhead } from './hashAhead.ts';
import { PackedRows, type PackStore } from './packedRows.ts';
import { type Program, Programs } from './programs.ts';
import { explainFileError, isMissing } from './systemError.ts';
import type { Witnesses } from './witnesses.ts';

/** What `openFiles` needs. */
export interface FilesOptions {
  /** Absolute workspace root. */
  readonly root: string;
  readonly rows: PackStore;
  readonly hasher: Hasher;
  /** The PATH that commands get behind their own folders. */
  readonly basePath: string;
}

/** Opens the file table of a workspace. */
export function openFiles(options: FilesOptions): NodeFiles {
  return new NodeFiles(options);
}

interface Remembered<T> {
  readonly epoch: number;
  readonly value: T;
}

/** See `Files`. Answers are remembered by the identity of the patterns within one epoch. */
export class NodeFiles implements Files {
  readonly #table: FileTable;
  readonly #programs: Programs;
  readonly #ahead: HashAhead;
  readonly #realRoot: string;
  readonly #hasher: Hasher;
  #inputs = new WeakMap<FilePatterns, Remembered<readonly FileState[]>>();
  #outputs = new WeakMap<FilePatterns, Remembered<readonly OutputState[]>>();
  /** How files were when a change of them was told. */
  readonly #told = new Map<RelativePath, FileDigest | undefined>();

  constructor({ root, rows, hasher, basePath }: FilesOptions) {
    this.#table = new FileTable(root, new PackedRows(rows), hasher);
    this.#programs = new Programs(this.#table, basePath);
    this.#ahead = new HashAhead(this.#table);
    this.#realRoot = realpathSync(root);
    this.#hasher = hasher;
  }

  async prepare(patterns: readonly FilePatterns[], cancel: CancelToken): Promise<void> {
    await this.#ahead.run(patterns, cancel);
  }

  inputs(patterns: FilePatterns): readonly FileState[] {
    return this.#remember(this.#inputs, patterns, () => this.#table.inputs(patterns));
  }

  outputs(patterns: FilePatterns): readonly OutputState[] {
    return this.#remember(this.#outputs, patterns, () => this.#table.outputs(patterns));
  }

  inputsDigest(patterns: FilePatterns): string {
    return (
      this.#table.knownObservation('inputs', patterns) ??
      digestFiles(this.#hasher, this.inputs(patterns))
    );
  }

  outputsDigest(patterns: FilePatterns): string {
    const known = this.#table.knownObservation('outputs', patterns);
    return (
      known ??
      digestFiles(
        this.#hasher,
        this.outputs(patterns).map(({ path, digest }) => [path, digest] as const),
      )
    );
  }

  #remember<T>(
    memory: WeakMap<FilePatterns, Remembered<T>>,
    patterns: FilePatterns,
    compute: () => T,
  ): T {
    const known = memory.get(patterns);
    if (known?.epoch === this.#table.folders.epoch) return known.value;
    const value = compute();
    memory.set(patterns, { epoch: this.#table.folders.epoch, value });
    return value;
  }

  glob(patterns: FilePatterns): readonly RelativePath[] {
    const paths: RelativePath[] = [];
    this.#table.walk(patterns, (path) => paths.push(path));
    return paths.sort();
  }

  digest(path: RelativePath): FileDigest | undefined {
    return this.#table.digests.digest(path);
  }

  changedSince(path: RelativePath, sinceEpochMs: number): boolean {
    return this.#table.digests.changedSince(path, sinceEpochMs);
  }

  executable(
    name: string,
    binDirs: readonly RelativePath[],
    cwd: RelativePath,
  ): Program | undefined {
    return this.#programs.find(name, binDirs, cwd);
  }

  takeText(path: RelativePath): string | undefined {
    const absolute = join(this.#table.folders.root, path);
    try {
      const text = readFileSync(absolute, 'utf8');
      unlinkSync(absolute);
      return text;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path, explainFileError(error, 'read', path));
    }
  }

  inside(cwd: RelativePath, paths: readonly string[]): readonly RelativePath[] {
    const found = new Set<RelativePath>();
    for (const path of paths) {
      const inner = isAbsolute(path) ? this.#below(path) : joinPath(cwd, path.split(sep).join('/'));
      if (inner !== undefined && inner !== '') found.add(inner);
    }
    return [...found];
  }

  #below(absolute: string): RelativePath | undefined {
    for (const root of [this.#table.folders.root, this.#realRoot]) {
      const path = relative(root, absolute);
      if (path !== '' && !path.startsWith('..') && !isAbsolute(path))
        return path.split(sep).join('/') as RelativePath;
    }
    return undefined;
  }

  newEpoch(): void {
    this.#table.newEpoch();
  }

  invalidate(
    paths: readonly RelativePath[],
    isWritten: (path: RelativePath) => boolean,
  ): readonly RelativePath[] {
    const before = new Map(paths.map((path) => [path, this.#table.folders.knownDigest(path)]));
    for (const path of paths) this.#table.forget(path);
    this.#inputs = new WeakMap();
    this.#outputs = new WeakMap();
    return paths.filter((path) => this.#differs(path, before.get(path), isWritten));
  }

  /**
   * What was known need not be what all who read a file have seen: the look of one of them, before the change was told, finds what changed as well.
   * So a source counts as changed unless it is as it was when it was told the last time, too; of what an action wrote, its run told who reads it.
   */
  #differs(
    path: RelativePath,
    before: FileDigest | undefined,
    isWritten: (path: RelativePath) => boolean,
  ): boolean {
    const told = this.#told.get(path);
    this.#told.delete(path);
    try {
      const now = this.#table.digests.digest(path);
      this.#told.set(path, now);
      return before === undefined || now !== before || (now !== told && !isWritten(path));
    } catch (error) {
      // What cannot be read now certainly is not as it was; the build that follows says what is wrong with it.
      if (error instanceof UnreadableFile) return true;
      throw error;
    }
  }

  /** Tells everything that was looked at in this process. */
  tellLooks(witnesses: Witnesses): void {
    this.#table.tellLooks(witnesses);
    this.#programs.tellLooks(witnesses);
  }

  save(): void {
    this.#table.save();
  }
}
