/**
 * The table of the workspace's files: what is where, with digests, checked against the disk once per epoch.
 *
 * An epoch ends whenever something may have written files: a command ended, a restore, a new build. Within an epoch a folder is listed
 * once, a file is looked at once, and it is read only when its signature is not the one its digest belongs to.
 */
import { lstatSync, readdirSync, readlinkSync, realpathSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { FilePatterns } from '../../engine/model/action.ts';
import { as, type ByteCount, type FileDigest, type RelativePath } from '../../engine/model/brand.ts';
import { compilePatterns, isBelow, joinPath, parentPath } from '../../engine/model/glob.ts';
import type { FileState } from '../../engine/model/trace.ts';
import { UnreadableFile, type OutputState } from '../../engine/ports/files.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { formatDigestRows, parseDigestRows, type DigestRowStore } from './digestRows.ts';
import { hashFile } from './fileHash.ts';
import { newEntry, newFolder, type Entry, type EntryKind, type FolderNode } from './folderNode.ts';
import { GitView } from './gitView.ts';
import { isSettled, statSignature } from './signature.ts';
import { explainFileError, isMissing } from './systemError.ts';

/** Names that never hold inputs or outputs. */
const neverEntered = new Set(['.git', '.cachescope']);
/** The grain of file times: the kernel's coarse clock may lag by one tick. */
const clockGrainMs = 20;

/** Visits one entry of a walk; folders only when they are empty. */
type Visitor = (path: RelativePath, entry: Entry, folder: FolderNode) => void;

/** See the file's comment. Paths are workspace-relative; absolute ones name files outside, e.g. programs. */
export class FileTable {
  readonly root: string;
  readonly #realRoot: string;
  readonly #rows: DigestRowStore;
  readonly #hasher: Hasher;
  readonly #git: GitView;
  readonly #folders = new Map<string, FolderNode>();
  /** Folders known in this epoch to be real folders inside the workspace. */
  #safe = new Map<string, boolean>();
  #links = new Set<string>();
  #epoch = 0;

  /**
   * @param root absolute workspace root
   * @param rows keeps digests between processes
   */
  constructor(root: string, rows: DigestRowStore, hasher: Hasher) {
    this.root = root;
    this.#realRoot = realpathSync(root);
    this.#rows = rows;
    this.#hasher = hasher;
    this.#git = new GitView(root, rows);
  }

  /** Counts the states of the disk that were looked at. */
  get epoch(): number {
    return this.#epoch;
  }

  newEpoch(): void {
    this.#epoch++;
    this.#safe = new Map();
    this.#git.newEpoch();
  }

  /** Forgets what is known of one path, so that it is looked at again within this epoch. */
  forget(path: RelativePath): void {
    const parent = this.#folders.get(parentPath(path));
    const name = path.slice(path.lastIndexOf('/') + 1);
    const entry = parent?.entries.get(name);
    if (entry) {
      entry.checkedIn = -1;
      entry.digestedIn = -1;
    }
    if (parent) parent.listedIn = -1;
    const folder = this.#folders.get(path);
    if (folder) folder.listedIn = -1;
    this.#safe = new Map();
  }

  /** The digest as it was last known, without looking. */
  knownDigest(path: RelativePath): FileDigest | undefined {
    return this.#folders.get(parentPath(path))?.entries.get(path.slice(path.lastIndexOf('/') + 1))?.digest;
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
      if (emptyFolders && node.exists && node.entries.size === 0 && matches(folder)) visit(folder, newEntry('folder'), node);
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
    let known = this.#safe.get(path);
    if (known === undefined) {
      const stats = path === '' ? undefined : lstatSync(this.#absolute(path), { throwIfNoEntry: false });
      known = path === '' || (stats?.isDirectory() === true && this.#isFolder(parentPath(path)));
      this.#safe.set(path, known);
    }
    return known;
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : join(this.root, path);
  }

  #node(folder: string): FolderNode {
    let node = this.#folders.get(folder);
    if (node === undefined) {
      node = newFolder();
      this.#folders.set(folder, node);
    }
    return node;
  }

  /** The folder's entries as they are in this epoch. What was known of an entry stays until it is checked. */
  #list(folder: RelativePath): FolderNode {
    const node = this.#node(folder);
    if (node.listedIn === this.#epoch) return node;
    const before = node.entries;
    const found = this.#read(folder);
    const entries = new Map<string, Entry>();
    for (const dirent of found ?? []) {
      const kind = kindOf(dirent);
      const old = before.get(dirent.name);
      entries.set(dirent.name, old?.kind === kind ? old : newEntry(kind));
    }
    node.entries = entries;
    node.exists = found !== undefined;
    node.listedIn = this.#epoch;
    this.#git.noteFolder(folder, entries.has('.gitignore'));
    return node;
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
    const name = path.slice(path.lastIndexOf('/') + 1);
    let entry = node.entries.get(name);
    if (entry === undefined) {
      entry = newEntry('other');
      // A folder listed in this epoch knows that the name is absent; the next listing forgets names that were asked for singly.
      if (node.listedIn === this.#epoch) entry.checkedIn = this.#epoch;
      else node.entries.set(name, entry);
    }
    return { entry, node };
  }

  /** Looks at the entry once per epoch. False: nothing is there. */
  #check(path: string, entry: Entry): boolean {
    if (entry.checkedIn === this.#epoch) return entry.signature !== undefined;
    const stats = this.#stat(path);
    entry.checkedIn = this.#epoch;
    if (stats === undefined) {
      entry.signature = undefined;
      return false;
    }
    entry.kind = kindOf(stats);
    entry.signature = statSignature(stats);
    entry.ctimeMs = Number(stats.ctimeMs);
    entry.sizeBytes = Number(stats.size);
    entry.executable = (Number(stats.mode) & 0o100) !== 0;
    return true;
  }

  #stat(path: string): ReturnType<typeof statOf> {
    try {
      return statOf(this.#absolute(path));
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
    if (entry.kind === 'link') return this.#linkDigest(path, entry);
    if (entry.kind !== 'file') return undefined;
    if (entry.digest !== undefined && entry.digestSignature === entry.signature) {
      if (entry.settled || entry.digestedIn === this.#epoch) return entry.digest;
    } else if (this.#fromRow(path, entry, node)) return entry.digest;
    return this.#hash(path, entry, node);
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

  #fromRow(path: RelativePath, entry: Entry, node: FolderNode): boolean {
    const row = this.rowsOf(parentPath(path), node).get(path.slice(path.lastIndexOf('/') + 1));
    if (row === undefined || row.signature !== entry.signature) return false;
    this.#keep(entry, row, true);
    return true;
  }

  /** Whether asking for the digest would not read the file. */
  isKnown(path: RelativePath, entry: Entry, node: FolderNode): boolean {
    if (!this.#check(path, entry) || entry.kind !== 'file') return true;
    const current = entry.digest !== undefined && entry.digestSignature === entry.signature;
    return current ? entry.settled || entry.digestedIn === this.#epoch : this.#fromRow(path, entry, node);
  }

  /** Saved rows of a folder. */
  rowsOf(folder: string, node: FolderNode): Map<string, { readonly signature: string; readonly digest: FileDigest }> {
    node.rows ??= parseDigestRows(this.#rows.load(folder));
    return node.rows;
  }

  #keep(entry: Entry, found: { signature: string; digest: FileDigest }, settled: boolean): void {
    entry.digest = found.digest;
    entry.digestSignature = found.signature;
    entry.settled = settled;
    entry.digestedIn = this.#epoch;
  }

  #hash(path: RelativePath, entry: Entry, node: FolderNode): FileDigest | undefined {
    const takenAt = Date.now();
    const hashed = this.#tryHash(path);
    if (hashed === undefined) return undefined;
    this.adopt(path, entry, node, { ...hashed, takenAt });
    return hashed.digest;
  }

  /**
   * Takes over a digest, from here or from a worker.
   * Only correct if `takenAt` is before the file was read: a file that changed within the racy window before it is not saved, since a
   * second change in the same tick would leave the same signature.
   */
  adopt(
    path: RelativePath,
    entry: Entry,
    node: FolderNode,
    hashed: { signature: string; ctimeMs: number; digest: FileDigest; takenAt: number },
  ): void {
    const settled = isSettled(hashed.ctimeMs, hashed.takenAt);
    entry.signature = hashed.signature;
    entry.ctimeMs = hashed.ctimeMs;
    this.#keep(entry, hashed, settled);
    const rows = this.rowsOf(parentPath(path), node);
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (settled) rows.set(name, { signature: hashed.signature, digest: hashed.digest });
    else if (!rows.delete(name)) return;
    node.changed = true;
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
  #linkDigest(path: RelativePath, entry: Entry): FileDigest | undefined {
    const text = this.linkTarget(path);
    if (text === undefined) return undefined;
    const digest = this.#digestText(`${text}\0${this.#behindLink(path)}`, '+link');
    this.#keep(entry, { signature: entry.signature ?? '', digest }, false);
    return digest;
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
    return [{ path, type: 'file', digest, size: size(entry.sizeBytes), executable: entry.executable }];
  }

  /** Whether the file changed at or after this moment, allowing for the grain of file times. */
  changedSince(path: RelativePath, sinceEpochMs: number): boolean {
    const { entry } = this.#single(path);
    return this.#check(path, entry) && entry.ctimeMs >= sinceEpochMs - clockGrainMs;
  }

  /** Saves the rows that changed. */
  save(): void {
    const rows = new Map<string, string>();
    for (const [folder, node] of this.#folders) {
      if (!node.changed || !node.rows) continue;
      node.changed = false;
      if (node.listedIn === this.#epoch) for (const name of node.rows.keys()) if (!node.entries.has(name)) node.rows.delete(name);
      rows.set(folder, formatDigestRows(node.rows));
    }
    if (rows.size > 0) this.#rows.save(rows);
  }
}

function byPath(a: FileState, b: FileState): number {
  return a[0] < b[0] ? -1 : 1;
}

function statOf(path: string) {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
