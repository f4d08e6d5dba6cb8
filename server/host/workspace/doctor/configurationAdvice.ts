/**
 * What `doctor` says about the configuration beyond its errors: tasks that never cache, variables that commands mention and cannot see,
 * inputs that are wider than anybody means.
 */

import type { Action, Command, FilePatterns } from '../../../engine/model/action.ts';
import type { ActionId } from '../../../engine/model/brand.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import { variableNames } from '../../../engine/model/programs.ts';
import { isBaseVariable } from '../../processes/environment.ts';
import type { Workspace } from '../readWorkspace.ts';

/**
 * Advice, one problem for each place and kind: 500 packages that share a definition get one.
 * @yields after each action, so that others may have their say
 */
export function* configurationAdvice({
  actions,
}: Workspace): Generator<undefined, readonly Problem[]> {
  const seen = new Map<string, { readonly problem: Problem; count: number }>();
  for (const action of actions.values()) {
    for (const problem of adviceFor(action, actions)) {
      const place = problem.location ? `${problem.location.file}:${problem.location.line}` : '';
      const key = `${problem.code} ${place} ${problem.code === 'undeclared-variable' ? problem.message : ''}`;
      const known = seen.get(key);
      if (known) known.count++;
      else seen.set(key, { problem, count: 1 });
    }
    yield;
  }
  return [...seen.values()].map(({ problem, count }) =>
    count === 1
      ? problem
      : { ...problem, message: `${problem.message} (and ${count - 1} more like it)` },
  );
}

type Actions = Workspace['actions'];

function adviceFor(action: Action, actions: Actions): readonly Problem[] {
  const outputs = startsByItself(action, actions) ? [] : outputsAdvice(action);
  return [...undeclaredVariables(action), ...outputs, ...inputsAdvice(action)];
}

/** Scripts that package managers start when they install, pack or publish: nobody waits for their outputs. */
const lifecycle =
  /^(?:(?:pre|post)?(?:install|pack|version|prepare|publish)|prepublishOnly|dependencies)$/;

/** `prebuild` and `postbuild` run with `build`, whose outputs count; others run with the package manager. */
function startsByItself({ id, name }: Action, actions: Actions): boolean {
  const main = /^(?:pre|post)(?<main>.+)$/.exec(name)?.groups?.main;
  const mainId = `${id.slice(0, id.length - name.length)}${main}` as ActionId;
  return lifecycle.test(name) || (main !== undefined && actions.has(mainId));
}

function undeclaredVariables(action: Action): readonly Problem[] {
  const { work, environment, fixedEnvironment, passThrough = [] } = action;
  if (work.type !== 'commands') return [];
  const isKnown = (name: string): boolean =>
    Object.hasOwn(environment, name) ||
    Object.hasOwn(fixedEnvironment, name) ||
    passThrough.includes(name) ||
    isBaseVariable(name) ||
    /^(npm_|INIT_CWD$|NODE$|PWD$|OLDPWD$|IFS$|RANDOM$|\d+$)/.test(name);
  const names = new Set(work.commands.flatMap(mentionedIn).filter((name) => !isKnown(name)));
  return [...names].map((name) =>
    advice(
      action,
      'undeclared-variable',
      `The command of ${action.id} mentions ${name}, which it cannot see`,
      `Add "${name}" to its "env".`,
    ),
  );
}

function mentionedIn(command: Command): readonly string[] {
  return command.type === 'shell' ? variableNames(command.script) : [];
}

function outputsAdvice(action: Action): readonly Problem[] {
  if (
    action.outputs !== undefined ||
    action.persistent ||
    !action.cacheable ||
    action.work.type === 'none'
  )
    return [];
  const what = `${action.id} does not declare its outputs, so it runs every time`;
  return [
    advice(
      action,
      'no-outputs',
      what,
      'Declare "outputs" in cachescope.json; [] if it writes nothing.',
    ),
  ];
}

function inputsAdvice(action: Action): readonly Problem[] {
  const { inputs, group } = action;
  if (inputs === undefined || group === '//' || !isWholeWorkspace(inputs)) return [];
  const what = `The inputs of ${action.id} cover the whole workspace, so every edit anywhere makes it run`;
  return [advice(action, 'wide-inputs', what, 'Name the folders it reads.')];
}

/** `**` from the root, also when reached by climbing out of the package. */
function isWholeWorkspace({ base, include }: FilePatterns): boolean {
  const up = base === '' ? '' : '../'.repeat(base.split('/').length);
  return include.some((pattern) => pattern === `${up}**` || pattern === `${up}**/*`);
}

function advice({ source }: Action, code: string, message: string, suggestion: string): Problem {
  return { severity: 'warning', code, message, location: source, suggestion };
}
