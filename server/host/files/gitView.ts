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
import { type GitMemory, TrackedFiles } from './gitTracked.ts';
import type { Witnesses } from './witnesses.ts';

interface RulesAt {
  /** Prefix that makes a workspace path relative to the folder of the rules; used for rules above the workspace root. */
  readonly prefix: string;
  readonly rules: IgnoreRules;
  readonly text: string;
}

/** Git's rules for one workspace. */
export class GitView {
  readonly #root: string;
  readonly #repository: string | undefined;
  readonly #filesAbove: readonly FileAbove[];
  readonly #above: readonly RulesAt[];
  readonly #rulesByFolder = new Map<string, IgnoreRules>();
  readonly #tracked: TrackedFiles;

  /**
   * @param root absolute workspace root
   * @param memory keeps the list of tracked files that a rule ignores
   */
  constructor(root: string, memory: GitMemory) {
    this.#root = root;
    this.#repository = findRepository(root);
    this.#filesAbove = filesAbove(root, this.#repository);
    this.#above = rulesOf(this.#filesAbove);
    const above = this.#above.flatMap(({ prefix, text }) => [prefix, text]);
    this.#tracked = new TrackedFiles({ root, repository: this.#repository, memory, above });
  }

  /** Reads a folder's own rules anew; called when its ignore file came, changed or went. */
  noteFolder(folder: RelativePath, hasIgnoreFile: boolean): void {
    const text = hasIgnoreFile ? readText(join(this.#root, folder, '.gitignore')) : undefined;
    const rules = text === undefined ? undefined : parseIgnoreRules(text);
    if (rules) this.#rulesByFolder.set(folder, rules);
    else this.#rulesByFolder.delete(folder);
    this.#tracked.noteFolder(folder, text);
  }

  /** Whether it has to be told when a folder's ignore file is gone. */
  knowsRulesOf(folder: RelativePath): boolean {
    return this.#tracked.accountsFor(folder);
  }

  /** Forgets what may have changed with the index. */
  newEpoch(): void {
    this.#tracked.newEpoch();
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
    return JSON.stringify([
      [...this.#tracked.paths],
      this.#above.map(({ prefix, text }) => [prefix, text]),
    ]);
  }

  /**
   * Whether git ignores an entry of a folder that it does not ignore itself.
   * Only correct if `noteFolder` was called for the folders above, which listing from the root down does.
   */
  ignores(path: RelativePath, isFolder: boolean): boolean {
    if (!this.#ruledOut(path, isFolder) && !this.#isInRuledOut(path)) return false;
    return !this.#tracked.paths.has(path);
  }

  /** A folder that is ignored is entered only for what git tracks in it; its other files are ignored with it. */
  #isInRuledOut(path: RelativePath): boolean {
    if (this.#tracked.paths.size === 0) return false;
    for (let folder = parentPath(path); this.#isKeptForTracked(folder); folder = parentPath(folder))
      if (this.#ruledOut(folder, true)) return true;
    return false;
  }

  #isKeptForTracked(folder: RelativePath): boolean {
    return folder !== '' && this.#tracked.paths.has(folder);
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
}

/** Rules from outside the workspace, the nearest first. */
function rulesOf(files: readonly FileAbove[]): readonly RulesAt[] {
  return files.flatMap(([file, prefix]) => {
    const text = readText(file);
    const rules = text === undefined ? undefined : parseIgnoreRules(text);
    return text !== undefined && rules ? [{ prefix, rules, text }] : [];
  });
}

export type { GitMemory } from './gitTracked.ts';
