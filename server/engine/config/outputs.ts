/**
 * Checks what actions write: two of them the same file, outside of the workspace, or what another reads without waiting for it.
 * Outputs stand in a tree of folders by the fixed part of their pattern, so only pairs whose folders meet are compared.
 */
import type { Action, FilePatterns } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import {
  isBelow,
  isLiteral,
  joinPath,
  matcherOf,
  patternsMeet,
  staticBase,
} from '../model/glob.ts';
import type { Problem } from '../model/problem.ts';
import { quote } from './schema.ts';

/** More of one kind say nothing new. */
const problemsLimit = 50;

/** One pattern of an action, relative to the workspace root. */
interface Placed {
  readonly action: Action;
  readonly pattern: string;
  /** A path without wildcards; signs that patterns know are part of the name. */
  readonly literal: boolean;
  /** Patterns that the action leaves out. */
  readonly excluded: readonly string[];
}

interface Folder {
  readonly children: Map<string, Folder>;
  /** Patterns whose fixed part ends here. */
  readonly here: Placed[];
}

/**
 * Checks the outputs of actions that have no cycle.
 * @param actions all that will run
 */
export function outputProblems(actions: ReadonlyMap<ActionId, Action>): readonly Problem[] {
  const problems: Problem[] = [];
  const tree = emptyFolder();
  for (const action of actions.values()) {
    for (const placed of placedPatterns(action, action.outputs, problems, 'output')) {
      const shared = meeting(tree, placed, (other) => other.action !== action);
      if (shared && problems.length < problemsLimit) problems.push(sharedProblem(placed, shared));
      insert(tree, placed);
    }
  }
  addInputProblems(actions, tree, problems);
  return problems;
}

function emptyFolder(): Folder {
  return { children: new Map(), here: [] };
}

function placedPatterns(
  action: Action,
  patterns: FilePatterns | undefined,
  problems: Problem[],
  what: 'input' | 'output',
): readonly Placed[] {
  if (!patterns) return [];
  const excluded = patterns.exclude
    .map((pattern) => joinPath(patterns.base, pattern))
    .filter((pattern) => pattern !== undefined);
  const placed: Placed[] = [];
  for (const pattern of [...patterns.include, ...(patterns.includeAlways ?? [])]) {
    // The outputs of rules are single files, escaped.
    const exact =
      action.kind === 'rule' && what === 'output' ? pattern.replaceAll(/\\(.)/g, '$1') : undefined;
    const path = joinPath(patterns.base, exact ?? pattern);
    const isWhole = what === 'output' && path !== undefined && isWholeFolder(action, path);
    if (path === undefined || isWhole)
      problems.push(outsideProblem(action, pattern, what, isWhole));
    else
      placed.push({
        action,
        pattern: path,
        literal: exact !== undefined || isLiteral(path),
        excluded,
      });
  }
  return placed;
}

function isWholeFolder(action: Action, path: string): boolean {
  const folder = path.replace(/(?:^|\/)\*\*(?:\/\*)?$/, '');
  return folder === '' || (action.kind === 'task' && folder === action.cwd);
}

function outsideProblem(action: Action, pattern: string, what: string, isWhole: boolean): Problem {
  return {
    severity: 'error',
    code: isWhole ? 'output-too-wide' : 'outside-workspace',
    message: isWhole
      ? `The output ${quote(pattern)} of ${action.id} is the whole folder of the package, sources and all`
      : `The ${what} ${quote(pattern)} of ${action.id} lies outside the workspace`,
    location: action.source,
    suggestion: isWhole
      ? 'Name a folder for what is built, e.g. "dist/**".'
      : 'Keep it below the workspace folder.',
  };
}

/** The fixed folders of a pattern; for a path, the path. */
function steps(placed: Placed): readonly string[] {
  const base = placed.literal ? placed.pattern : staticBase(placed.pattern);
  return base === '' ? [] : base.split('/');
}

function insert(tree: Folder, placed: Placed): void {
  let folder = tree;
  for (const step of steps(placed)) {
    let next = folder.children.get(step);
    if (!next) {
      next = emptyFolder();
      folder.children.set(step, next);
    }
    folder = next;
  }
  folder.here.push(placed);
}

/** Another action's pattern that some file could match as well. */
function meeting(
  tree: Folder,
  placed: Placed,
  isWanted: (other: Placed) => boolean,
): Placed | undefined {
  const check = (other: Placed): boolean => isWanted(other) && canMeet(placed, other);
  let folder = tree;
  for (const step of steps(placed)) {
    const found = folder.here.find(check);
    if (found) return found;
    const next = folder.children.get(step);
    if (!next) return undefined;
    folder = next;
  }
  return findBelow(folder, check);
}

function findBelow(top: Folder, check: (other: Placed) => boolean): Placed | undefined {
  const open = [top];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const found = folder.here.find(check);
    if (found) return found;
    open.push(...folder.children.values());
  }
  return undefined;
}

function canMeet(a: Placed, b: Placed): boolean {
  return patternsCanMeet(a, b) && !isExcluded(a, b.excluded) && !isExcluded(b, a.excluded);
}

function patternsCanMeet(a: Placed, b: Placed): boolean {
  if (a.literal && b.literal) return isBelow(a.pattern, b.pattern) || isBelow(b.pattern, a.pattern);
  if (a.literal && !isLiteral(a.pattern)) return matcherOf([b.pattern])(a.pattern);
  if (b.literal && !isLiteral(b.pattern)) return matcherOf([a.pattern])(b.pattern);
  return patternsMeet(a.pattern, b.pattern);
}

/** Whether all that a pattern matches is excluded, as far as that can be told: its fixed part, or the very same pattern. */
function isExcluded(placed: Placed, excluded: readonly string[]): boolean {
  if (excluded.length === 0) return false;
  if (excluded.includes(placed.pattern)) return true;
  if (placed.literal) return matcherOf(excluded)(placed.pattern);
  const base = staticBase(placed.pattern);
  return base !== '' && excluded.some((exclusion) => coversBelow(exclusion, base));
}

/** Whether an exclusion takes all that is below a folder. */
function coversBelow(exclusion: string, folder: string): boolean {
  const whole = exclusion.replace(/\/\*\*(?:\/\*)?$/, '');
  return matcherOf([whole])(folder);
}

function sharedProblem(placed: Placed, other: Placed): Problem {
  const what =
    placed.pattern === other.pattern
      ? quote(placed.pattern)
      : `${quote(other.pattern)} and ${quote(placed.pattern)}`;
  return {
    severity: 'error',
    code: 'shared-output',
    message: `Two actions write the same files: ${other.action.id} and ${placed.action.id} (${what})`,
    location: placed.action.source,
    suggestion: 'Give each a folder of its own, or exclude the files of one with "!".',
  };
}

/** Only inputs that a person wrote down: the default leaves out what others write. */
function addInputProblems(
  actions: ReadonlyMap<ActionId, Action>,
  tree: Folder,
  problems: Problem[],
): void {
  const reach = new Reachability(actions);
  for (const action of actions.values()) {
    const { inputs } = action;
    if (!inputs || inputs.ignoreGitIgnored) continue;
    const placed = placedPatterns(action, inputs, problems, 'input');
    for (const pattern of [...placed, ...ruleInput(action)]) {
      const writer = meeting(
        tree,
        pattern,
        (other) => other.action !== action && !reach.reaches(action, other.action),
      );
      if (writer && problems.length < problemsLimit) problems.push(inputProblem(pattern, writer));
    }
  }
}

function ruleInput(action: Action): readonly Placed[] {
  const path = action.kind === 'rule' ? action.inputFiles[0] : undefined;
  return path === undefined ? [] : [{ action, pattern: path, literal: true, excluded: [] }];
}

function inputProblem(input: Placed, writer: Placed): Problem {
  // `**/*.ts` happens to reach what others write; `dist/**` means it.
  const isBroad = !input.literal && isBelow(input.action.cwd, staticBase(input.pattern));
  const name = writer.action.kind === 'rule' ? writer.action.group : writer.action.id;
  return {
    severity: isBroad ? 'warning' : 'error',
    code: 'undeclared-dependency',
    message: `${input.action.id} reads ${quote(input.pattern)}, which ${writer.action.id} writes, without depending on it`,
    location: input.action.source,
    suggestion: `Add "${name}" to its "dependsOn"${isBroad ? `, or ${quote(`!${writer.pattern}`)} to its inputs` : ''}.`,
  };
}

/** Who depends on whom, answered once for each action that is asked about. */
class Reachability {
  readonly #actions: ReadonlyMap<ActionId, Action>;
  #from: Action | undefined;
  #reached = new Set<ActionId>();

  constructor(actions: ReadonlyMap<ActionId, Action>) {
    this.#actions = actions;
  }

  reaches(from: Action, to: Action): boolean {
    if (from.dependsOn.some((dependency) => dependency.action === to.id)) return true;
    if (this.#from !== from) {
      this.#from = from;
      this.#reached = this.#closure(from);
    }
    return this.#reached.has(to.id);
  }

  #closure(from: Action): Set<ActionId> {
    const reached = new Set<ActionId>();
    const open = [from];
    for (let action = open.pop(); action !== undefined; action = open.pop()) {
      for (const dependency of action.dependsOn) {
        const next = this.#actions.get(dependency.action);
        if (!next || reached.has(next.id)) continue;
        reached.add(next.id);
        open.push(next);
      }
    }
    return reached;
  }
}
