/**
 * Which files git tracks although a rule ignores them. Git is asked, which takes some milliseconds, so its answer is kept between processes. It
 * follows from git's index, from the rules above the workspace and from every ignore file in it: where one of them is another one, git is asked
 * again. E.g. `*.js` comes into `.gitignore`, and `src/a.js`, tracked for years, is one of them from then on.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';
import { gitFolder } from './gitFolders.ts';
import { lstatOf } from './signature.ts';

/** Keeps what git said between processes. */
export interface GitMemory {
  load(): string | undefined;
  save(text: string): void;
}

interface Answer {
  /** Of the index and of the rules above. */
  readonly key: string;
  /** Digests of the ignore files that it accounts for, by folder. */
  readonly rules: Map<string, string>;
  readonly files: readonly string[];
  /** With the folders above them. */
  readonly paths: ReadonlySet<string>;
  /** Undefined: it was kept. */
  readonly askedAtMs?: number;
}

const schema = '2';
const none: ReadonlySet<string> = new Set();
/** File systems stamp times in ticks of a few milliseconds. */
const tickMs = 20;

/** See the file's comment. */
export class TrackedFiles {
  readonly #root: string;
  readonly #repository: string | undefined;
  readonly #memory: GitMemory;
  readonly #above: string;
  readonly #noted = new Map<string, string>();
  /** Folders that had no ignore file when they were last told of. */
  readonly #without = new Set<string>();
  #answer: Answer | undefined;
  #isLoaded = false;
  #isChecked = false;

  /** @param parts `above`: the texts of all rules that lie above the workspace */
  constructor(parts: {
    readonly root: string;
    readonly repository: string | undefined;
    readonly memory: GitMemory;
    readonly above: readonly string[];
  }) {
    this.#root = parts.root;
    this.#repository = parts.repository;
    this.#memory = parts.memory;
    this.#above = digestOf(JSON.stringify(parts.above));
  }

  /** The index may have changed. */
  newEpoch(): void {
    this.#isChecked = false;
  }

  /** Whether git's answer follows from an ignore file in this folder. */
  accountsFor(folder: RelativePath): boolean {
    return this.#known?.rules.has(folder) === true;
  }

  /** Tells of a folder's ignore file; undefined: it has none. */
  noteFolder(folder: RelativePath, text: string | undefined): void {
    const isNew = !this.#noted.has(folder) && !this.#without.has(folder);
    const digest = text === undefined ? undefined : digestOf(text);
    if (digest === undefined) {
      this.#noted.delete(folder);
      this.#without.add(folder);
    } else {
      this.#noted.set(folder, digest);
      this.#without.delete(folder);
    }
    const answer = this.#known;
    const before = answer?.rules.get(folder);
    if (!answer || before === digest) return;
    if (digest !== undefined && before === undefined && isNew && this.#hasSeen(answer, folder)) {
      answer.rules.set(folder, digest);
      this.#save(answer);
    } else {
      if (digest === undefined) answer.rules.set(folder, '');
      this.#isChecked = false;
    }
  }

  /** Tracked files that a rule ignores, and the folders above them. */
  get paths(): ReadonlySet<string> {
    if (!this.#isChecked) {
      this.#isChecked = true;
      this.#answer = this.#check();
    }
    return this.#answer?.paths ?? none;
  }

  get #known(): Answer | undefined {
    if (!this.#isLoaded) this.#answer = parse(this.#memory.load());
    this.#isLoaded = true;
    return this.#answer;
  }

  #check(): Answer | undefined {
    const index = this.#repository && indexSignature(this.#repository);
    if (index === undefined) return undefined;
    const key = `${index} ${this.#above}`;
    const known = this.#known;
    if (known?.key === key && this.#isAbout(known)) return known;
    const askedAtMs = Date.now();
    const files = askGit(this.#root);
    // Only correct if git did answer: a process that may start none would leave "nothing" for those that may.
    if (files === undefined) return undefined;
    const rules = new Map(this.#noted);
    const answer = { key, rules, files, paths: withFolders(files), askedAtMs };
    this.#save(answer);
    return answer;
  }

  #isAbout({ rules }: Answer): boolean {
    for (const digest of rules.values()) if (digest === '') return false;
    for (const [folder, digest] of this.#noted) if (rules.get(folder) !== digest) return false;
    return true;
  }

  /** Whether git has read a folder's ignore file as it is now, when it was asked in this process: it did not change since. */
  #hasSeen({ askedAtMs }: Answer, folder: RelativePath): boolean {
    const stats =
      askedAtMs === undefined ? undefined : lstatOf(join(this.#root, folder, '.gitignore'));
    return stats !== undefined && stats.ctimeMs < (askedAtMs ?? 0) - tickMs;
  }

  #save({ key, rules, files }: Answer): void {
    this.#memory.save([`${schema} ${key}`, JSON.stringify([...rules]), ...files].join('\n'));
  }
}

function parse(text: string | undefined): Answer | undefined {
  const [first = '', rules = '[]', ...files] = (text ?? '').split('\n');
  if (!first.startsWith(`${schema} `)) return undefined;
  return {
    key: first.slice(schema.length + 1),
    rules: new Map(JSON.parse(rules) as [string, string][]),
    files,
    paths: withFolders(files),
  };
}

function withFolders(paths: readonly string[]): ReadonlySet<string> {
  const result = new Set<string>();
  for (const path of paths)
    for (let at = path as RelativePath; at !== ''; at = parentPath(at)) result.add(at);
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

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
