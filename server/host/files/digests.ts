/**
 * Digests of files. A file is read only when its signature is not the one its digest belongs to, or when that signature proves nothing
 * because the file had just changed.
 */
import { readlinkSync, realpathSync } from 'node:fs';
import type { FilePatterns } from '../../engine/model/action.ts';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import { isBelow, parentPath } from '../../engine/model/glob.ts';
import type { FileState } from '../../engine/model/trace.ts';
import { UnreadableFile } from '../../engine/ports/files.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import type { Entry } from './entry.ts';
import { type HashedFile, hashFile } from './fileHash.ts';
import type { FolderNode } from './folderNode.ts';
import { type Folders, nameOf } from './folders.ts';
import { isSettled, type Signature } from './signature.ts';
import { explainFileError, isMissing } from './systemError.ts';

/** See the file's comment. */
export class Digests {
  readonly #folders: Folders;
  readonly #hasher: Hasher;
  readonly #filesBelow: (patterns: FilePatterns) => readonly FileState[];
  /** Folders behind links that are being digested. */
  readonly #links = new Set<string>();

  /** @param filesBelow lists the files behind a link to a folder */
  constructor(
    folders: Folders,
    hasher: Hasher,
    filesBelow: (patterns: FilePatterns) => readonly FileState[],
  ) {
    this.#folders = folders;
    this.#hasher = hasher;
    this.#filesBelow = filesBelow;
  }

  /**
   * Digest of what is at `path`; undefined where nothing is, or a folder, pipe or device.
   * @throws UnreadableFile
   */
  digest(path: RelativePath): FileDigest | undefined {
    const parent = parentPath(path);
    if (
      !path.startsWith('/') &&
      !this.#folders.isFolder(parent) &&
      !this.#insideThroughLink(parent)
    )
      return undefined;
    const folder = this.#folders.node(parent);
    const known =
      !folder.unfolded && this.#folders.isIntact(parent, folder)
        ? folder.folded?.digestOf(nameOf(path))
        : undefined;
    if (known !== undefined) return known;
    const { entry, node } = this.#folders.single(path);
    return this.#folders.check(path, entry, node) ? this.digestOf(path, entry, node) : undefined;
  }

  /** Reading through a link is fine as long as it ends inside the workspace. */
  #insideThroughLink(folder: RelativePath): boolean {
    try {
      const real = realpathSync(this.#folders.absolute(folder));
      return real === this.#folders.realRoot || real.startsWith(`${this.#folders.realRoot}/`);
    } catch (error) {
      if (isMissing(error)) return false;
      throw new UnreadableFile(folder, explainFileError(error, 'look at', folder));
    }
  }

  /** Digest of an entry met in a walk; undefined where it is gone by now. */
  digestOf(path: RelativePath, entry: Entry, node: FolderNode): FileDigest | undefined {
    if (!this.#folders.check(path, entry, node)) return this.#vanished(path, entry);
    if (entry.kind === 'link') return this.#linkDigest(path);
    if (entry.kind !== 'file') return undefined;
    return this.#isDigested(entry) ? entry.digest : this.#hash(path, entry, node);
  }

  /** Whether the digest holds in this epoch: it belongs to the signature, and that signature proves something. */
  #isDigested(entry: Entry): boolean {
    return (
      entry.digest !== undefined && (entry.settled || entry.digestedIn === this.#folders.epoch)
    );
  }

  /** Whether asking for the digest would not read the file. */
  isKnown(path: RelativePath, entry: Entry, node: FolderNode): boolean {
    return (
      !this.#folders.check(path, entry, node) || entry.kind !== 'file' || this.#isDigested(entry)
    );
  }

  /** A listed name that cannot be found has bytes that UTF-8 cannot say, or was just deleted. */
  #vanished(path: RelativePath, entry: Entry): undefined {
    if (path.includes('\uFFFD') && entry.kind !== 'other') {
      throw new UnreadableFile(
        path,
        `The name of ${JSON.stringify(path)} is not valid UTF-8, so it cannot be tracked. Rename it, or exclude it from the inputs and outputs.`,
      );
    }
    return undefined;
  }

  #hash(path: RelativePath, entry: Entry, node: FolderNode): FileDigest | undefined {
    const takenAt = Date.now();
    const hashed = this.#tryHash(path);
    if (hashed === undefined) return undefined;
    this.adopt(entry, node, { ...hashed, takenAt });
    return hashed.digest;
  }

  /**
   * Takes over a digest, from here or from a worker.
   * Only correct if `takenAt` is before the file was read: a file that changed within the racy window before it is not settled, since
   * a second change in the same tick would leave the same signature.
   */
  adopt(entry: Entry, node: FolderNode, hashed: HashedFile & { readonly takenAt: number }): void {
    node.version++;
    Object.assign(entry, hashed.signature satisfies Signature);
    entry.digest = hashed.digest;
    entry.settled = isSettled(entry.ctimeMs, hashed.takenAt);
    entry.digestedIn = this.#folders.epoch;
    if (entry.settled) node.changed = true;
  }

  #tryHash(path: RelativePath): ReturnType<typeof hashFile> {
    try {
      const hashed = hashFile(this.#folders.absolute(path));
      if (hashed) return hashed;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path, explainFileError(error, 'read', path));
    }
    throw new UnreadableFile(
      path,
      `${path} kept changing while it was read. Stop what writes it and run again.`,
    );
  }

  /** A link counts by its text and by what it leads to inside the workspace. */
  #linkDigest(path: RelativePath): FileDigest | undefined {
    const text = this.linkTarget(path);
    if (text === undefined) return undefined;
    return this.#digestText(`${text}\0${this.#behindLink(path)}`, '+link');
  }

  /** The digest of a link among outputs: its text alone, since what it leads to is not the link's content. */
  outputLinkDigest(target: string): FileDigest {
    return this.#digestText(target, '+link');
  }

  #digestText(text: string, suffix: string): FileDigest {
    return `${this.#hasher.digest(text)}${suffix}` as FileDigest;
  }

  /** The text of a link; undefined where it is gone. */
  linkTarget(path: RelativePath): string | undefined {
    try {
      return readlinkSync(this.#folders.absolute(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path, explainFileError(error, 'read', path));
    }
  }

  #behindLink(path: RelativePath): string {
    const real = this.#realPath(path);
    if (real === undefined) return '';
    if (!real.startsWith(`${this.#folders.realRoot}/`)) return 'outside';
    const target = real.slice(this.#folders.realRoot.length + 1) as RelativePath;
    if (!this.#folders.isFolder(target)) return this.digest(target) ?? '';
    return isBelow(path, target) ? 'above' : this.#folderDigest(target);
  }

  #realPath(path: RelativePath): string | undefined {
    try {
      return realpathSync(this.#folders.absolute(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path, explainFileError(error, 'follow', path));
    }
  }

  /** All files below a folder that a link leads to. Links that lead to each other end here. */
  #folderDigest(folder: RelativePath): string {
    if (this.#links.has(folder)) return 'loop';
    this.#links.add(folder);
    try {
      const patterns = {
        base: folder,
        include: ['**'],
        exclude: [],
        ignoreGitIgnored: false,
        boundaries: [],
      };
      return JSON.stringify(this.#filesBelow(patterns));
    } finally {
      this.#links.delete(folder);
    }
  }

  /** Whether the file changed at or after this moment. */
  changedSince(path: RelativePath, sinceEpochMs: number): boolean {
    const { entry, node } = this.#folders.single(path);
    return this.#folders.check(path, entry, node) && entry.ctimeMs >= sinceEpochMs;
  }
}
