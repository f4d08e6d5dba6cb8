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
import { digestFiles } from '../../engine/model/fileDigest.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { hashFile, type HashedFile } from './fileHash.ts';
import { encodeFolder, FoldedFolder, type FolderRowStore, type SavedRow } from './foldedFolder.ts';
import { isExecutable, kindOf, newEntry, newFolder, update, type Entry, type FolderNode } from './folderNode.ts';
import { GitView } from './gitView.ts';
import { Observations, questionName } from './observations.ts';
import { isSettled, lstatOf, type Signature } from './signature.ts';
import { explainFileError, isMissing } from './systemError.ts';

/** Names that never hold inputs or outputs. */
const neverEntered = new Set(['.git', '.cachescope']);
/** The grain of file times: the kernel's coarse clock may lag by one tick. */
const clockGrainMs = 20;

/** Row under which git's answer is kept. */
const gitRow = '\0git';
/** Row under which answers to whole questions are kept. */
const observationsRow = '\0observations';

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
  #saved: ReadonlyMap<string, SavedRow> | undefined;
  #observations: Observations | undefined;
  /** What the walk under way goes through. */
  #trail: { readonly folders: Set<string>; reliable: boolean } | undefined;
  #rulesStamps = new Map<string, string>();
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
      load: () => this.#savedText(gitRow),
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
    this.#rulesStamps.clear();
    this.#git.newEpoch();
  }

  /** Forgets what is known of one path, so that it is looked at again within this epoch. */
  forget(path: RelativePath): void {
    for (let folder = path; folder !== ''; folder = parentPath(folder)) this.#forgetFolder(folder);
    this.#forgetFolder('' as RelativePath);
    this.#rulesStamps.clear();
    const node = this.#folders.get(parentPath(path));
    if (node) this.#unfold(node);
    const entry = node?.entries.get(nameOf(path));
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
    node.comparedIn = -1;
  }

  /** The digest as it was last known, without looking. */
  knownDigest(path: RelativePath): FileDigest | undefined {
    const node = this.#folders.get(parentPath(path));
    return node?.unfolded ? node.entries.get(nameOf(path))?.digest : node?.folded?.digestOf(nameOf(path));
  }

  /**
   * Calls back for each file and link that matches, in the order of the disk.
   * @param emptyFolders also calls back for folders without entries
   */
  walk(patterns: FilePatterns, visit: Visitor, emptyFolders = false): void {
    const { includeAlways = [] } = patterns;
    if (includeAlways.length === 0) return this.#walkOnce(patterns, visit, emptyFolders);
    const seen = new Set<string>();
    const once: Visitor = (path, entry, folder) => {
      if (!seen.has(path)) visit(path, entry, folder);
      seen.add(path);
    };
    this.#walkOnce(patterns, once, emptyFolders);
    const { base, exclude } = patterns;
    this.#walkOnce({ base, include: includeAlways, exclude, ignoreGitIgnored: false, boundaries: [] }, once, emptyFolders);
  }

  #walkOnce(patterns: FilePatterns, visit: Visitor, emptyFolders: boolean): void {
    const { matches, roots, wantsNodeModules } = compilePatterns(patterns);
    const boundaries = patterns.boundaries.length === 0 ? undefined : new Set<string>(patterns.boundaries);
    const enter = (folder: RelativePath): void => {
      this.#trail?.folders.add(folder);
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
    const parent = parentPath(root);
    this.#trail?.folders.add(root).add(parent);
    if (!matches(root) || root === '' || !this.#isFolder(parent)) return;
    this.#list(parent);
    const { entry, node } = this.#single(root);
    if (this.#check(root, entry, node) && entry.kind !== 'other') visit(root, entry, node);
  }

  /** Rules of the folders above apply to everything below: walks down from the top, reading each folder's rules on the way. */
  #ignoredFromAbove(path: RelativePath): boolean {
    const segments = path === '' ? [] : path.split('/');
    let at = '' as RelativePath;
    if (!this.#noteRules(at)) return false;
    for (const segment of segments) {
      at = joinPath(at, segment) ?? at;
      const isFolder = this.#isFolder(at);
      if (this.#git.ignores(at, isFolder)) {
        // Says nothing of the folders below, so nothing vouches for the answer.
        if (this.#trail) this.#trail.reliable = false;
        return true;
      }
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

  /** Whether something is at a path; asks the names of the nearest known folder before the disk. */
  isThere(path: RelativePath): boolean {
    const parent = parentPath(path);
    if (path === '') return true;
    const folder = this.#folders.get(parent);
    const known = folder && !folder.unfolded && this.#isIntact(parent, folder);
    if (known) return folder.folded?.has(nameOf(path)) === true;
    if (parent !== '' && !this.isThere(parent)) return false;
    return this.#stat(path) !== undefined;
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.root}/${path}`;
  }

  #savedRows(): ReadonlyMap<string, SavedRow> {
    this.#saved ??= this.#rows.loadRows();
    return this.#saved;
  }

  #savedText(row: string): string | undefined {
    const payload = this.#savedRows().get(row)?.payload;
    return payload === undefined ? undefined : Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
  }

  #node(folder: string): FolderNode {
    let node = this.#folders.get(folder);
    if (node === undefined) {
      const saved = this.#savedRows().get(folder);
      const folded = saved && FoldedFolder.of(saved.payload);
      node = newFolder(folded && { folded, sum: saved.sum });
      this.#folders.set(folder, node);
    }
    return node;
  }

  #unfold(node: FolderNode): void {
    if (node.unfolded) return;
    node.unfolded = true;
    node.folded?.unfold(node.entries);
  }

  /** Whether the disk is as the saved row says: the folder's names, and each file of which the digest is known. */
  #isIntact(folder: RelativePath, node: FolderNode): boolean {
    if (node.comparedIn === this.#epoch) return node.intact && node.version === 0;
    const { folded } = node;
    if (folded === undefined || node.version !== 0 || folder.startsWith('/')) return false;
    node.comparedIn = this.#epoch;
    node.intact = this.#isFolder(folder) && isListed(node) && folded.isIntact(folder === '' ? `${this.root}/` : `${this.root}/${folder}/`);
    return node.intact;
  }

  /** The folder with all its names as they are in this epoch. What was known of an entry stays until it is checked. */
  #list(folder: RelativePath): FolderNode {
    const node = this.#node(folder);
    if (node.listedIn === this.#epoch) return node;
    const real = this.#isFolder(folder);
    node.listedIn = this.#epoch;
    this.#unfold(node);
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
  #check(path: string, entry: Entry, node: FolderNode): boolean {
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
    const folder = this.#node(parent);
    const known = !folder.unfolded && this.#isIntact(parent, folder) ? folder.folded?.digestOf(nameOf(path)) : undefined;
    if (known !== undefined) return known;
    const { entry, node } = this.#single(path);
    return this.#check(path, entry, node) ? this.digestOf(path, entry, node) : undefined;
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
    if (!this.#check(path, entry, node)) return this.#vanished(path, entry);
    if (entry.kind === 'link') return this.#linkDigest(path);
    if (entry.kind !== 'file') return undefined;
    return this.#isDigested(entry) ? entry.digest : this.#hash(path, entry, node);
  }

  /** Whether the digest holds in this epoch: it belongs to the signature, and that signature proves something. */
  #isDigested(entry: Entry): boolean {
    return entry.digest !== undefined && (entry.settled || entry.digestedIn === this.#epoch);
  }

  /** Whether asking for the digest would not read the file. */
  isKnown(path: RelativePath, entry: Entry, node: FolderNode): boolean {
    return !this.#check(path, entry, node) || entry.kind !== 'file' || this.#isDigested(entry);
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
    this.#observe('inputs', patterns, () => {
      this.walk(patterns, (path, entry, node) => {
        const digest = this.digestOf(path, entry, node);
        this.#vouch(entry);
        if (digest !== undefined) result.push([path, digest]);
      });
      return digestFiles(this.#hasher, result.sort(byPath));
    });
    return result;
  }

  /** The entries that match, sorted: files, links, empty folders. */
  outputs(patterns: FilePatterns): readonly OutputState[] {
    const result: OutputState[] = [];
    this.#observe('outputs', patterns, () => {
      this.walk(
        patterns,
        (path, entry, node) => {
          result.push(...this.#outputState(path, entry, node));
          this.#vouch(entry);
        },
        true,
      );
      result.sort((a, b) => (a.path < b.path ? -1 : 1));
      return digestFiles(this.#hasher, result.map(({ path, digest }) => [path, digest] as const));
    });
    return result;
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

  /** The digest of what `inputs` or `outputs` would give, where an earlier answer still holds; undefined: ask. */
  knownObservation(kind: 'inputs' | 'outputs', patterns: FilePatterns): string | undefined {
    return this.#memory().find(questionName(kind, patterns), patterns);
  }

  #memory(): Observations {
    this.#observations ??= new Observations(
      {
        isAsSaved: (folder, sum) => this.#isAsSaved(folder as RelativePath, sum),
        rulesStamp: (patterns) => this.#rulesStamp(patterns),
        savedSum: (folder) => this.#savedSum(folder as RelativePath),
        versionOf: (folder) => this.#node(folder).version,
      },
      this.#savedText(observationsRow),
    );
    return this.#observations;
  }

  /** Runs a walk and keeps its answer together with what it went through. */
  #observe(kind: 'inputs' | 'outputs', patterns: FilePatterns, walk: () => string): void {
    const outer = this.#trail;
    const trail = { folders: new Set<string>(), reliable: true };
    this.#trail = trail;
    try {
      const digest = walk();
      if (outer === undefined) this.#memory().add(questionName(kind, patterns), patterns, digest, trail);
    } finally {
      this.#trail = outer;
    }
  }

  /** A link leads elsewhere, and a file that had just changed is not saved: rows cannot vouch for either. */
  #vouch(entry: Entry): void {
    if (this.#trail && entry.kind !== 'folder' && (entry.kind !== 'file' || !entry.settled)) this.#trail.reliable = false;
  }

  #isAsSaved(folder: RelativePath, sum: string): boolean {
    if (sum === '') return !this.#isFolder(folder);
    const node = this.#node(folder);
    return node.sum === sum && this.#isIntact(folder, node);
  }

  #savedSum(folder: RelativePath): string | undefined {
    if (!this.#isFolder(folder)) return '';
    const node = this.#node(folder);
    return node.listing === undefined || node.changed ? undefined : node.sum;
  }

  /** Everything outside the folders of a walk that decides what git ignores in it. */
  #rulesStamp({ base, ignoreGitIgnored }: FilePatterns): string {
    if (!ignoreGitIgnored) return '';
    const above = base === '' ? base : parentPath(base);
    let stamp = this.#rulesStamps.get(above);
    if (stamp === undefined) {
      const parts = [this.#git.stamp];
      for (let folder = above; ; folder = parentPath(folder)) {
        parts.push(this.digest((folder === '' ? '.gitignore' : `${folder}/.gitignore`) as RelativePath) ?? '');
        if (folder === '') break;
      }
      stamp = this.#hasher.digest(parts.join('\n'));
      this.#rulesStamps.set(above, stamp);
    }
    return stamp;
  }

  /** Whether the file changed at or after this moment, allowing for the grain of file times. */
  changedSince(path: RelativePath, sinceEpochMs: number): boolean {
    const { entry, node } = this.#single(path);
    return this.#check(path, entry, node) && entry.ctimeMs >= sinceEpochMs - clockGrainMs;
  }

  /** Saves what was learned. */
  save(): void {
    const rows = new Map<string, Uint8Array>();
    for (const [folder, node] of this.#folders) {
      if (!node.changed) continue;
      rows.set(folder, this.#encode(node));
    }
    const observed = this.#observations?.encoded();
    if (observed !== undefined) rows.set(observationsRow, Buffer.from(observed));
    if (this.#gitText !== undefined) rows.set(gitRow, Buffer.from(this.#gitText));
    this.#gitText = undefined;
    if (rows.size > 0) this.#rows.save(rows);
  }

  /** From here on the folder is what its new row says, as for the next process. */
  #encode(node: FolderNode): Uint8Array {
    const row = encodeFolder(node);
    node.changed = false;
    node.sum = this.#rows.sumOf(row);
    return row;
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
