/**
 * Where git keeps what it decides by, besides the `.gitignore` files of the workspace: its folder, which linked work trees share in part,
 * its settings, and the ignore files above and outside.
 */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** An ignore file outside of the workspace, with the prefix of its rules. */
export type FileAbove = readonly [file: string, prefix: string];

/** The nearest folder, this one or above it, that has a `.git`. */
export function findRepository(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (statSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** In a linked work tree `.git` is a file that names the folder. */
export function gitFolder(repository: string): string {
  const entry = join(repository, '.git');
  if (statSync(entry, { throwIfNoEntry: false })?.isDirectory() !== false) return entry;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(entry, 'utf8'))?.[1];
  return named === undefined ? entry : resolve(repository, named);
}

/** What linked work trees share, `info/exclude` among it, lies in the folder that `commondir` names. */
function commonFolder(folder: string): string {
  const named = readText(join(folder, 'commondir'))?.trimEnd();
  return named === undefined ? folder : resolve(folder, named);
}

/** Ignore files between the repository's root and ours, `info/exclude`, the user's own file; each with the prefix of its rules. */
export function filesAbove(root: string, repository: string | undefined): readonly FileAbove[] {
  const files: FileAbove[] = [];
  if (repository !== undefined) {
    for (let folder = root; folder !== repository; ) {
      folder = dirname(folder);
      files.push([join(folder, '.gitignore'), prefixBelow(folder, root)]);
    }
    const exclude = join(commonFolder(gitFolder(repository)), 'info', 'exclude');
    files.push([exclude, prefixBelow(repository, root)]);
  }
  const prefix = repository === undefined ? '' : prefixBelow(repository, root);
  files.push([excludesFile(root, repository), prefix]);
  return files;
}

function prefixBelow(folder: string, root: string): string {
  const path = relative(folder, root).split(sep).join('/');
  return path === '' ? '' : `${path}/`;
}

/** The ignore file of the user, `core.excludesFile`. Git is asked only where one of its files may name another than the usual. */
function excludesFile(root: string, repository: string | undefined): string {
  const usual = join(settingsFolder(), 'git', 'ignore');
  const mayBeNamed = settingsFiles(repository).some((file) =>
    /excludesfile|\[include/i.test(readText(file) ?? ''),
  );
  return mayBeNamed ? (askExcludesFile(root) ?? usual) : usual;
}

/** Whether git's settings lie in further files, which only git knows. */
export function hasIncludedSettings(repository: string | undefined): boolean {
  return settingsFiles(repository).some((file) => /\[include/i.test(readText(file) ?? ''));
}

/** Git's settings of the machine, the user and the repository. */
export function settingsFiles(repository: string | undefined): readonly string[] {
  const files = [
    '/etc/gitconfig',
    join(settingsFolder(), 'git', 'config'),
    join(homedir(), '.gitconfig'),
  ];
  return repository === undefined
    ? files
    : [...files, join(commonFolder(gitFolder(repository)), 'config')];
}

function settingsFolder(): string {
  return process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
}

/** @returns undefined where it is not set, or without a working git */
function askExcludesFile(root: string): string | undefined {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const words = ['config', '--path', '--get', 'core.excludesFile'];
  const git = spawnSync('git', words, { cwd: root, encoding: 'utf8' });
  const file = git.stdout?.trimEnd() ?? '';
  return git.status === 0 && file !== '' ? resolve(root, file) : undefined;
}

/** A file's text; undefined where there is none. */
export function readText(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile()
    ? readFileSync(file, 'utf8')
    : undefined;
}
