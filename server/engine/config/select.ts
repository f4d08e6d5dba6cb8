/** Which actions a user's words mean: `build`, `web#build`, `//#lint`, a rule, one file of a rule. */

import type { SourceLocation } from '../model/action.ts';
import { must } from '../model/assert.ts';
import type { ActionId } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import { type ChangedSince, filterPackages } from './filters.ts';
import type { Workspace } from './loaded.ts';
import { didYouMean } from './suggest.ts';
import { quote } from './values.ts';

/** The actions, or what is wrong with the words. */
export type Selection =
  | { readonly actions: readonly ActionId[] }
  | { readonly problems: readonly Problem[] };

/**
 * Selects actions, in the order of the workspace.
 * @param targets what to run
 * @param filters as in Turborepo's `--filter`; they narrow down plain names, not `web#build`
 * @param changedSince for filters such as `[main]`
 */
export function selectActions(
  workspace: Workspace,
  targets: readonly string[],
  filters: readonly string[] = [],
  changedSince?: ChangedSince,
): Selection {
  const filtered =
    filters.length === 0 ? undefined : filterPackages(workspace.packages, filters, changedSince);
  if (filtered && 'problems' in filtered) return filtered;
  const rootAsked = filters.some((filter) => !filter.startsWith('!')) && filtered?.names.has('//');
  const scope: Scope = { workspace, names: filtered?.names, rootAsked: rootAsked === true };
  const actions = new Set<ActionId>();
  const problems: Problem[] = [];
  for (const target of targets) {
    const found = select(target, scope);
    if (Array.isArray(found)) for (const id of found) actions.add(id);
    else problems.push(found as Problem);
  }
  return problems.length > 0 ? { problems } : { actions: [...actions] };
}

interface Scope {
  readonly workspace: Workspace;
  /** Undefined: no filter. */
  readonly names: ReadonlySet<string> | undefined;
  /** A filter selects the root, not merely leaves it in. */
  readonly rootAsked: boolean;
}

function select(target: string, scope: Scope): readonly ActionId[] | Problem {
  const { actions, ruleActions, model } = scope.workspace;
  if (actions.has(target as ActionId)) return [target as ActionId];
  const empty = model.groups.find(({ name, emptyAt }) => name === target && emptyAt);
  if (empty?.emptyAt) return withoutCommand(target, empty.emptyAt);
  const exact = ownPackageTask(target, scope);
  if (exact) return exact;
  return named(target, scope) ?? ruleActions.get(target) ?? unknownTarget(target, scope);
}

/** `web#all`, where `all` is no script but a name for others. */
function ownPackageTask(target: string, scope: Scope): readonly ActionId[] | undefined {
  const hash = target.indexOf('#');
  const group = scope.workspace.model.groups.find(
    (entry) => hash !== -1 && entry.name === target.slice(hash + 1),
  );
  const name = target.slice(0, Math.max(hash, 0));
  if (!group || !scope.workspace.packages.some((entry) => entry.name === name)) return undefined;
  return groupActions(group.name, {
    workspace: scope.workspace,
    names: new Set([name]),
    rootAsked: true,
  });
}

/** A plain name: all packages in scope that have it; the root's only where it is asked for or nobody else's. */
function named(name: string, scope: Scope): readonly ActionId[] | undefined {
  const { model } = scope.workspace;
  const tasks = model.tasks.filter((task) => task.name === name);
  if (tasks.length === 0) return groupActions(name, scope);
  const inScope = tasks.filter((task) => isInScope(task.package, scope));
  const others = inScope.filter((task) => task.package !== 0);
  const withRoot = others.length === 0 || model.rootTasks.includes(name) || scope.rootAsked;
  // A filter may leave nothing to do, which is no mistake.
  return (withRoot ? inScope : others).map((task) =>
    taskId(scope.workspace, task.package, task.name),
  );
}

function groupActions(name: string, scope: Scope): readonly ActionId[] | undefined {
  const { model, ruleActions } = scope.workspace;
  const group = model.groups.find((entry) => entry.name === name);
  if (!group) return undefined;
  const tasks = group.tasks.map((index) => must(model.tasks[index], `task ${index}`));
  const ids = tasks
    .filter((task) => isInScope(task.package, scope))
    .map((task) => taskId(scope.workspace, task.package, task.name));
  return [...ids, ...group.rules.flatMap((rule) => ruleActions.get(rule) ?? [])];
}

function isInScope(packageIndex: number, scope: Scope): boolean {
  const name = must(scope.workspace.packages[packageIndex], `package ${packageIndex}`).name;
  return scope.names === undefined || scope.names.has(name);
}

function taskId(workspace: Workspace, packageIndex: number, name: string): ActionId {
  return `${must(workspace.packages[packageIndex], `package ${packageIndex}`).name}#${name}` as ActionId;
}

function withoutCommand(target: string, location: SourceLocation): Problem {
  return {
    severity: 'error',
    code: 'no-command',
    message: `The task ${quote(target)} has no command: no package has a script of that name.`,
    location,
    suggestion: 'Add "command" to it, or the script to the packages that should have it.',
  };
}

function unknownTarget(target: string, scope: Scope): Problem {
  const { workspace } = scope;
  return {
    severity: 'error',
    code: 'unknown-target',
    message: `There is nothing called ${quote(target)} to run.`,
    suggestion: suggestionFor(target, workspace),
  };
}

function suggestionFor(target: string, workspace: Workspace): string {
  const entry = workspace.packages.find((candidate) => candidate.name === target);
  const own =
    entry && workspace.model.tasks.find((task) => workspace.packages[task.package] === entry);
  if (own) return `That is a package: run one of its tasks, e.g. "${target}#${own.name}".`;
  const names = new Set(workspace.model.tasks.map((task) => task.name));
  for (const group of workspace.model.groups) names.add(group.name);
  for (const rule of workspace.ruleActions.keys()) names.add(rule);
  const near =
    didYouMean(target, names) ??
    (/[#:]/.test(target) ? didYouMean(target, workspace.actions.keys()) : undefined);
  if (near !== undefined) return near;
  const some = [...names].sort().slice(0, 10);
  return some.length === 0
    ? 'The workspace has no tasks: add scripts to its package.json files.'
    : `Known: ${some.join(', ')}${names.size > some.length ? ', ...' : ''}.`;
}
