/** Which files differ from a git commit, for filters such as `--filter '[main]'`. */
import type { ChangedSince } from '../../engine/config/filters.ts';
import type { RelativePath } from '../../engine/model/brand.ts';

const outputBytesMax = 64 * 1024 * 1024;

/**
 * Asks git.
 * @param root absolute path of the workspace root
 * @returns a function from a reference to changed and untracked files below the root, or to why that is not known
 */
export function changedSince(root: string): ChangedSince {
  return (reference) => {
    if (reference.startsWith('-')) return 'a reference does not start with "-"';
    try {
      // Of a file that was moved, the place where it was counts, too.
      const options = ['--name-only', '--no-renames', '--relative', '-z'];
      const changed = git(root, ['diff', ...options, reference, '--']);
      const untracked = git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
      return [...new Set([...changed, ...untracked])];
    } catch (error) {
      return gitTrouble(error);
    }
  };
}

function git(root: string, args: readonly string[]): readonly RelativePath[] {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  const text = execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return text.split('\0').filter(Boolean) as RelativePath[];
}

function gitTrouble(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: unknown; message?: string };
  if (code === 'ENOENT') return 'git is not installed';
  const text = typeof stderr === 'string' ? stderr : '';
  // Asked for a difference outside of a repository, git speaks of another use of its command.
  if (/not a git repository/i.test(text)) return 'this folder is in no git repository';
  if (/bad revision|unknown revision|bad object/.test(text))
    return 'git knows no commit, branch or tag of this name';
  return text.split('\n')[0]?.replace(/^fatal: /, '') || message || 'git failed';
}
