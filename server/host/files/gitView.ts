/**
 * Git's view of the workspace: which paths it ignores, and which it tracks although a rule ignores them. Works without git: `.gitignore`
 * files are read as they are, and without a repository nothing is tracked.
 */
import { dirname, join } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';
import {
  type FileAbove,
  filesAbove,
  findRepository,
  gitFolder,
  hasIncludedSettings,
  readText,
  settingsFiles,
} from './gitFolders.ts';
import { type IgnoreRules, parseIgnoreRules } from './gitIgnore.ts';
import { lstatOf } from './signature.ts';
import type { Witnesses } from './witnesses.ts';

interface RulesAt {
  /** Prefix that makes a workspace path relative to the folder of the rules; used for rules above the workspace root. */
  readonly prefix: string;
  readonly rules: IgnoreRules;
  readonly text: string;
}

/** Keeps what git said between processes. */
export interface GitMemory {
  load(): string | undefined;
  save(text: string): void;
}

/** Git's rules for one workspace. */
export class GitView {
  readonly #root: string;
  readonly #memory: GitMemory;
  readonly #repository: string | undefined;
  readonly #filesAbove: readonly FileAbove[];
  readonly #above: readonly RulesAt[];
  readonly #rulesByFolder = new Map<string, IgnoreRules>();
  #tracked: ReadonlySet<string> | undefined;

  /**
   * @param root absolute workspace root
   * @param memory keeps the list of tracked files that a rule ignores
   */
  constructor(root: string, memory: GitMemory) {
    this.#root = root;
    this.#memory = memory;
    this.#repository = findRepository(root);
    this.#filesAbove = filesAbove(root, this.#repository);
    this.#above = rulesOf(this.#filesAbove);
  }

  /** Reads a folder's own rules anew; called when its ignore file came, changed or went. */
  noteFolder(folder: RelativePath, hasIgnoreFile: boolean): void {
    const text = hasIgnoreFile ? readText(join(this.#root, folder, '.gitignore')) : undefined;
    const rules = text === undefined ? undefined : parseIgnoreRules(text);
    if (rules) this.#rulesByFolder.set(folder, rules);
    else this.#rulesByFolder.delete(folder);
  }

  /** Forgets what may have changed with the index. */
  newEpoch(): void {
    this.#tracked = undefined;
  }

  /** Tells what was looked at outside of the workspace. */
  tellLooks(witnesses: Witnesses): void {
    for (let folder = this.#root; ; folder = dirname(folder)) {
      const isRepository = folder === this.#repository;
      if (isRepository) witnesses.there(join(folder, '.git'));
      else witnesses.absent(join(folder, '.git'));
      if (isRepository || dirname(folder) === folder) break;
    }
    for (const [file] of this.#filesAbove) witnesses.target(file);
    for (const file of settingsFiles(this.#repository)) witnesses.target(file);
    if (hasIncludedSettings(this.#repository)) witnesses.refuse();
    if (this.#repository !== undefined)
      witnesses.target(join(gitFolder(this.#repository), 'index'));
  }

  /** Changes with everything that decides besides the `.gitignore` files of the workspace. */
  get stamp(): string {
    this.#tracked ??= this.#loadTracked();
    return JSON.stringify([
      [...this.#tracked],
      this.#above.map(({ prefix, text }) => [prefix, text]),
    ]);
  }

  /**
   * Whether git ignores an entry of a folder that it does not ignore itself.
   * Only correct if `noteFolder` was called for the folders above, which listing from the root down does.
   */
  ignores(path: RelativePath, isFolder: boolean): boolean {
    if (!this.#ruledOut(path, isFolder) && !this.#isInRuledOut(path)) return false;
    this.#tracked ??= this.#loadTracked();
    return !this.#tracked.has(path);
  }

  /** A folder that is ignored is entered only for what git tracks in it; its other files are ignored with it. */
  #isInRuledOut(path: RelativePath): boolean {
    this.#tracked ??= this.#loadTracked();
    if (this.#tracked.size === 0) return false;
    for (let folder = parentPath(path); this.#isKeptForTracked(folder); folder = parentPath(folder))
      if (this.#ruledOut(folder, true)) return true;
    return false;
  }

  #isKeptForTracked(folder: RelativePath): boolean {
    return folder !== '' && this.#tracked?.has(folder) === true;
  }

  #ruledOut(path: RelativePath, isFolder: boolean): boolean {
    if (this.#rulesByFolder.size > 0) {
      for (let folder = path; folder !== ''; ) {
        folder = parentPath(folder);
        const rules = this.#rulesByFolder.get(folder);
        const verdict = rules?.verdict(
          folder === '' ? path : path.slice(folder.length + 1),
          isFolder,
        );
        if (verdict !== undefined) return verdict === 'ignored';
      }
    }
    for (const { prefix, rules } of this.#above) {
      const verdict = rules.verdict(prefix + path, isFolder);
      if (verdict !== undefined) return verdict === 'ignored';
    }
    return false;
  }

  /** Tracked files that a rule ignores, and the folders above them; asked of git once per state of its index. */
  #loadTracked(): ReadonlySet<string> {
    const index = this.#repository && indexSignature(this.#repository);
    if (index === undefined) return new Set();
    const [known, ...paths] = (this.#memory.load() ?? '').split('\n');
    if (known === index) return withFolders(paths);
    const found = askGit(this.#root);
    // Only correct if git did answer: a process that may start none would leave "nothing" for those that may.
    if (found === undefined) return new Set();
    this.#memory.save([index, ...found].join('\n'));
    return withFolders(found);
  }
}

function withFolders(paths: readonly string[]): ReadonlySet<string> {
  const result = new Set<string>();
  for (const path of paths) for (let at = path; at !== ''; at = parentPath(at)) result.add(at);
  return result;
}

/** @returns undefined without a working git: nothing is tracked then, as in a workspace without a repository */
function askGit(root: string): readonly string[] | undefined {
  // Most runs know git's answer from before, and loading this takes longer than reading that.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return git.status === 0
    ? git.stdout.split('\0').filter((path) => path !== '' && !path.includes('\n'))
    : undefined;
}

/** The index's signature; it changes with whatever git adds or removes. */
function indexSignature(repository: string): string | undefined {
  const stats = lstatOf(join(gitFolder(repository), 'index'));
  return stats && `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino}`;
}

/** Rules from outside the workspace, the nearest first. */
function rulesOf(files: readonly FileAbove[]): readonly RulesAt[] {
  return files.flatMap(([file, prefix]) => {
    const text = readText(file);
    const rules = text === undefined ? undefined : parseIgnoreRules(text);
    return text !== undefined && rules ? [{ prefix, rules, text }] : [];
  });
}
