/**
 * The table of the workspace's files: what is where, with digests, checked against the disk once per epoch.
 *
 * An epoch ends whenever something may have written files: a command ended, a restore, a new build.
 */
import type { FilePatterns } from '../../engine/model/action.ts';
import {
  as,
  type ByteCount,
  type FileDigest,
  type RelativePath,
} from '../../engine/model/brand.ts';
import { digestFiles } from '../../engine/model/fileDigest.ts';
import type { FileState } from '../../engine/model/trace.ts';
import type { OutputState } from '../../engine/ports/files.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { Digests } from './digests.ts';
import { type Entry, isExecutable } from './entry.ts';
import type { FolderRowStore } from './foldedFolder.ts';
import type { FolderNode } from './folderNode.ts';
import { Folders } from './folders.ts';
import { GitView } from './gitView.ts';
import { Observations, questionName } from './observations.ts';
import { TreeWalk, type Visitor } from './treeWalk.ts';
import type { Witnesses } from './witnesses.ts';

/** Row under which git's answer is kept. */
const gitRow = '\0git';
/** Row under which answers to whole questions are kept. */
const observationsRow = '\0observations';

/** See the file's comment. Paths are workspace-relative; absolute ones name files outside, e.g. programs. */
export class FileTable {
  readonly folders: Folders;
  readonly digests: Digests;
  readonly #hasher: Hasher;
  readonly #walk: TreeWalk;
  #observations: Observations | undefined;
  #gitText: string | undefined;

  /**
   * @param root absolute workspace root
   * @param rows keeps what is known of files between processes
   */
  constructor(root: string, rows: FolderRowStore, hasher: Hasher) {
    this.#hasher = hasher;
    this.folders = new Folders(root, rows);
    this.digests = new Digests(this.folders, hasher, (patterns) => this.inputs(patterns));
    const git = new GitView(root, {
      load: () => this.folders.savedText(gitRow),
      save: (text) => {
        this.#gitText = text;
      },
    });
    this.#walk = new TreeWalk({ folders: this.folders, digests: this.digests, git, hasher });
  }

  /** What was seen so far may have changed. */
  newEpoch(): void {
    this.folders.newEpoch();
    this.#walk.newEpoch();
  }

  /** Forgets what is known of one path, so that it is looked at again within this epoch. */
  forget(path: RelativePath): void {
    this.folders.forget(path);
    this.#walk.newEpoch();
  }

  /** Calls back for each file and link that matches, in the order of the disk. */
  walk(patterns: FilePatterns, visit: Visitor): void {
    this.#walk.walk(patterns, visit);
  }

  /** The files that match, sorted, with digests. */
  inputs(patterns: FilePatterns): readonly FileState[] {
    const result: FileState[] = [];
    this.#observe('inputs', patterns, () => {
      this.#walk.walk(patterns, (path, entry, node) => {
        const digest = this.digests.digestOf(path, entry, node);
        this.#walk.vouch(entry);
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
      this.#walk.walk(
        patterns,
        (path, entry, node) => {
          result.push(...this.#outputState(path, entry, node));
          this.#walk.vouch(entry);
        },
        true,
      );
      result.sort((a, b) => (a.path < b.path ? -1 : 1));
      return digestFiles(
        this.#hasher,
        result.map(({ path, digest }) => [path, digest] as const),
      );
    });
    return result;
  }

  #outputState(path: RelativePath, entry: Entry, node: FolderNode): OutputState[] {
    const size = (bytes: number): ByteCount => as<ByteCount>(bytes);
    if (entry.kind === 'folder') {
      return [
        {
          path,
          type: 'directory',
          digest: 'directory' as FileDigest,
          size: size(0),
          executable: false,
        },
      ];
    }
    if (entry.kind === 'link') {
      const target = this.digests.linkTarget(path);
      if (target === undefined) return [];
      return [
        {
          path,
          type: 'symlink',
          digest: this.digests.outputLinkDigest(target),
          size: size(0),
          executable: false,
          target,
        },
      ];
    }
    const digest = this.digests.digestOf(path, entry, node);
    if (digest === undefined) return [];
    return [
      { path, type: 'file', digest, size: size(entry.size), executable: isExecutable(entry) },
    ];
  }

  /** The digest of what `inputs` or `outputs` would give, where an earlier answer still holds; undefined: ask. */
  knownObservation(kind: 'inputs' | 'outputs', patterns: FilePatterns): string | undefined {
    return this.#memory().find(questionName(kind, patterns), patterns);
  }

  #memory(): Observations {
    this.#observations ??= new Observations(
      {
        isAsSaved: (folder, sum) => this.folders.isAsSaved(folder as RelativePath, sum),
        rulesStamp: (patterns) => this.#walk.rulesStamp(patterns),
        savedSum: (folder) => this.folders.savedSum(folder as RelativePath),
        versionOf: (folder) => this.folders.node(folder).version,
      },
      this.folders.savedText(observationsRow),
    );
    return this.#observations;
  }

  /** Runs a walk and keeps its answer together with what it went through. */
  #observe(kind: 'inputs' | 'outputs', patterns: FilePatterns, walk: () => string): void {
    let digest = '';
    const trail = this.#walk.trailed(() => {
      digest = walk();
    });
    if (trail) this.#memory().add(questionName(kind, patterns), patterns, digest, trail);
  }

  /** Tells what was looked at. */
  tellLooks(witnesses: Witnesses): void {
    this.folders.tellLooks(witnesses);
    this.#walk.tellLooks(witnesses);
  }

  /** Saves what was learned. */
  save(): void {
    const rows = this.folders.takeChangedRows();
    const observed = this.#observations?.encoded();
    if (observed !== undefined) rows.set(observationsRow, Buffer.from(observed));
    if (this.#gitText !== undefined) rows.set(gitRow, Buffer.from(this.#gitText));
    this.#gitText = undefined;
    this.folders.saveRows(rows);
  }
}

function byPath(a: FileState, b: FileState): number {
  return a[0] < b[0] ? -1 : 1;
}
