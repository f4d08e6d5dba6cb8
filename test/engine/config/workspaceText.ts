/**
 * A workspace as text, so that a test shows all that follows from its fixture: one block an action, then the problems.
 *
 *   web#build
 *     $ tsc
 *     needs lib#build, (order) lib#gen
 *     reads packages/web: ** !dist/**, not ignored
 */

import { equal } from 'node:assert/strict';
import { instantiate } from '../../../server/engine/config/instantiate.ts';
import type { WorkspaceModel } from '../../../server/engine/config/model.ts';
import { parseWorkspace } from '../../../server/engine/config/parseWorkspace.ts';
import { locatorOf, type Workspace } from '../../../server/engine/config/workspace.ts';
import type { Action, Command, FilePatterns } from '../../../server/engine/model/action.ts';
import { problemText } from '../../../server/engine/model/problem.ts';
import { memorySource } from './memorySource.ts';

/** Loads a fixture by way of JSON, as a model that was kept does. */
export function load(
  fixture: string | ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string>> = {},
): Workspace {
  const source = memorySource(fixture, environment);
  const model = JSON.parse(JSON.stringify(parseWorkspace(source))) as WorkspaceModel;
  return instantiate(model, source, locatorOf(source));
}

/**
 * Loads a fixture and compares what follows from it.
 * @param expected begins and ends with a line break, and is indented by four spaces
 */
export function checkWorkspace(
  fixture: string | ReadonlyMap<string, string>,
  expected: string,
  environment: Readonly<Record<string, string>> = {},
): void {
  equal(
    workspaceText(load(fixture, environment)),
    expected
      .replace(/^\n/, '')
      .replace(/\n\s*$/, '')
      .replaceAll(/^ {4}/gm, ''),
  );
}

/** All actions and problems. */
export function workspaceText(workspace: Workspace): string {
  const actions = [...workspace.actions.values()].map(actionText);
  return [...actions, ...workspace.problems.map(problemText)].join('\n');
}

/** One action; what is as usual is left out. */
export function actionText(action: Action): string {
  const lines = [
    ...workLines(action),
    ...needsLines(action),
    action.inputs === undefined ? 'reads ?' : `reads ${patternsText(action.inputs)}`,
    action.outputs === undefined ? 'writes ?' : `writes ${patternsText(action.outputs)}`,
    ...variableLines(action),
    ...optionLines(action),
  ];
  return [action.id, ...lines.map((line) => `  ${line}`)].join('\n');
}

function workLines(action: Action): readonly string[] {
  if (action.work.type === 'none') return ['nothing'];
  if (action.work.type === 'builder') return [`builder ${action.work.module} ${action.work.input}`];
  return action.work.commands.map(commandText);
}

function commandText(command: Command): string {
  if (command.type === 'argv') return `> ${JSON.stringify(command.argv)}`;
  const event = command.lifecycleEvent === undefined ? '' : ` (${command.lifecycleEvent})`;
  return `$ ${command.script}${event}`;
}

function needsLines(action: Action): readonly string[] {
  const names = action.dependsOn.map((one) =>
    one.readsOutputs ? one.action : `(order) ${one.action}`,
  );
  return names.length === 0 ? [] : [`needs ${names.join(', ')}`];
}

function patternsText(patterns: FilePatterns): string {
  const always = (patterns.includeAlways ?? []).map((pattern) => `+${pattern}`);
  const list = [
    ...patterns.include,
    ...always,
    ...patterns.exclude.map((pattern) => `!${pattern}`),
  ];
  const nested =
    patterns.boundaries.length === 0 ? '' : `, without ${patterns.boundaries.join(' ')}`;
  const ignored = patterns.ignoreGitIgnored ? ', not ignored' : '';
  return `${patterns.base || '/'}: ${list.join(' ') || '-'}${ignored}${nested}`;
}

function variableLines(action: Action): readonly string[] {
  const counted = Object.entries(action.environment).map(
    ([name, value]) => `${name}=${value ?? '(unset)'}`,
  );
  const set = Object.entries(action.fixedEnvironment)
    .filter(([name]) => !name.startsWith('npm_package_'))
    .map(([name, value]) => `${name}:=${value}`);
  const passed = (action.passThrough ?? []).map((name) => `${name} (uncounted)`);
  const all = [...counted, ...set, ...passed];
  return all.length === 0 ? [] : [`env ${all.join(', ')}`];
}

function optionLines(action: Action): readonly string[] {
  const { discovery } = action;
  const files = action.inputFiles.filter((path) => !path.endsWith('package.json'));
  const options = [
    files.length === 0 ? '' : `with ${files.join(' ')}`,
    action.cacheable ? '' : 'uncached',
    action.persistent ? 'persistent' : '',
    action.clean === 'always' ? '' : `clean ${action.clean}`,
    action.dependencyOutputs === 'direct' ? 'direct outputs only' : '',
    discovery.type === 'tracked' ? 'tracked' : '',
    discovery.type === 'depfile' ? `include dirs ${discovery.includeDirs.join(' ')}` : '',
  ].filter((option) => option !== '');
  return options;
}
