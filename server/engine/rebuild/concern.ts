/**
 * Whether a change of one path may concern one action, by what the action declares. The plain answer, one action at a time; dirty.ts
 * finds out which actions to ask about.
 */
import type { Action, FilePatterns } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import {
  anchor,
  compilePatterns,
  isBelow,
  joinPath,
  parentPath,
  patternsMeet,
} from '../model/glob.ts';

/** Whether patterns speak of a path. */
export type Cover = (patterns: FilePatterns | undefined, path: RelativePath) => boolean;

/** @param covers `patternsCover` for a file, `patternsReach` for anything else */
export function concerns(action: Action, path: RelativePath, covers: Cover): boolean {
  if (action.inputs?.ignoreGitIgnored && isIgnoreFile(path)) return true;
  return (
    action.inputFiles.some((file) => isBelow(file, path)) ||
    covers(action.inputs, path) ||
    covers(action.outputs, path) ||
    mayBeProgram(action, path)
  );
}

/** Whether its rules decide which files are inputs. */
export function isIgnoreFile(path: RelativePath): boolean {
  return path === '.gitignore' || path.endsWith('/.gitignore');
}

/** A program that comes to stand where one is looked for. */
function mayBeProgram({ programs, binDirs, cwd }: Action, path: RelativePath): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (programs.includes(name) && binDirs.includes(parentPath(path))) return true;
  return programs.some((program) => program.includes('/') && joinPath(cwd, program) === path);
}

/** Whether a file of this path matches. */
export function patternsCover(patterns: FilePatterns | undefined, path: RelativePath): boolean {
  if (patterns === undefined) return false;
  const { includeAlways = [] } = patterns;
  if (compilePatterns(patterns).matches(path)) return true;
  return (
    includeAlways.length > 0 &&
    compilePatterns({ ...patterns, include: includeAlways }).matches(path)
  );
}

/** Whether something at or below a path may match; what is excluded counts, too. */
export function patternsReach(patterns: FilePatterns | undefined, path: RelativePath): boolean {
  if (patterns === undefined) return false;
  const { base, include, includeAlways = [] } = patterns;
  return [...include, ...includeAlways].some((pattern) => {
    const anchored = anchor(base, pattern);
    if (anchored === undefined) return false;
    if (!isBelow(path, anchored.base)) return isBelow(anchored.base, path);
    const rest = anchored.base === '' ? path : path.slice(anchored.base.length + 1);
    // Any character of a name may mean something in a pattern; `?` stands for all of them.
    const asPattern = rest.replace(/[*?[\]{}()!+@\\]/g, '?');
    return rest === '' || patternsMeet(anchored.pattern, `${asPattern}/**`);
  });
}
