/**
 * Walks the workspace for patterns, with git's ignore rules in force, and leaves a trail: what it went through decides how long an answer
 * holds.
 */
import type { FilePatterns } from '../../engine/model/action.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import { compilePatterns, joinPath, parentPath } from '../../engine/model/glob.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import type { Digests } from './digests.ts';
import { type Entry, newEntry } from './entry.ts';
import type { FolderNode } from './folderNode.ts';
import type { Folders } from './folders.ts';
import type { GitView } from './gitView.ts';
import type { Witnesses } from './witnesses.ts';

/** Names that never hold inputs or outputs. */
const neverEntered = new Set(['.git', '.cachescope']);

/** Visits one entry of a walk; folders only when they are empty. */
export type Visitor = (path: RelativePath, entry: Entry, folder: FolderNode) => void;

interface MutableTrail {
  readonly folders: Set<string>;
  reliable: boolean;
}

/** See the file's comment. */
export class TreeWalk {
  readonly #folders: Folders;
  readonly #digests: Digests;
  readonly #git: GitView;
  readonly #hasher: Hasher;
  readonly #rulesStamps = new Map<string, string>();
  /** What the walk under way goes through. */
  #trail: MutableTrail | undefined;

  constructor(parts: {
    readonly folders: Folders;
    readonly digests: Digests;
    readonly git: GitView;
    readonly hasher: Hasher;
  }) {
    this.#folders = parts.folders;
    this.#digests = parts.digests;
    this.#git = parts.git;
    this.#hasher = parts.hasher;
  }

  /** What was seen so far may have changed. */
  newEpoch(): void {
    this.#rulesStamps.clear();
    this.#git.newEpoch();
  }

  /** Tells what was looked at outside of the workspace. */
  tellLooks(witnesses: Witnesses): void {
    this.#git.tellLooks(witnesses);
  }

  /**
   * Runs walks and says what they went through.
   * @returns no trail for a walk within a walk, whose answer is part of the outer one's
   */
  trailed(walks: () => void): MutableTrail | undefined {
    const outer = this.#trail;
    const trail: MutableTrail = { folders: new Set(), reliable: true };
    this.#trail = trail;
    try {
      walks();
      return outer === undefined ? trail : undefined;
    } finally {
      this.#trail = outer;
    }
  }

  /** A link leads elsewhere, and a file that had just changed is not saved: rows cannot vouch for either. */
  vouch(entry: Entry): void {
    if (this.#trail && entry.kind !== 'folder' && (entry.kind !== 'file' || !entry.settled))
      this.#trail.reliable = false;
  }

  /**
   * Calls back for each file and link that matches, in the order of the disk.
   * @param emptyFolders also calls back for folders without entries
   */
  walk(patterns: FilePatterns, visit: Visitor, emptyFolders = false): void {
    const { includeAlways = [] } = patterns;
    if (includeAlways.length === 0) {
      this.#walkOnce(patterns, visit, emptyFolders);
      return;
    }
    const seen = new Set<string>();
    const once: Visitor = (path, entry, folder) => {
      if (!seen.has(path)) visit(path, entry, folder);
      seen.add(path);
    };
    this.#walkOnce(patterns, once, emptyFolders);
    const { base, exclude } = patterns;
    this.#walkOnce(
      { base, include: includeAlways, exclude, ignoreGitIgnored: false, boundaries: [] },
      once,
      emptyFolders,
    );
  }

  #walkOnce(patterns: FilePatterns, visit: Visitor, emptyFolders: boolean): void {
    const { matches, roots, wantsNodeModules } = compilePatterns(patterns);
    const boundaries =
      patterns.boundaries.length === 0 ? undefined : new Set<string>(patterns.boundaries);
    const enter = (folder: RelativePath): void => {
      this.#trail?.folders.add(folder);
      const node = this.#enter(folder);
      if (emptyFolders && node.real && node.entries.size === 0 && matches(folder))
        visit(folder, newEntry('folder'), node);
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
    for (const root of roots) {
      if (!root.split('/').some((name) => neverEntered.has(name)))
        this.#enterRoot(root, enter, patterns, matches, visit);
    }
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
    if (this.#folders.isFolder(root)) {
      enter(root);
      return;
    }
    const parent = parentPath(root);
    this.#trail?.folders.add(root).add(parent);
    if (!matches(root) || root === '' || !this.#folders.isFolder(parent)) return;
    this.#enter(parent);
    const { entry, node } = this.#folders.single(root);
    if (this.#folders.check(root, entry, node) && entry.kind !== 'other') visit(root, entry, node);
  }

  /** Rules of the folders above apply to everything below: walks down from the top, reading each folder's rules on the way. */
  #ignoredFromAbove(path: RelativePath): boolean {
    const segments = path === '' ? [] : path.split('/');
    let at = '' as RelativePath;
    this.#enter(at);
    for (const segment of segments) {
      at = joinPath(at, segment) ?? at;
      const isFolder = this.#folders.isFolder(at);
      if (this.#git.ignores(at, isFolder)) {
        // Says nothing of the folders below, so nothing vouches for the answer.
        if (this.#trail) this.#trail.reliable = false;
        return true;
      }
      if (isFolder) this.#enter(at);
    }
    return false;
  }

  /** The folder with its names; its ignore rules are in force from here on. */
  #enter(folder: RelativePath): FolderNode {
    const node = this.#folders.list(folder);
    this.#noteIgnoreFile(folder, node);
    return node;
  }

  #noteIgnoreFile(folder: RelativePath, node: FolderNode): void {
    const entry = node.entries.get('.gitignore');
    if (entry === undefined && node.ignoreDigest === undefined && !this.#git.knowsRulesOf(folder))
      return;
    const path = (folder === '' ? '.gitignore' : `${folder}/.gitignore`) as RelativePath;
    const digest = entry && this.#digests.digestOf(path, entry, node);
    if (digest === node.ignoreDigest && digest !== undefined) return;
    node.ignoreDigest = digest;
    this.#git.noteFolder(folder, digest !== undefined);
  }

  /** Everything outside the folders of a walk that decides what git ignores in it. */
  rulesStamp({ base, ignoreGitIgnored }: FilePatterns): string {
    if (!ignoreGitIgnored) return '';
    const above = base === '' ? base : parentPath(base);
    let stamp = this.#rulesStamps.get(above);
    if (stamp === undefined) {
      const parts = [this.#git.stamp];
      for (let folder = above; ; folder = parentPath(folder)) {
        parts.push(
          this.#digests.digest(
            (folder === '' ? '.gitignore' : `${folder}/.gitignore`) as RelativePath,
          ) ?? '',
        );
        if (folder === '') break;
      }
      stamp = this.#hasher.digest(parts.join('\n'));
      this.#rulesStamps.set(above, stamp);
    }
    return stamp;
  }
}
