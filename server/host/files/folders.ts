/**
 * The folders of the workspace and their entries, as they were last seen. Within an epoch a folder is listed once and a file is looked at
 * once; a folder whose own times did not change need not be listed again, and one that is as its saved row says is not even unpacked.
 */
import { type Dirent, readdirSync, realpathSync, type Stats } from 'node:fs';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import { isBelow, parentPath } from '../../engine/model/glob.ts';
import { UnreadableFile } from '../../engine/ports/files.ts';
import { type Entry, kindOf, newEntry } from './entry.ts';
import { encodeFolder, FoldedFolder, type FolderRowStore } from './foldedFolder.ts';
import { type FolderNode, newFolder, update } from './folderNode.ts';
import { isSettled, lstatOf } from './signature.ts';
import { explainFileError, isMissing } from './systemError.ts';
import type { Witnesses } from './witnesses.ts';

/** See the file's comment. Paths are workspace-relative; absolute ones name files outside, e.g. programs. */
export class Folders {
  readonly root: string;
  /** `root` with links followed. */
  readonly realRoot: string;
  readonly #rows: FolderRowStore;
  readonly #nodes = new Map<string, FolderNode>();
  /** Paths of which only was asked whether something is there. */
  readonly #asked = new Map<string, boolean>();
  #epoch = 0;

  /**
   * @param root absolute workspace root
   * @param rows keeps what is known of folders between processes
   */
  constructor(root: string, rows: FolderRowStore) {
    this.root = root;
    this.realRoot = realpathSync(root);
    this.#rows = rows;
  }

  /** Counts the states of the disk that were looked at. */
  get epoch(): number {
    return this.#epoch;
  }

  /** What was seen so far may have changed. */
  newEpoch(): void {
    this.#epoch++;
  }

  /** Forgets what is known of one path, so that it is looked at again within this epoch. */
  forget(path: RelativePath): void {
    for (let folder = path; folder !== ''; folder = parentPath(folder)) this.#forgetFolder(folder);
    this.#forgetFolder('' as RelativePath);
    if (this.#nodes.has(path)) this.#forgetBelow(path);
    const node = this.#nodes.get(parentPath(path));
    if (node) this.#unfold(node);
    const entry = node?.entries.get(nameOf(path));
    if (entry) {
      entry.checkedIn = -1;
      entry.digestedIn = -1;
    }
  }

  /** A folder that was moved, removed or replaced is told by its own name alone. */
  #forgetBelow(folder: RelativePath): void {
    for (const [path, node] of this.#nodes) {
      if (!isBelow(path as RelativePath, folder)) continue;
      this.#forgetFolder(path as RelativePath);
      for (const entry of node.entries.values()) {
        entry.checkedIn = -1;
        entry.digestedIn = -1;
      }
    }
  }

  #forgetFolder(folder: RelativePath): void {
    const node = this.#nodes.get(folder);
    if (!node) return;
    node.checkedIn = -1;
    node.listedIn = -1;
    node.comparedIn = -1;
  }

  /** The digest as it was last known, without looking. */
  knownDigest(path: RelativePath): FileDigest | undefined {
    const node = this.#nodes.get(parentPath(path));
    return node?.unfolded
      ? node.entries.get(nameOf(path))?.digest
      : node?.folded?.digestOf(nameOf(path));
  }

  /** A real folder inside the workspace: reached through no link, so that nothing outside is ever listed as ours. */
  isFolder(path: RelativePath): boolean {
    const node = this.node(path);
    if (node.checkedIn === this.#epoch) return node.real;
    node.checkedIn = this.#epoch;
    const stats = path === '' || this.isFolder(parentPath(path)) ? this.#stat(path) : undefined;
    node.real = stats?.isDirectory() === true;
    node.isAbsent = stats === undefined;
    if (stats) {
      node.mtimeMs = stats.mtimeMs;
      node.ctimeMs = stats.ctimeMs;
      node.inode = stats.ino;
    }
    return node.real;
  }

  /** Whether something is at a path; asks the names of the nearest known folder before the disk. */
  isThere(path: RelativePath): boolean {
    const parent = parentPath(path);
    if (path === '') return true;
    const folder = this.#nodes.get(parent);
    const known = folder && !folder.unfolded && this.isIntact(parent, folder);
    if (known) return folder.folded?.has(nameOf(path)) === true;
    if (parent !== '' && !this.isThere(parent)) return false;
    const isThere = this.#stat(path) !== undefined;
    this.#asked.set(path, isThere);
    return isThere;
  }

  /** Tells what was looked at since the first epoch began. */
  tellLooks(witnesses: Witnesses): void {
    if (this.#epoch !== 0) witnesses.refuse();
    for (const [path, isThere] of this.#asked) {
      if (isThere) witnesses.there(this.absolute(path));
      else witnesses.absent(this.absolute(path));
    }
    for (const [folder, node] of this.#nodes) this.#tellLooksAt(folder, node, witnesses);
  }

  #tellLooksAt(folder: string, node: FolderNode, witnesses: Witnesses): void {
    const absolute = this.absolute(folder);
    if (node.checkedIn === 0) {
      if (node.real) witnesses.folder(absolute, node);
      else if (node.isAbsent) witnesses.absent(absolute);
      else witnesses.refuse();
    }
    const prefix = folder === '' ? `${this.root}/` : `${absolute}/`;
    if (node.comparedIn === 0 && node.intact) node.folded?.tellDigested(prefix, witnesses);
    for (const [name, entry] of node.entries) {
      if (entry.checkedIn !== 0) continue;
      if (!entry.there) witnesses.absent(prefix + name);
      else if (entry.kind === 'file') witnesses.entry(prefix + name, entry);
      else if (entry.kind !== 'folder') witnesses.refuse();
    }
  }

  /** A workspace path as an absolute one; absolute paths stay as they are. */
  absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.root}/${path}`;
  }

  /** A row that holds text. */
  savedText(row: string): string | undefined {
    const payload = this.#rows.row(row)?.payload;
    return payload === undefined
      ? undefined
      : Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
  }

  /** What is known of a folder. */
  node(folder: string): FolderNode {
    let node = this.#nodes.get(folder);
    if (node === undefined) {
      const saved = this.#rows.row(folder);
      const folded = saved && FoldedFolder.of(saved.payload);
      node = newFolder(folded && { folded, sum: saved.sum });
      this.#nodes.set(folder, node);
    }
    return node;
  }

  #unfold(node: FolderNode): void {
    if (node.unfolded) return;
    node.unfolded = true;
    node.folded?.unfold(node.entries);
  }

  /** Whether the disk is as the saved row says: the folder's names, and each file of which the digest is known. */
  isIntact(folder: RelativePath, node: FolderNode): boolean {
    if (node.comparedIn === this.#epoch) return node.intact && node.version === 0;
    const { folded } = node;
    if (folded === undefined || node.version !== 0 || folder.startsWith('/')) return false;
    node.comparedIn = this.#epoch;
    node.intact =
      this.isFolder(folder) &&
      isListed(node) &&
      folded.isIntact(folder === '' ? `${this.root}/` : `${this.root}/${folder}/`);
    return node.intact;
  }

  /** The folder with all its names as they are in this epoch. What was known of an entry stays until it is checked. */
  list(folder: RelativePath): FolderNode {
    const node = this.node(folder);
    if (node.listedIn === this.#epoch) return node;
    const real = this.isFolder(folder);
    node.listedIn = this.#epoch;
    this.#unfold(node);
    if (!real) node.entries.clear();
    else if (!isListed(node)) this.#readNames(folder, node);
    return node;
  }

  /**
   * Reads the names anew.
   * Only correct if the folder's own times were taken before: a name that comes after them makes them differ the next time. Times that
   * are too recent prove nothing, so then the names are read again in the next epoch.
   */
  #readNames(folder: RelativePath, node: FolderNode): void {
    const takenAt = Date.now();
    node.version++;
    const before = new Map(node.entries);
    node.entries.clear();
    for (const dirent of this.#read(folder) ?? []) {
      const old = before.get(dirent.name);
      const kind = kindOf(dirent);
      node.entries.set(dirent.name, old?.kind === kind ? old : newEntry(kind));
    }
    const { mtimeMs, ctimeMs, inode } = node;
    const settled = isSettled(ctimeMs, takenAt);
    if (settled || node.listing) node.changed = true;
    node.listing = settled ? { mtimeMs, ctimeMs, inode } : undefined;
  }

  #read(folder: RelativePath): readonly Dirent[] | undefined {
    try {
      return readdirSync(this.absolute(folder), { withFileTypes: true });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(
        folder,
        explainFileError(error, 'list', folder || 'the workspace root'),
      );
    }
  }

  /** The entry of one path, without listing its folder. */
  single(path: string): { entry: Entry; node: FolderNode } {
    const node = this.node(parentPath(path));
    this.#unfold(node);
    const name = nameOf(path);
    let entry = node.entries.get(name);
    if (entry === undefined) {
      entry = newEntry('other');
      entry.there = false;
      // A folder listed in this epoch knows that the name is absent; the next listing forgets names that were asked for singly.
      if (node.listedIn === this.#epoch) entry.checkedIn = this.#epoch;
      else node.entries.set(name, entry);
    }
    return { entry, node };
  }

  /** Looks at the entry once per epoch. False: nothing is there. */
  check(path: string, entry: Entry, node: FolderNode): boolean {
    if (entry.checkedIn === this.#epoch) return entry.there;
    const stats = this.#stat(path);
    entry.checkedIn = this.#epoch;
    if (stats) update(entry, node, stats);
    else if (entry.there) {
      entry.there = false;
      node.version++;
    }
    return entry.there;
  }

  #stat(path: string): Stats | undefined {
    try {
      return lstatOf(this.absolute(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path as RelativePath, explainFileError(error, 'look at', path));
    }
  }

  /** Whether the folder is the one whose row had this sum; '' stands for no such folder. */
  isAsSaved(folder: RelativePath, sum: string): boolean {
    if (sum === '') return !this.isFolder(folder);
    const node = this.node(folder);
    return node.sum === sum && this.isIntact(folder, node);
  }

  /** The sum of the folder's row as the next process will read it; undefined where its row does not say all. */
  savedSum(folder: RelativePath): string | undefined {
    if (!this.isFolder(folder)) return '';
    const node = this.node(folder);
    return node.listing === undefined || node.changed ? undefined : node.sum;
  }

  /** The rows of the folders that changed. From here on a folder is what its new row says, as for the next process. */
  takeChangedRows(): Map<string, Uint8Array> {
    const rows = new Map<string, Uint8Array>();
    for (const [folder, node] of this.#nodes) {
      if (!node.changed) continue;
      const row = encodeFolder(node);
      node.changed = false;
      node.sum = this.#rows.sumOf(row);
      rows.set(folder, row);
    }
    return rows;
  }

  saveRows(rows: ReadonlyMap<string, Uint8Array>): void {
    if (rows.size > 0) this.#rows.save(rows);
  }
}

/** Whether the names known are still all there are: the folder's own times are those of the listing. */
function isListed({ listing, mtimeMs, ctimeMs, inode }: FolderNode): boolean {
  return (
    listing !== undefined &&
    listing.mtimeMs === mtimeMs &&
    listing.ctimeMs === ctimeMs &&
    listing.inode === inode
  );
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
