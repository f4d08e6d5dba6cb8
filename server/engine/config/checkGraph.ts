/**
 * Checks that only matter for what is about to run: cycles, outputs that two actions share, inputs that somebody else writes,
 * dependencies on nothing or on what never ends. Only the closure of the run is looked at, so a broken corner of a large workspace
 * does not stop work elsewhere.
 */
import type { Action, Command } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import { findCycle } from './cycles.ts';
import type { Workspace } from './loaded.ts';
import { outputProblems } from './outputs.ts';

/**
 * Checks a run.
 * @param roots the actions asked for
 * @returns errors and warnings; empty when all is well
 */
export function checkGraph(workspace: Workspace, roots: readonly ActionId[]): readonly Problem[] {
  const closure = closureOf(workspace.actions, roots);
  const cycle = findCycle(closure);
  const problems = [
    ...unknownProblems(workspace, closure),
    ...persistentProblems(closure),
    ...nestedRunProblems(closure),
  ];
  // What depends on what is not sure while there is a cycle, so the rest is not checked.
  if (cycle) return [...problems, cycleProblem(cycle)];
  return [...problems, ...outputProblems(closure)];
}

/** The actions and all that they depend on. */
function closureOf(
  actions: ReadonlyMap<ActionId, Action>,
  roots: readonly ActionId[],
): ReadonlyMap<ActionId, Action> {
  const found = new Map<ActionId, Action>();
  const open = roots.toReversed();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const action = actions.get(id);
    if (!action || found.has(id)) continue;
    found.set(id, action);
    for (const dependency of action.dependsOn)
      if (!found.has(dependency.action)) open.push(dependency.action);
  }
  return found;
}

function cycleProblem(cycle: readonly Action[]): Problem {
  const names = cycle.map((action) => action.id);
  const first = cycle[0];
  return {
    severity: 'error',
    code: 'cycle',
    message: `These actions wait for each other: ${[...names, names[0]].join(' -> ')}.`,
    ...(first && { location: first.source }),
    suggestion: 'Remove one of these dependencies.',
  };
}

function unknownProblems(
  workspace: Workspace,
  closure: ReadonlyMap<ActionId, Action>,
): readonly Problem[] {
  if (workspace.unknownDependencies.size === 0) return [];
  const problems = new Set<Problem>();
  for (const id of closure.keys())
    for (const problem of workspace.unknownDependencies.get(id) ?? []) problems.add(problem);
  return [...problems];
}

function persistentProblems(closure: ReadonlyMap<ActionId, Action>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const action of closure.values()) {
    const endless = action.dependsOn.find(
      (dependency) => closure.get(dependency.action)?.persistent,
    );
    if (!endless) continue;
    problems.push({
      severity: 'error',
      code: 'persistent-dependency',
      message: `${action.id} waits for ${endless.action}, which is persistent and never ends.`,
      location: action.source,
      suggestion: 'Remove the dependency, or "persistent".',
    });
  }
  return problems;
}

/** A script that starts this very command would start itself again and again. */
function nestedRunProblems(closure: ReadonlyMap<ActionId, Action>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const action of closure.values()) {
    if (action.work.type !== 'commands' || !action.work.commands.some(startsRun)) continue;
    const again = `cachescope run ${action.name}`;
    if (!action.work.commands.some((command) => isShellOf(command, again))) continue;
    problems.push({
      severity: 'error',
      code: 'runs-itself',
      message: `The script of ${action.id} runs "${again}", which would run the script again.`,
      location: action.source,
      suggestion: 'Give the script another name.',
    });
  }
  return problems;
}

function startsRun(command: Command): boolean {
  return command.type === 'shell' && command.script.includes('cachescope run');
}

function isShellOf(command: Command, start: string): boolean {
  if (command.type !== 'shell') return false;
  const script = command.script.trim().replace(/^npx /, '');
  return script === start || script.startsWith(`${start} `);
}
