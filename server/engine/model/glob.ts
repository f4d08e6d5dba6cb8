/**
 * Path patterns: what `src/**` means, and whether two patterns can meet. Matching itself is picomatch's; ours is the meaning that
 * Turborepo and wireit users expect: dot files match, a pattern that names a folder stands for all below it.
 */
import picomatch from 'picomatch';
import type { FilePatterns } from './action.ts';
import type { RelativePath } from './brand.ts';
import { machinesMeet } from './globMeeting.ts';

/** Tells whether a path, relative to the pattern's base, matches. */
export type PathMatcher = (path: string) => boolean;

const compiled = new Map<string, PathMatcher>();
const compiledLimit = 10_000;

/**
 * Compiles patterns to one test.
 * @param patterns e.g. `['src/**', 'index.ts']`; an entry without wildcards also matches what lies below it
 */
export function matcherOf(patterns: readonly string[]): PathMatcher {
  const key = patterns.join('\0');
  let matcher = compiled.get(key);
  if (matcher === undefined) {
    if (compiled.size >= compiledLimit) compiled.clear();
    matcher = compile(patterns);
    compiled.set(key, matcher);
  }
  return matcher;
}

function compile(patterns: readonly string[]): PathMatcher {
  if (patterns.length === 0) return () => false;
  if (patterns.includes('**')) return () => true;
  const { files, folders, wild } = sorted(patterns);
  const tests = wild.map(compileGlob);
  const [only] = tests;
  if (files.length + folders.length === 0)
    return tests.length === 1 && only ? only : (path) => tests.some((matches) => matches(path));
  const fixed = fixedMatcher(files, folders);
  return tests.length === 0
    ? fixed
    : (path) => fixed(path) || tests.some((matches) => matches(path));
}

/** Patterns by what it takes to test them. */
interface SortedPatterns {
  /** Without wildcards. */
  readonly files: readonly string[];
  /** What stands before `/**`. */
  readonly folders: readonly string[];
  readonly wild: readonly string[];
}

function sorted(patterns: readonly string[]): SortedPatterns {
  const result = { files: [] as string[], folders: [] as string[], wild: [] as string[] };
  for (const pattern of patterns) {
    const normal = normalizePattern(pattern);
    // `src/**` is by far the most common form and needs no regular expression.
    const folder = /^([^*?[\]{}()!+@\\]+)\/\*\*(?:\/\*)?$/.exec(normal)?.[1];
    if (folder !== undefined) result.folders.push(folder);
    else if (escapedLiteral.test(normal)) result.files.push(literalPath(normal));
    else result.wild.push(normal);
  }
  return result;
}

const escapedLiteral = /^(?:[^*?[\]{}()!+@\\]|\\.)*$/s;

/** The pattern that matches this path and no other, whatever signs are in it. */
export function literalPattern(path: string): string {
  return path.replace(/[*?[\]{}()!+@\\]/g, '\\$&');
}

/** The path that `literalPattern` was made of. */
export function literalPath(pattern: string): RelativePath {
  return pattern.replace(/\\(.)/gs, '$1') as RelativePath;
}

/** Up to here, comparing one by one was measured faster than looking up a path and each of its parents. */
const comparedMax = 6;

function fixedMatcher(files: readonly string[], folders: readonly string[]): PathMatcher {
  if (files.length + folders.length > comparedMax) return lookUpMatcher(files, folders);
  const prefixes = [...files, ...folders].map((name) => `${name}/`);
  return (path) => files.includes(path) || prefixes.some((prefix) => path.startsWith(prefix));
}

/** As many look-ups as the path has parts, however many patterns there are: generated configuration lists files by the thousand. */
function lookUpMatcher(files: readonly string[], folders: readonly string[]): PathMatcher {
  const names = new Set(files);
  const parents = new Set([...files, ...folders]);
  return (path) => {
    if (names.has(path)) return true;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      if (parents.has(path.slice(0, end))) return true;
    return false;
  };
}

function compileGlob(normal: string): PathMatcher {
  // Shells write a negated class `[!a]`; picomatch knows `[^a]`.
  const glob = normal.replaceAll('[!', '[^');
  const own = picomatch(glob, { dot: true, nonegate: true, nocase: false });
  const below = picomatch(`${glob}/**`, { dot: true, nonegate: true, nocase: false });
  return (path) => own(path) || below(path);
}

/** As `matcherOf` of one pattern, without what lies below: `web` matches no `web/src`. */
export function exactMatcherOf(pattern: string): PathMatcher {
  const normal = normalizePattern(pattern);
  if (escapedLiteral.test(normal)) return (path) => path === literalPath(normal);
  return picomatch(normal.replaceAll('[!', '[^'), { dot: true, nonegate: true });
}

/** A pattern with the folder that it is relative to. */
export interface AnchoredPattern {
  readonly base: RelativePath;
  readonly pattern: string;
}

/**
 * Resolves leading `../` of a pattern against its base. The base stays a plain folder, so its name may hold any character.
 * @returns undefined where the pattern would leave the workspace
 */
export function anchor(base: RelativePath, pattern: string): AnchoredPattern | undefined {
  let folder: string = base;
  let rest = normalizePattern(pattern);
  while (rest === '..' || rest.startsWith('../')) {
    if (folder === '') return undefined;
    folder = parentPath(folder);
    rest = normalizePattern(rest.slice(3));
  }
  return { base: folder as RelativePath, pattern: rest === '' || rest === '.' ? '**' : rest };
}

/** File patterns, ready to use. */
export interface CompiledPatterns {
  /** Whether a workspace-relative path belongs, boundaries and git's ignore rules aside. */
  readonly matches: PathMatcher;
  /** The folders (or files) below which everything lies that can match; none inside another. */
  readonly roots: readonly RelativePath[];
  /** True where a pattern names node_modules, which is left out otherwise. */
  readonly wantsNodeModules: boolean;
}

const compiledPatterns = new WeakMap<FilePatterns, CompiledPatterns>();

/** Compiles patterns; remembered by identity. */
export function compilePatterns(patterns: FilePatterns): CompiledPatterns {
  let result = compiledPatterns.get(patterns);
  if (result === undefined) {
    result = compileFilePatterns(patterns);
    compiledPatterns.set(patterns, result);
  }
  return result;
}

function compileFilePatterns({ base, include, exclude }: FilePatterns): CompiledPatterns {
  const included = anchorAll(base, include);
  const isIncluded = groupMatcher(included);
  const isExcluded = exclude.length === 0 ? undefined : groupMatcher(anchorAll(base, exclude));
  const roots = included.flatMap(
    (anchored) => joinPath(anchored.base, staticBase(anchored.pattern)) ?? [],
  );
  return {
    matches: isExcluded ? (path) => isIncluded(path) && !isExcluded(path) : isIncluded,
    roots: outermost(roots),
    wantsNodeModules: include.some((pattern) => pattern.includes('node_modules')),
  };
}

function anchorAll(base: RelativePath, patterns: readonly string[]): AnchoredPattern[] {
  return patterns.flatMap((pattern) => anchor(base, pattern) ?? []);
}

/** One test per distinct base. */
function groupMatcher(anchored: readonly AnchoredPattern[]): PathMatcher {
  const groups = new Map<string, string[]>();
  for (const { base, pattern } of anchored)
    groups.set(base, [...(groups.get(base) ?? []), pattern]);
  const tests = [...groups].map(([base, patterns]) => belowMatcher(base, matcherOf(patterns)));
  const [only] = tests;
  return tests.length === 1 && only ? only : (path) => tests.some((test) => test(path));
}

function belowMatcher(base: string, matches: PathMatcher): PathMatcher {
  if (base === '') return matches;
  const prefix = `${base}/`;
  return (path) => path.startsWith(prefix) && matches(path.slice(prefix.length));
}

function outermost(folders: readonly RelativePath[]): RelativePath[] {
  const sorted = [...new Set(folders)].sort();
  return sorted.filter(
    (folder) => !sorted.some((other) => other !== folder && isBelow(folder, other)),
  );
}

/** `./src//a/` becomes `src/a`. */
export function normalizePattern(pattern: string): string {
  let result = pattern.replace(/\/{2,}/g, '/');
  while (result.startsWith('./')) result = result.slice(2);
  return result.length > 1 && result.endsWith('/') ? result.slice(0, -1) : result;
}

/** True where the pattern has no wildcard, so it names one path. */
export function isLiteral(pattern: string): boolean {
  return !/[*?[\]{}()!+@\\]/.test(pattern);
}

/**
 * The folder below which everything that matches lies: `src` for `src/**`, `''` for `*.ts`. For a literal, the path itself.
 */
export function staticBase(pattern: string): string {
  const segments = normalizePattern(pattern).split('/');
  const first = segments.findIndex((segment) => !isLiteral(segment));
  return (first === -1 ? segments : segments.slice(0, first)).join('/');
}

/**
 * Joins a base folder and a relative path or pattern, resolving `.` and `..`.
 * @returns undefined where the result would leave the workspace
 */
export function joinPath(base: string, path: string): RelativePath | undefined {
  const result: string[] = base === '' ? [] : base.split('/');
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') result.push(segment);
    else if (result.pop() === undefined) return undefined;
  }
  return result.join('/') as RelativePath;
}

/** The folder that holds `path`; `''` at the root. */
export function parentPath(path: string): RelativePath {
  const slash = path.lastIndexOf('/');
  return (slash === -1 ? '' : path.slice(0, slash)) as RelativePath;
}

/** True where `path` is `folder` or lies below it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/**
 * Whether some path could match both patterns (both relative to the same folder), by the meaning that `matcherOf` gives them. Errs
 * towards true for negated groups and classes of POSIX alone.
 */
export function patternsMeet(a: string, b: string): boolean {
  return machinesMeet(normalizePattern(a), normalizePattern(b), false);
}

/**
 * As `patternsMeet`, by what people mean: a name with an extension, as in `*.html`, is that of a file. It stands for a folder only
 * where the other pattern speaks of one, as `a.html/**` does.
 */
export function filesMeet(a: string, b: string): boolean {
  return machinesMeet(normalizePattern(a), normalizePattern(b), true);
}
