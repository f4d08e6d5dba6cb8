/**
 * The table of the workspace's files: what is where, with digests, checked against the disk once per epoch.
 *
 * An epoch ends whenever something may have written files: a command ended, a restore, a new build. Within an epoch a folder is listed
 * once, a file is looked at once, and it is read only when its signature is not the one its digest belongs to.
 */
import { readdirSync, readlinkSync, realpathSync, type Dirent, type Stats } from 'node:fs';
import type { FilePatterns } from '../../engine/model/action.ts';
import { as, type ByteCount, type FileDigest, type RelativePath } from '../../engine/model/brand.ts';
import { compilePatterns, isBelow, joinPath, parentPath } from '../../engine/model/glob.ts';
import type { FileState } from '../../engine/model/trace.ts';
import { UnreadableFile, type OutputState } from '../../engine/ports/files.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { hashFile, type HashedFile } from './fileHash.ts';
import { isExecutable, kindOf, newEntry, update, type Entry, type FolderNode } from './folderNode.ts';
import { decodeFolder, encodeFolder, type FolderRowStore } from './folderRow.ts';
import { GitView } from './gitView.ts';
import { isSettled, lstatOf, type Signature } from './signature.ts';
import { explainFileError, isMissing } from './systemError.ts';

/** Names that never hold inputs or outputs. */
const neverEntered = new Set(['.git', '.cachescope']);
/** The grain of file times: the kernel's coarse clock may lag by one tick. */
const clockGrainMs = 20;

/** Row under which git's answer is kept. */
const gitRow = '\0git';

/** Visits one entry of a walk; folders only when they are empty. */
type Visitor = (path: RelativePath, entry: Entry, folder: FolderNode) => void;

/** See the file's comment. Paths are workspace-relative; absolute ones name files outside, e.g. programs. */
export class FileTable {
  readonly root: string;
  readonly #realRoot: string;
  readonly #rows: FolderRowStore;
  readonly #hasher: Hasher;
  readonly #git: GitView;
  readonly #folders = new Map<string, FolderNode>();
  readonly #links = new Set<string>();
  /** What was saved: decoded folder by folder when one is needed. */
  #saved: ReadonlyMap<string, string | Uint8Array> | undefined;
  #gitText: string | undefined;
  #epoch = 0;

  /**
   * @param root absolute workspace root
   * @param rows keeps what is known of files between processes
   */
  constructor(root: string, rows: FolderRowStore, hasher: Hasher) {
    this.root = root;
    this.#realRoot = realpathSync(root);
    this.#rows = rows;
    this.#hasher = hasher;
    this.#git = new GitView(root, {
      load: () => Buffer.from(this.#savedRows().get(gitRow) ?? '').toString('utf8'),
      save: (text) => {
        this.#gitText = text;
      },
    });
  }

  /** Counts the states of the disk that were looked at. */
  get epoch(): number {
    return this.#epoch;
  }

  newEpoch(): void {
    this.#epoch++;
    this.#git.newEpoch();
  }

  /** Forgets what is known of one path, so that it is looked at again within this epoch. */
  forget(path: RelativePath): void {
    for (let folder = path; folder !== ''; folder = parentPath(folder)) this.#forgetFolder(folder);
    this.#forgetFolder('' as RelativePath);
    const entry = this.#folders.get(parentPath(path))?.entries.get(nameOf(path));
    if (entry) {
      entry.checkedIn = -1;
      entry.digestedIn = -1;
    }
  }

  #forgetFolder(folder: RelativePath): void {
    const node = this.#folders.get(folder);
    if (!node) return;
    node.checkedIn = -1;
    node.listedIn = -1;
  }

  /** The digest as it was last known, without looking. */
  knownDigest(path: RelativePath): FileDigest | undefined {
    return this.#folders.get(parentPath(path))?.entries.get(nameOf(path))?.digest;
  }

  /**
   * Calls back for each file and link that matches, in the order of the disk.
   * @param emptyFolders also calls back for folders without entries
   */
  walk(patterns: FilePatterns, visit: Visitor, emptyFolders = false): void {
    const { matches, roots, wantsNodeModules } = compilePatterns(patterns);
    const boundaries = patterns.boundaries.length === 0 ? undefined : new Set<string>(patterns.boundaries);
    const enter = (folder: RelativePath): void => {
      const node = this.#list(folder);
      if (emptyFolders && node.real && node.entries.size === 0 && matches(folder)) visit(folder, newEntry('folder'), node);
      for (const [name, entry] of node.entries) {
        if (neverEntered.has(name) || (name === 'node_modules' && !wantsNodeModules)) continue;
        const path = (folder === '' ? name : `${folder}/${name}`) as RelativePath;
        const isFolder = entry.kind === 'folder';
        if (isFolder ? boundaries?.has(path) : !matches(path) || entry.kind === 'other') continue;
        if (patterns.ignoreGitIgnored && this.#git.ignores(path, isFolder)) continue;
        if (isFolder) enter(path);
        else visit(path, entry, node);
      }
    };
    for (const root of roots) this.#enterRoot(root, enter, patterns, matches, visit);
  }

  /** Starts a walk at a root that may be a folder, a file, absent, ignored, or reached through a link. */
  #enterRoot(
    root: RelativePath,
    enter: (folder: RelativePath) => void,
    patterns: FilePatterns,
    matches: (path: string) => boolean,
    visit: Visitor,
  ): void {
    if (patterns.ignoreGitIgnored && this.#ignoredFromAbove(root)) return;
    if (this.#isFolder(root)) return enter(root);
    if (!matches(root) || root === '' || !this.#isFolder(parentPath(root))) return;
    const { entry, node } = this.#single(root);
    if (this.#check(root, entry) && entry.kind !== 'other') visit(root, entry, node);
  }

  /** Rules of the folders above apply to everything below: walks down from the top, reading each folder's rules on the way. */
  #ignoredFromAbove(path: RelativePath): boolean {
    const segments = path === '' ? [] : path.split('/');
    let at = '' as RelativePath;
    if (!this.#noteRules(at)) return false;
    for (const segment of segments) {
      at = joinPath(at, segment) ?? at;
      const isFolder = this.#isFolder(at);
      if (this.#git.ignores(at, isFolder)) return true;
      if (isFolder) this.#noteRules(at);
    }
    return false;
  }

  #noteRules(folder: RelativePath): boolean {
    this.#list(folder);
    return true;
  }

  /** A real folder inside the workspace: reached through no link, so that nothing outside is ever listed as ours. */
  #isFolder(path: RelativePath): boolean {
    const node = this.#node(path);
    if (node.checkedIn === this.#epoch) return node.real;
    node.checkedIn = this.#epoch;
    const stats = path === '' || this.#isFolder(parentPath(path)) ? this.#stat(path) : undefined;
    node.real = stats?.isDirectory() === true;
    if (stats) {
      node.mtimeMs = stats.mtimeMs;
      node.ctimeMs = stats.ctimeMs;
      node.inode = stats.ino;
    }
    return node.real;
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.root}/${path}`;
  }

  #savedRows(): ReadonlyMap<string, string | Uint8Array> {
    this.#saved ??= this.#rows.loadAll();
    return this.#saved;
  }

  #node(folder: string): FolderNode {
    let node = this.#folders.get(folder);
    if (node === undefined) {
      node = decodeFolder(this.#savedRows().get(folder));
      this.#folders.set(folder, node);
    }
    return node;
  }

  /** The folder with all its names as they are in this epoch. What was known of an entry stays until it is checked. */
  #list(folder: RelativePath): FolderNode {
    const node = this.#node(folder);
    if (node.listedIn === this.#epoch) return node;
    const real = this.#isFolder(folder);
    node.listedIn = this.#epoch;
    if (!real) node.entries.clear();
    else if (!isListed(node)) this.#readNames(folder, node);
    this.#noteIgnoreFile(folder, node);
    return node;
  }

  /**
   * Reads the names anew.
   * Only correct if the folder's own times were taken before: a name that comes after them makes them differ the next time. Times that
   * are too recent prove nothing, so then the names are read again in the next epoch.
   */
  #readNames(folder: RelativePath, node: FolderNode): void {
    const takenAt = Date.now();
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

  #noteIgnoreFile(folder: RelativePath, node: FolderNode): void {
    const entry = node.entries.get('.gitignore');
    if (entry === undefined && node.ignoreDigest === undefined) return;
    const path = (folder === '' ? '.gitignore' : `${folder}/.gitignore`) as RelativePath;
    const digest = entry && this.digestOf(path, entry, node);
    if (digest === node.ignoreDigest) return;
    node.ignoreDigest = digest;
    this.#git.noteFolder(folder, digest !== undefined);
  }

  #read(folder: RelativePath): readonly Dirent[] | undefined {
    try {
      return readdirSync(this.#absolute(folder), { withFileTypes: true });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(folder, explainFileError(error, 'list', folder || 'the workspace root'));
    }
  }

  /** The entry of one path, without listing its folder. */
  #single(path: string): { entry: Entry; node: FolderNode } {
    const node = this.#node(parentPath(path));
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
  #check(path: string, entry: Entry): boolean {
    if (entry.checkedIn === this.#epoch) return entry.there;
    const stats = this.#stat(path);
    entry.checkedIn = this.#epoch;
    if (stats) update(entry, stats);
    else entry.there = false;
    return entry.there;
  }

  #stat(path: string): Stats | undefined {
    try {
      return lstatOf(this.#absolute(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path as RelativePath, explainFileError(error, 'look at', path));
    }
  }

  /**
   * Digest of what is at `path`; undefined where nothing is, or a folder, pipe or device.
   * @throws UnreadableFile
   */
  digest(path: RelativePath): FileDigest | undefined {
    const parent = parentPath(path);
    if (!path.startsWith('/') && !this.#isFolder(parent) && !this.#insideThroughLink(parent)) return undefined;
    const { entry, node } = this.#single(path);
    return this.#check(path, entry) ? this.digestOf(path, entry, node) : undefined;
  }

  /** Reading through a link is fine as long as it ends inside the workspace. */
  #insideThroughLink(folder: RelativePath): boolean {
    try {
      const real = realpathSync(this.#absolute(folder));
      return real === this.#realRoot || real.startsWith(`${this.#realRoot}/`);
    } catch (error) {
      if (isMissing(error)) return false;
      throw new UnreadableFile(folder, explainFileError(error, 'look at', folder));
    }
  }

  /** Digest of an entry met in a walk; undefined where it is gone by now. */
  digestOf(path: RelativePath, entry: Entry, node: FolderNode): FileDigest | undefined {
    if (!this.#check(path, entry)) return this.#vanished(path, entry);
    if (entry.kind === 'link') return this.#linkDigest(path);
    if (entry.kind !== 'file') return undefined;
    return this.#isDigested(entry) ? entry.digest : this.#hash(path, entry, node);
  }

  /** Whether the digest holds in this epoch: it belongs to the signature, and that signature proves something. */
  #isDigested(entry: Entry): boolean {
    return entry.digest !== undefined && (entry.settled || entry.digestedIn === this.#epoch);
  }

  /** Whether asking for the digest would not read the file. */
  isKnown(path: RelativePath, entry: Entry): boolean {
    return !this.#check(path, entry) || entry.kind !== 'file' || this.#isDigested(entry);
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
    Object.assign(entry, hashed.signature satisfies Signature);
    entry.digest = hashed.digest;
    entry.settled = isSettled(entry.ctimeMs, hashed.takenAt);
    entry.digestedIn = this.#epoch;
    if (entry.settled) node.changed = true;
  }

  #tryHash(path: RelativePath): ReturnType<typeof hashFile> {
    try {
      const hashed = hashFile(this.#absolute(path));
      if (hashed) return hashed;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path, explainFileError(error, 'read', path));
    }
    throw new UnreadableFile(path, `${path} kept changing while it was read. Stop what writes it and run again.`);
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
      return readlinkSync(this.#absolute(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UnreadableFile(path, explainFileError(error, 'read', path));
    }
  }

  #behindLink(path: RelativePath): string {
    const real = this.#realPath(path);
    if (real === undefined) return '';
    if (!real.startsWith(`${this.#realRoot}/`)) return 'outside';
    const target = real.slice(this.#realRoot.length + 1) as RelativePath;
    if (!this.#isFolder(target)) return this.digest(target) ?? '';
    return isBelow(path, target) ? 'above' : this.#folderDigest(target);
  }

  #realPath(path: RelativePath): string | undefined {
    try {
      return realpathSync(this.#absolute(path));
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
      const patterns = { base: folder, include: ['**'], exclude: [], ignoreGitIgnored: false, boundaries: [] };
      return JSON.stringify(this.inputs(patterns));
    } finally {
      this.#links.delete(folder);
    }
  }

  /** The files that match, sorted, with digests. */
  inputs(patterns: FilePatterns): readonly FileState[] {
    const result: FileState[] = [];
    this.walk(patterns, (path, entry, node) => {
      const digest = this.digestOf(path, entry, node);
      if (digest !== undefined) result.push([path, digest]);
    });
    return result.sort(byPath);
  }

  /** The entries that match, sorted: files, links, empty folders. */
  outputs(patterns: FilePatterns): readonly OutputState[] {
    const result: OutputState[] = [];
    this.walk(patterns, (path, entry, node) => result.push(...this.#outputState(path, entry, node)), true);
    return result.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #outputState(path: RelativePath, entry: Entry, node: FolderNode): OutputState[] {
    const size = (bytes: number): ByteCount => as<ByteCount>(bytes);
    if (entry.kind === 'folder') {
      return [{ path, type: 'directory', digest: 'directory' as FileDigest, size: size(0), executable: false }];
    }
    if (entry.kind === 'link') {
      const target = this.linkTarget(path);
      if (target === undefined) return [];
      return [{ path, type: 'symlink', digest: this.outputLinkDigest(target), size: size(0), executable: false, target }];
    }
    const digest = this.digestOf(path, entry, node);
    if (digest === undefined) return [];
    return [{ path, type: 'file', digest, size: size(entry.size), executable: isExecutable(entry) }];
  }

  /** Whether the file changed at or after this moment, allowing for the grain of file times. */
  changedSince(path: RelativePath, sinceEpochMs: number): boolean {
    const { entry } = this.#single(path);
    return this.#check(path, entry) && entry.ctimeMs >= sinceEpochMs - clockGrainMs;
  }

  /** Saves what was learned. */
  save(): void {
    const rows = new Map<string, Uint8Array>();
    for (const [folder, node] of this.#folders) {
      if (!node.changed) continue;
      node.changed = false;
      rows.set(folder, encodeFolder(node));
    }
    if (this.#gitText !== undefined) rows.set(gitRow, Buffer.from(this.#gitText));
    this.#gitText = undefined;
    if (rows.size > 0) this.#rows.save(rows);
  }
}

/** Whether the names known are still all there are: the folder's own times are those of the listing. */
function isListed({ listing, mtimeMs, ctimeMs, inode }: FolderNode): boolean {
  return listing !== undefined && listing.mtimeMs === mtimeMs && listing.ctimeMs === ctimeMs && listing.inode === inode;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function byPath(a: FileState, b: FileState): number {
  return a[0] < b[0] ? -1 : 1;
}
