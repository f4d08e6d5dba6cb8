/** `cachescope graph`: what depends on what. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { GraphFormat } from '../../engine/graph/formats.ts';
import { formatGraph } from '../../engine/graph/formats.ts';
import type { ActionGraph, Direction } from '../../engine/graph/graph.ts';
import { buildGraph, reachable, shortestPath, subgraph } from '../../engine/graph/graph.ts';
import { unreachable } from '../../engine/model/assert.ts';
import { kindOf } from '../../modules/kinds.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { endsOf, graphJson } from '../graphForms.ts';
import { visible } from '../render/visible.ts';
import type { Workspace } from '../workspace.ts';
import { actionNamed, openWorkspace, printWarnings, selectTargets } from '../workspace.ts';

/** Draws the graph. */
export async function command(context: CommandContext): Promise<number> {
  const { flags } = context;
  if (flags.has('dependents') && flags.has('dependencies')) {
    throw new CommandFailure('bad-option', 'Give --dependents or --dependencies, not both.');
  }
  if (isAboutModules(context)) return await aboutModules(context);
  const workspace = await openWorkspace(context);
  const named = [...flags.values('path'), ...context.positionals];
  if (named.some((name) => isFileMeant(workspace, name))) return await aboutModules(context);
  // What is wrong may be why something is not shown.
  printWarnings(workspace.problems, context.output);
  const graph = buildGraph(workspace.actions);
  if (flags.has('path')) return printPath(context, workspace, graph);
  return printGraph(context, workspace, graph);
}

async function aboutModules(context: CommandContext): Promise<number> {
  const { graphOfModules } = await import('../modules/graphOfModules.ts');
  return await graphOfModules(context);
}

/** A name with the ending of a file that no task has: it is told that there is no such file. */
function isFileMeant({ actions }: Workspace, name: string): boolean {
  if (/[#:@*]/.test(name) || kindOf(basename(name)) === undefined) return false;
  return ![...actions.values()].some((action) => action.name === name || action.group === name);
}

const lists = ['modules', 'cycles', 'unused', 'boundaries', 'unresolved'];

/** Files are files, whatever tasks there are: no task has a name with a folder or an ending of a file and no #. */
function isAboutModules({ flags, folder, positionals }: CommandContext): boolean {
  if (lists.some((name) => flags.has(name))) return true;
  const named = [...flags.values('path'), ...positionals];
  const file = named.find((name) => !name.includes('#') && isPath(folder, name));
  const task = named.find((name) => name.includes('#'));
  if (file === undefined || task === undefined) return file !== undefined;
  throw new CommandFailure(
    'bad-argument',
    `--path leads from a task to a task, or from a file to a file: ${file} is a file, ${task} a task.`,
    { suggestion: `The tasks that read a file are in: cachescope graph ${file} --dependents` },
  );
}

/** A file or folder that is there, or a file that is meant: actions of rules have a colon before their file, names of packages may begin with @. */
function isPath(folder: string, name: string): boolean {
  if (!/[./\\]/.test(name)) return false;
  if (existsSync(resolve(folder, name))) return true;
  return (
    /^[^@:][^:]*[/\\]/.test(name) && !name.includes(':') && kindOf(basename(name)) !== undefined
  );
}

function printPath(context: CommandContext, workspace: Workspace, graph: ActionGraph): number {
  const { flags, output } = context;
  const [from, to] = flags.values('path').map((name) => actionNamed(workspace, name));
  if (from === undefined || to === undefined) return unreachable(from as never);
  const path = shortestPath(graph, from, to);
  if (wantsJson(context)) {
    output.printJson({ version: jsonVersion, command: 'graph', path: path ?? null });
    return 0;
  }
  if (!path) {
    const reverse = shortestPath(graph, to, from);
    const hint = reverse ? ` It is the other way round: ${reverse.map(visible).join(' -> ')}` : '';
    output.stdout.write(`${visible(from)} does not depend on ${visible(to)}.${hint}\n`);
    return 0;
  }
  const format = (flags.value('format') ?? 'text') as GraphFormat;
  if (format === 'text') output.stdout.write(`${path.map(visible).join('\n-> ')}\n`);
  else
    output.stdout.write(
      formatGraph(
        {
          graph: subgraph(graph, new Set(path)),
          roots: [from],
          direction: 'dependencies',
          visible,
        },
        format,
      ),
    );
  return 0;
}

function printGraph(context: CommandContext, workspace: Workspace, whole: ActionGraph): number {
  const { flags, output, positionals } = context;
  const direction: Direction = flags.has('dependents') ? 'dependents' : 'dependencies';
  const named = positionals.length === 0 ? undefined : selectTargets(workspace, positionals, []);
  const graph = named
    ? subgraph(whole, new Set([...named, ...reachable(whole, named, direction)]))
    : whole;
  const roots = named ?? endsOf(graph, direction);
  if (wantsJson(context)) {
    output.printJson(graphJson(graph, { direction, roots, actions: workspace.actions }));
    return 0;
  }
  const format = (flags.value('format') ?? 'text') as GraphFormat;
  if (workspace.actions.size === 0 && !output.quiet)
    output.stderr.write(
      'cachescope: There are no tasks here. What files import is told by: cachescope graph --modules\n',
    );
  output.stdout.write(formatGraph({ graph, roots, direction, visible }, format));
  return 0;
}

function wantsJson({ flags, output }: CommandContext): boolean {
  return output.json || flags.value('format') === 'json';
}
