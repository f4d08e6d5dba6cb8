/**
 * File patterns as people write them (`src/**`, `!src/gen/**`, `$TURBO_DEFAULT$`) become `FilePatterns`. Patterns are bounded here,
 * so that none can make matching slow: length, stars of one name, nesting of groups.
 */
import type { FilePatterns } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import { filesMeet, normalizePattern } from '../model/glob.ts';
import type { TextTest } from './schema.ts';

const lengthLimit = 4096;
/** Trying `k` stars on a name of n characters takes n^k steps at worst. */
const starsLimit = 4;
const globstarsLimit = 6;
const groupsLimit = 16;
const nestingLimit = 2;

/** Stands for "the package's files that git does not ignore". */
export const defaultInputs = '$TURBO_DEFAULT$';
const rootMark = '$TURBO_ROOT$';

/** The check of a pattern in cachescope.json and turbo.json. */
export const patternTest: TextTest = (text) => {
  if (text.trim() === '' || text === '!') return { message: 'must not be empty' };
  if (text.includes('\0')) return { message: 'must not hold a NUL character' };
  if (/^!?(?:\/|[A-Za-z]:[\\/])/.test(text)) {
    return {
      message: 'must not be an absolute path',
      suggestion: 'Patterns are relative to the package.',
    };
  }
  return tooCostly(text);
};

/** As `patternTest`, for wireit, where a leading `/` means the package's folder. */
export const wireitPatternTest: TextTest = (text) => patternTest(text.replace(/^(!?)\/+/, '$1'));

function tooCostly(text: string): ReturnType<TextTest> {
  if (text.length > lengthLimit)
    return { message: `must not be longer than ${lengthLimit} characters` };
  const segments = text.split('/');
  const stars = Math.max(
    ...segments.map((segment) => (segment === '**' ? 0 : count(segment, /\*+/g))),
  );
  if (stars > starsLimit)
    return { message: `must not have more than ${starsLimit} stars in one name` };
  if (segments.filter((segment) => segment === '**').length > globstarsLimit) {
    return { message: `must not have more than ${globstarsLimit} times "**"` };
  }
  const groups = count(text, /[({]/g);
  if (groups > groupsLimit || nesting(text) > nestingLimit) {
    return {
      message: 'has too many groups or braces',
      suggestion: 'Write several patterns instead.',
    };
  }
  return undefined;
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const letter of text) {
    if (letter === '(' || letter === '{') deepest = Math.max(deepest, ++depth);
    else if (letter === ')' || letter === '}') depth--;
  }
  return deepest;
}

/** Patterns of one list, sorted out. Relative to the package; independent of which package that is. */
export interface PatternList {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** `$TURBO_DEFAULT$` was among them. */
  readonly withDefault: boolean;
}

/** What `inputs` means when nothing is written. */
export const defaultPatterns: PatternList = { include: [], exclude: [], withDefault: true };

/**
 * Sorts a list into inclusions and exclusions. As in Turborepo an exclusion counts wherever it stands.
 */
export function patternList(texts: readonly string[]): PatternList {
  const include: string[] = [];
  const exclude: string[] = [];
  let withDefault = false;
  for (const text of texts) {
    if (text === defaultInputs) withDefault = true;
    else if (text.startsWith('!')) exclude.push(normalizePattern(text.slice(1)));
    else include.push(normalizePattern(text));
  }
  // Exclusions alone take something away from the default.
  return {
    include,
    exclude,
    withDefault: withDefault || (include.length === 0 && exclude.length > 0),
  };
}

/**
 * The first exclusion after which a pattern takes something back in, where order counts (wireit); undefined where order makes no
 * difference.
 */
export function reincluded(
  texts: readonly string[],
): { readonly exclusion: string; readonly inclusion: string } | undefined {
  for (const [index, text] of texts.entries()) {
    if (!text.startsWith('!')) continue;
    const exclusion = text.slice(1);
    const inclusion = texts
      .slice(index + 1)
      .find((later) => !later.startsWith('!') && filesMeet(exclusion, later));
    if (inclusion !== undefined) return { exclusion, inclusion };
  }
  return undefined;
}

/** A package, as far as patterns need it. */
export interface PatternBase {
  readonly dir: RelativePath;
  /** Folders of packages within. */
  readonly nested: readonly RelativePath[];
}

/**
 * The files that a list of patterns names in one package. Lists are shared with the argument wherever they are equal: there are
 * thousands of these.
 */
export function filePatterns(
  list: PatternList,
  base: PatternBase,
  alsoExclude: readonly string[] = none,
): FilePatterns {
  const own = placed(list.exclude, base.dir);
  const exclude =
    alsoExclude.length === 0 ? own : own.length === 0 ? alsoExclude : [...own, ...alsoExclude];
  const include = placed(list.include, base.dir);
  if (!list.withDefault) {
    return { base: base.dir, include, exclude, ignoreGitIgnored: false, boundaries: none };
  }
  const whole = {
    base: base.dir,
    include: everything,
    exclude,
    ignoreGitIgnored: true,
    boundaries: base.nested,
  };
  return include.length === 0 ? whole : { ...whole, includeAlways: include };
}

const none: readonly never[] = [];
const everything: readonly string[] = ['**'];

function placed(patterns: readonly string[], dir: string): readonly string[] {
  if (!patterns.some((pattern) => pattern.startsWith(rootMark))) return patterns;
  return patterns.map((pattern) => rooted(pattern, dir));
}

/** `$TURBO_ROOT$/tsconfig.json` of `packages/web` becomes `../../tsconfig.json`. */
function rooted(pattern: string, dir: string): string {
  if (!pattern.startsWith(rootMark)) return pattern;
  const up = dir === '' ? '' : '../'.repeat(dir.split('/').length);
  return up + pattern.slice(rootMark.length).replace(/^\/+/, '');
}
