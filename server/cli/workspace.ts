/** The workspace as commands see it: found from a folder, read, checked, and asked for the actions that a user names. */
import { selectActions } from '../engine/config/select.ts';
import { didYouMean } from '../engine/config/suggest.ts';
import { sentence } from '../engine/config/values.ts';
import type { ActionId } from '../engine/model/brand.ts';
import type { Problem } from '../engine/model/problem.ts';
import { changedSince } from '../host/workspace/changedSince.ts';
import type { Workspace } from '../host/workspace/readWorkspace.ts';
import { readWorkspace } from '../host/workspace/readWorkspace.ts';
import { findRoot } from '../host/workspace/root.ts';
import type { WorkspaceEngine } from '../host/workspace/workspaceEngine.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './failure.ts';
import type { Output } from './output.ts';
import { problemLine } from './problemLine.ts';
import { countText } from './render/units.ts';
import { visibleLines } from './render/visible.ts';
import { problemLines } from './render/warningGroups.ts';

export type { Workspace } from '../host/workspace/readWorkspace.ts';

/**
 * The root of the workspace that the command was started in.
 * @throws CommandFailure where there is none
 */
export function requireRoot({ folder }: Pick<CommandContext, 'folder'>): string {
  const root = findRoot(folder);
  if (root !== undefined) return root;
  throw new CommandFailure(
    'no-workspace',
    `${folder} is in no workspace: neither it nor a folder above has a cachescope.json, turbo.json, package.json or .git.`,
    {
      suggestion: 'Change into a workspace, or name it with --cwd DIR.',
    },
  );
}

/** Reads the workspace for commands that only look: nothing below `.cachescope` is opened or made. */
export async function openWorkspace(context: Pick<CommandContext, 'folder'>): Promise<Workspace> {
  return await readWorkspace(requireRoot(context), process.env);
}

/** The actions of a run, and what is not as it should be but does not keep it from running. */
export interface CheckedSelection {
  readonly actions: readonly ActionId[];
  readonly warnings: readonly Problem[];
}

/**
 * The actions that targets and filters name, together with what must be in order for them to run.
 * @param session knows what was checked before
 * @throws CommandFailure (exit code 2) for errors in the configuration, unknown names, cycles and the like
 */
export async function checkedSelection(
  session: Pick<WorkspaceEngine, 'workspace' | 'check'>,
  targets: readonly string[],
  filters: readonly string[],
): Promise<CheckedSelection> {
  const { workspace } = session;
  refuseErrors(workspace.problems);
  const actions = selectTargets(workspace, targets, filters);
  const problems = await session.check(actions);
  refuseErrors(problems);
  return { actions, warnings: [...workspace.problems, ...problems] };
}

/** @throws CommandFailure where there are errors */
export function refuseErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new CommandFailure(
    'configuration',
    `${countText(errors.length, 'error')} in the configuration; nothing was run.`,
    { problems },
  );
}

/** As `checkedSelection`, but without the checks that only matter for a run. */
export function selectTargets(
  workspace: Workspace,
  targets: readonly string[],
  filters: readonly string[],
): readonly ActionId[] {
  const selection = selectActions(workspace, targets, filters, changedSince(workspace.root));
  if ('actions' in selection) return selection.actions;
  const { problems } = selection;
  const [first, ...others] = problems;
  if (first?.location) throw new CommandFailure(first.code, 'Nothing was run.', { problems });
  throw new CommandFailure(
    first?.code ?? 'unknown-target',
    sentence(first?.message ?? 'Unknown target'),
    {
      suggestion: first?.suggestion,
      problems: others,
    },
  );
}

/**
 * The one action of this name.
 * @throws CommandFailure where there is none, with those that were probably meant
 */
export function actionNamed({ actions }: Workspace, name: string): ActionId {
  if (actions.has(name as ActionId)) return name as ActionId;
  const same = [...actions.values()]
    .filter((action) => action.name === name || action.group === name)
    .map(({ id }) => id);
  const some = same.slice(0, 5).join(', ');
  const suggestion =
    same.length > 0
      ? `Name one action: ${some}${same.length > 5 ? ', ...' : ''}.`
      : didYouMean(name, actions.keys());
  throw new CommandFailure('unknown-action', `There is no action "${name}".`, {
    suggestion: suggestion ?? 'See them with: cachescope graph',
  });
}

/** Every problem there is, also of corners that no run reached yet. */
export async function allProblems(workspace: Workspace): Promise<readonly Problem[]> {
  const { checkGraph } = await import('../engine/config/checkGraph.ts');
  return [...workspace.problems, ...checkGraph(workspace, [...workspace.actions.keys()])];
}

/** Tells warnings, on standard error; many of one kind in one line. */
export function printWarnings(warnings: readonly Problem[], output: Output): void {
  const text = warningText(warnings, output);
  if (text !== '') output.stderr.write(text);
}

/** Warnings as they are printed. */
export function warningText(warnings: readonly Problem[], output: Output): string {
  const { stderr, json, quiet, verbose } = output;
  if (json || quiet || warnings.length === 0) return '';
  return problemLines(warnings, verbose)
    .map(({ text }) => `${stderr.style.yellow(text)}\n`)
    .join('');
}

/** A failure as text of one or more lines. */
export function failureText({ message, suggestion, problems }: CommandFailure): string {
  const last = visibleLines(['cachescope:', message, suggestion].filter(Boolean).join(' '));
  return [...problems.map(problemLine), last].join('\n');
}
