/**
 * Checks what actions write: two of them the same file, outside of the workspace, or what another reads without waiting for it.
 * Outputs are indexed by the fixed part of their pattern: only pairs of which one lies in the other's folder are compared.
 */

import type { Action, FilePatterns } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import {
  filesMeet,
  isBelow,
  isLiteral,
  joinPath,
  matcherOf,
  parentPath,
  staticBase,
} from '../model/glob.ts';
import type { Problem } from '../model/problem.ts';
import { Reachability } from './reachability.ts';
import { quote } from './values.ts';

/** More of one kind say nothing new. */
const problemsLimit = 50;

/** One pattern of an action, relative to the workspace root. */
interface Placed {
  readonly action: Action;
  readonly pattern: string;
  /** The folder below which all lies that matches; for a path the path. */
  readonly base: string;
  /** A path without wildcards; signs that patterns know are part of the name. */
  readonly literal: boolean;
}

/**
 * Checks the outputs of actions that have no cycle.
 * @param actions all that will run
 */
export function outputProblems(actions: ReadonlyMap<ActionId, Action>): readonly Problem[] {
  const problems: Problem[] = [];
  const written: Placed[] = [];
  for (const action of actions.values()) {
    if (action.outputs) place(action, action.outputs, 'output', written, problems);
  }
  const index = new FolderIndex(written);
  for (const one of written) {
    if (problems.length >= problemsLimit) break;
    // Of each pair the later one reports.
    const other = index.find(one, (found) => isBefore(found, one) && canMeet(one, found));
    if (other) problems.push(sharedProblem(one, other));
  }
  addInputProblems(actions, index, problems);
  return problems;
}

function isBefore(a: Placed, b: Placed): boolean {
  return a.action !== b.action && a.action.id < b.action.id;
}

function place(
  action: Action,
  patterns: FilePatterns,
  what: 'input' | 'output',
  placed: Placed[],
  problems: Problem[],
): void {
  for (const pattern of patterns.include) placeOne(action, pattern, what, placed, problems);
  for (const pattern of patterns.includeAlways ?? [])
    placeOne(action, pattern, what, placed, problems);
}

function placeOne(
  action: Action,
  pattern: string,
  what: 'input' | 'output',
  placed: Placed[],
  problems: Problem[],
): void {
  const base = (what === 'input' ? action.inputs : action.outputs)?.base ?? '';
  // The outputs of rules are single files, escaped.
  const isFile = action.kind === 'rule' && what === 'output';
  const relative = isFile ? pattern.replaceAll(/\\(.)/g, '$1') : pattern;
  const path = joined(base, relative);
  const isWhole = what === 'output' && path !== undefined && isWholeFolder(action, path);
  if (path === undefined || isWhole) problems.push(outsideProblem(action, pattern, what, isWhole));
  else {
    const literal = isFile || fixedPart(relative) === relative;
    placed.push({
      action,
      pattern: path,
      base: literal ? path : (joined(base, fixedPart(relative)) ?? ''),
      literal,
    });
  }
}

/** The fixed part of patterns as written: a few texts that hundreds of packages share. */
const fixedParts = new Map<string, string>();

function fixedPart(pattern: string): string {
  let fixed = fixedParts.get(pattern);
  if (fixed === undefined) {
    if (fixedParts.size >= 10_000) fixedParts.clear();
    fixed = isLiteral(pattern) ? pattern : staticBase(pattern);
    fixedParts.set(pattern, fixed);
  }
  return fixed;
}

function joined(base: string, path: string): string | undefined {
  if (
    path.includes('./') ||
    path === '' ||
    path === '.' ||
    path.endsWith('/') ||
    path.endsWith('..')
  )
    return joinPath(base, path);
  return base === '' ? path : `${base}/${path}`;
}

function isWholeFolder(action: Action, path: string): boolean {
  if (path.length > action.cwd.length + 5) return false;
  const folder = path.replace(/(?:^|\/)\*\*(?:\/\*)?$/, '');
  return folder === '' || (action.kind === 'task' && folder === action.cwd);
}

function outsideProblem(
  action: Action,
  pattern: string,
  what: 'input' | 'output',
  isWhole: boolean,
): Problem {
  if (what === 'input' && isForeign(action)) return unseenInput(action, pattern);
  return {
    severity: 'error',
    code: isWhole ? 'output-too-wide' : 'outside-workspace',
    message: isWhole
      ? `The output ${quote(pattern)} of ${action.id} is the whole folder of the package, sources and all.`
      : `The ${what} ${quote(pattern)} of ${action.id} lies outside the workspace.`,
    location: action.source,
    suggestion: isWhole
      ? 'Name a folder for what is built, e.g. "dist/**".'
      : 'Keep it below the workspace folder.',
  };
}

/** Written for another tool, which takes it as it is. */
function isForeign({ source }: Action): boolean {
  return !source.file.endsWith('cachescope.json');
}

function unseenInput(action: Action, pattern: string): Problem {
  return {
    severity: 'warning',
    code: 'outside-workspace',
    message: `The input ${quote(pattern)} of ${action.id} lies outside the workspace, so no change there is noticed.`,
    location: action.source,
    suggestion: 'Count the "../" in it, or remove it.',
  };
}

/** Patterns by folder: those of the folder itself, of the folders above, and of all folders below. */
class FolderIndex {
  readonly #byBase = new Map<string, Placed[]>();
  readonly #sorted: readonly string[];

  constructor(all: readonly Placed[]) {
    for (const placed of all) {
      const here = this.#byBase.get(placed.base);
      if (here) here.push(placed);
      else this.#byBase.set(placed.base, [placed]);
    }
    this.#sorted = [...this.#byBase.keys()].sort();
  }

  /** The first pattern in a folder that meets the other's for which the test is true. */
  find(placed: Placed, test: (found: Placed) => boolean): Placed | undefined {
    for (let base = placed.base; ; base = parentPath(base)) {
      const found = this.#byBase.get(base)?.find(test);
      if (found || base === '') return found ?? this.#findBelow(placed.base, test);
    }
  }

  #findBelow(folder: string, test: (found: Placed) => boolean): Placed | undefined {
    const prefix = folder === '' ? '' : `${folder}/`;
    for (let at = this.#firstFrom(prefix); at < this.#sorted.length; at++) {
      const base = this.#sorted[at] ?? '';
      if (!base.startsWith(prefix)) return undefined;
      const found = this.#byBase.get(base)?.find(test);
      if (found) return found;
    }
    return undefined;
  }

  #firstFrom(prefix: string): number {
    let low = 0;
    for (let high = this.#sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function canMeet(a: Placed, b: Placed): boolean {
  return patternsCanMeet(a, b) && !isExcluded(a, b) && !isExcluded(b, a);
}

function patternsCanMeet(a: Placed, b: Placed): boolean {
  if (a.literal && b.literal) return isBelow(a.pattern, b.pattern) || isBelow(b.pattern, a.pattern);
  if (a.literal && !isLiteral(a.pattern)) return matcherOf([b.pattern])(a.pattern);
  if (b.literal && !isLiteral(b.pattern)) return matcherOf([a.pattern])(b.pattern);
  return filesMeet(a.pattern, b.pattern);
}

/** Whether all that a pattern matches is excluded by the other's list, as far as that can be told. */
function isExcluded(placed: Placed, by: Placed): boolean {
  for (const patterns of [by.action.outputs, by.action.inputs]) {
    const isOwn =
      patterns?.include.some((pattern) => joined(patterns.base, pattern) === by.pattern) ?? false;
    const excluded = isOwn ? (patterns?.exclude ?? []) : [];
    if (excluded.some((exclusion) => takesAll(joined(patterns?.base ?? '', exclusion), placed)))
      return true;
  }
  return false;
}

function takesAll(exclusion: string | undefined, placed: Placed): boolean {
  if (exclusion === undefined) return false;
  if (exclusion === placed.pattern) return true;
  if (placed.literal) return matcherOf([exclusion])(placed.pattern);
  // All below a folder is taken when the folder itself is.
  const whole = exclusion.replace(/\/\*\*(?:\/\*)?$/, '');
  return placed.base !== '' && matcherOf([whole])(placed.base);
}

function sharedProblem(placed: Placed, other: Placed): Problem {
  const both = `${quote(other.pattern)} and ${quote(placed.pattern)}`;
  const what = placed.pattern === other.pattern ? quote(placed.pattern) : both;
  return {
    severity: 'error',
    code: 'shared-output',
    message: `Two actions write the same files: ${other.action.id} and ${placed.action.id} (${what}).`,
    location: placed.action.source,
    suggestion: 'Give each a folder of its own, or exclude the files of one with "!".',
  };
}

/** Only inputs that a person wrote down: the default leaves out what others write. */
function addInputProblems(
  actions: ReadonlyMap<ActionId, Action>,
  index: FolderIndex,
  problems: Problem[],
): void {
  const reach = new Reachability(actions);
  for (const action of actions.values()) {
    for (const read of readPatterns(action, problems)) {
      const isUnordered = (other: Placed): boolean =>
        other.action !== action && canMeet(read, other) && !reach.reaches(action, other.action);
      const writer = index.find(read, isUnordered);
      if (writer && problems.length < problemsLimit) problems.push(inputProblem(read, writer));
    }
  }
}

function readPatterns(action: Action, problems: Problem[]): readonly Placed[] {
  const { inputs } = action;
  const placed: Placed[] = [];
  const isDefault = inputs?.ignoreGitIgnored === true;
  if (inputs && !isDefault) place(action, inputs, 'input', placed, problems);
  for (const pattern of isDefault ? (inputs.includeAlways ?? []) : []) {
    placeOne(action, pattern, 'input', placed, problems);
  }
  const file = action.kind === 'rule' ? action.inputFiles[0] : undefined;
  if (file !== undefined) placed.push({ action, pattern: file, base: file, literal: true });
  return placed;
}

function inputProblem(input: Placed, writer: Placed): Problem {
  // `**/*.ts` and `../other-package` happen to reach what others write; `dist/**` means it.
  const isBroad =
    (!input.literal && isBelow(input.action.cwd, input.base)) ||
    (writer.action.kind === 'task' && isBelow(writer.action.cwd, input.base));
  const name = writer.action.kind === 'rule' ? writer.action.group : writer.action.id;
  const orExclude = isBroad ? `, or exclude ${quote(writer.pattern)} from its inputs` : '';
  return {
    severity: isBroad ? 'warning' : 'error',
    code: 'undeclared-dependency',
    message: `${input.action.id} reads ${quote(input.pattern)}, which ${writer.action.id} writes, without depending on it.`,
    location: input.action.source,
    suggestion: `Add "${name}" to its "dependsOn"${orExclude}.`,
  };
}
