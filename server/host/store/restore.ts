/**
 * Brings recorded outputs to disk. All bytes are fetched and verified before the first visible change; each file is written aside and
 * renamed; nothing is written through a link that leaves the workspace; links come last, so that no file is written through one of them.
 */

import { randomBytes } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { relative, sep } from 'node:path';
import type { BlobDigest, RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';
import type { OutputEntry } from '../../engine/model/trace.ts';
import type { BlobFailure, BlobOutcome } from '../../engine/ports/store.ts';
import { temporaryEnding, writeAll, writeAside } from './blobFiles.ts';
import { bigBlobBytes } from './blobFormat.ts';
import type { BlobReader } from './blobReader.ts';
import { detailOf } from './database.ts';
import { linkProblem, pathProblem } from './restorePath.ts';

type FileEntry = Extract<OutputEntry, { type: 'file' }>;
type LinkEntry = Extract<OutputEntry, { type: 'symlink' }>;

/** Verified bytes are kept up to this much; files beyond it are verified now and once more while they are written. */
const heldBytesMax = 64 * 1024 * 1024;

/** Writes outputs below one root. */
export class Restorer {
  readonly #root: string;
  readonly #reader: BlobReader;

  /** @param root absolute path of the workspace root */
  constructor(root: string, reader: BlobReader) {
    this.#root = root;
    this.#reader = reader;
  }

  /** See the port. */
  restore(entries: readonly OutputEntry[]): BlobOutcome {
    const refused = entriesProblem(entries);
    if (refused) return refused;
    const held = new Map<BlobDigest, Uint8Array>();
    const failed = this.#fetch(entries, held);
    return failed ?? new Restoration(this.#root, this.#reader, held).write(entries);
  }

  #fetch(entries: readonly OutputEntry[], held: Map<BlobDigest, Uint8Array>): BlobOutcome {
    let heldBytes = 0;
    const verified = new Set<BlobDigest>();
    for (const entry of entries) {
      if (entry.type !== 'file' || verified.has(entry.blob)) continue;
      verified.add(entry.blob);
      const small = entry.size < bigBlobBytes && heldBytes + entry.size <= heldBytesMax;
      const failure = small ? this.#hold(entry, held) : this.#reader.stream(entry.blob, () => {});
      if (failure) return { failure, path: entry.path };
      if (small) heldBytes += entry.size;
    }
    return undefined;
  }

  #hold(entry: FileEntry, held: Map<BlobDigest, Uint8Array>): BlobFailure | undefined {
    const result = this.#reader.read(entry.blob);
    if ('failure' in result) return result.failure;
    held.set(entry.blob, result.bytes);
    return undefined;
  }
}

/** One call's writing: what it knows of folders holds for this call only. */
class Restoration {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #reader: BlobReader;
  readonly #held: ReadonlyMap<BlobDigest, Uint8Array>;
  readonly #checkedFolders = new Set<string>();

  constructor(root: string, reader: BlobReader, held: ReadonlyMap<BlobDigest, Uint8Array>) {
    this.#root = root;
    this.#realRoot = realpathSync.native(root);
    this.#reader = reader;
    this.#held = held;
  }

  write(entries: readonly OutputEntry[]): BlobOutcome {
    for (const entry of linksLast(entries)) {
      try {
        const failure = this.#writeOne(entry);
        if (failure) return { failure, path: entry.path };
      } catch (error) {
        return { failure: failureOf(error, entry.path), path: entry.path };
      }
    }
    return undefined;
  }

  #writeOne(entry: OutputEntry): BlobFailure | undefined {
    this.#ensureFolder(parentPath(entry.path));
    if (entry.type === 'directory') this.#writeFolder(entry.path);
    else if (entry.type === 'symlink') this.#writeLink(entry);
    else return this.#writeFile(entry);
    return undefined;
  }

  /** A link in its place is no way to it, wherever it leads, but goes like a file would. */
  #writeFolder(folder: RelativePath): void {
    const path = this.#absolute(folder);
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(path);
    this.#ensureFolder(folder);
  }

  #writeFile(entry: FileEntry): BlobFailure | undefined {
    const path = this.#absolute(entry.path);
    const bytes = this.#held.get(entry.blob);
    const temporary = temporaryName(path);
    // The umask of this process takes bits away, as it would for a compiler.
    const file = openSync(temporary, 'wx', entry.executable ? 0o755 : 0o644);
    const fill = (): void => {
      if (bytes) writeAll(file, [bytes]);
      else this.#stream(entry.blob, file);
      makeWay(path);
    };
    writeAside(temporary, path, file, fill);
    return undefined;
  }

  /** Verified before, and once more now: only a file whose bytes were right gets its name. */
  #stream(blob: BlobDigest, file: number): void {
    const failure = this.#reader.stream(blob, (block) => writeAll(file, [block]));
    if (failure) throw new Unrestorable(failure);
  }

  #writeLink(entry: LinkEntry): void {
    const path = this.#absolute(entry.path);
    const temporary = temporaryName(path);
    symlinkSync(entry.target, temporary);
    try {
      this.#checkLink(temporary);
      makeWay(path);
      renameSync(temporary, path);
    } catch (error) {
      unlinkSync(temporary);
      throw error;
    }
  }

  /** The target is lexically inside; it may still lead out through another link on its way. A target that is absent may stay so. */
  #checkLink(path: string): void {
    let real: string;
    try {
      real = realpathSync.native(path);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) return;
      throw error;
    }
    this.#checkInside(real);
  }

  /** Makes the folder where it is missing, replacing a file, and checks that it lies in the workspace whatever links lead there. */
  #ensureFolder(folder: RelativePath): void {
    if (folder === '' || this.#checkedFolders.has(folder)) return;
    this.#ensureFolder(parentPath(folder));
    const path = this.#absolute(folder);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) this.#checkInside(realpathSync.native(path));
    else if (!stats?.isDirectory()) {
      if (stats) unlinkSync(path);
      mkdirSync(path);
    }
    this.#checkedFolders.add(folder);
  }

  #checkInside(real: string): void {
    const path = relative(this.#realRoot, real).split(sep).join('/');
    const problem = path === '' ? undefined : pathProblem(path);
    if (problem === undefined) return;
    const message = `A link on its way leads to ${real}, where a build of this workspace must not write. Remove the link.`;
    throw new Unrestorable({ type: 'io', message });
  }

  #absolute(path: RelativePath): string {
    return `${this.#root}/${path}`;
  }
}

/** Carries a failure out of the writing. */
class Unrestorable extends Error {
  readonly failure: BlobFailure;
  constructor(failure: BlobFailure) {
    super('message' in failure ? failure.message : failure.type);
    this.failure = failure;
  }
}

function linksLast(entries: readonly OutputEntry[]): readonly OutputEntry[] {
  return [
    ...entries.filter((entry) => entry.type !== 'symlink'),
    ...entries.filter((entry) => entry.type === 'symlink'),
  ];
}

/** A folder that stands where a file belongs goes; a file or link is replaced by the rename. */
function makeWay(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmSync(path, { recursive: true });
}

function temporaryName(path: string): string {
  const name = `.cachescope-${randomBytes(6).toString('hex')}${temporaryEnding}`;
  return `${path.slice(0, path.lastIndexOf('/') + 1)}${name}`;
}

/** Everything that can be refused by looking at the list alone: forms of paths, of links, two entries that cannot both be. */
function entriesProblem(entries: readonly OutputEntry[]): BlobOutcome {
  const leaves = new Set<string>();
  for (const entry of entries) {
    const problem =
      pathProblem(entry.path) ??
      (entry.type === 'symlink' ? linkProblem(entry.path, entry.target) : undefined);
    if (problem !== undefined) return refusal(entry, problem);
    if (leaves.has(entry.path)) return refusal(entry, 'it is listed twice');
    leaves.add(entry.path);
  }
  for (const entry of entries) {
    for (let above = parentPath(entry.path); above !== ''; above = parentPath(above))
      if (leaves.has(above))
        return refusal(
          entry,
          `it lies below ${above}, which is listed as a file, a link or an empty folder`,
        );
  }
  return undefined;
}

function refusal(entry: OutputEntry, problem: string): BlobOutcome {
  return {
    failure: { type: 'damaged', message: `${entry.path} is not restored: ${problem}.` },
    path: entry.path,
  };
}

function failureOf(error: unknown, path: RelativePath): BlobFailure {
  if (error instanceof Unrestorable) return error.failure;
  const code = codeOf(error);
  if (code === undefined) throw error;
  const advice = adviceOf[code] ?? 'Check the file and its folder.';
  return { type: 'io', message: `${path} could not be restored: ${detailOf(error)}. ${advice}` };
}

const adviceOf: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space.',
  EDQUOT: 'Your disk quota is used up: free some space.',
  EROFS: 'The disk is read-only.',
  EACCES: 'You may not write there: check the permissions of the folder.',
  EPERM: 'You may not write there: check the permissions of the folder.',
  ENAMETOOLONG: 'The path is too long for this disk.',
};

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
