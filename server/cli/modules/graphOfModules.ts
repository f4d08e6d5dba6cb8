/** `cachescope graph` about files: trees of what imports what, the way between two; lists are in moduleLists.ts. */
import { formatGraph, type GraphFormat, graphData } from '../../engine/graph/formats.ts';
import type { ActionId, RelativePath } from '../../engine/model/brand.ts';
import type { ModuleAnswers } from '../../modules/graph/answers.ts';
import type { ModuleDirection } from '../../modules/graph/moduleGraph.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { visible } from '../render/visible.ts';
import { printWarnings } from '../workspace.ts';
import { brokenIn, tellLacks } from './lacks.ts';
import { head, isJson, moduleLists, print } from './moduleLists.ts';
import { moduleNamed, type OpenModules, openModules } from './openModules.ts';

type Graph = {
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
};

/** Carries it out. @returns the exit code */
export async function graphOfModules(context: CommandContext): Promise<number> {
  refuseTogether(context);
  const modules = await openModules(context);
  try {
    const { flags, output } = context;
    printWarnings(modules.engine?.workspace.problems ?? [], output);
    tellLacks(output, modules);
    const list = moduleLists.find(({ name }) => flags.has(name));
    if (list) list.print(context, modules);
    else if (flags.has('path')) printWay(context, modules);
    else printModules(context, modules);
    return 0;
  } finally {
    await modules.close();
  }
}

function refuseTogether({ flags, positionals }: CommandContext): void {
  const lists = moduleLists.filter(({ name }) => flags.has(name));
  const [first, second] = [
    ...lists.map(({ name }) => name),
    ...(flags.has('path') ? ['path'] : []),
  ];
  if (second !== undefined)
    throw new CommandFailure('bad-option', `Give --${first} or --${second}, not both.`);
  const [list] = lists;
  const format = flags.value('format');
  if (list && (format === 'dot' || format === 'mermaid'))
    throw new CommandFailure('bad-option', `--${first} is a list; it has no format ${format}.`);
  if (list?.takesFile === false && positionals.length > 0)
    throw new CommandFailure('extra-argument', `--${first} is about all files; it takes none.`);
}

function printWay(context: CommandContext, modules: OpenModules): void {
  const { flags, folder } = context;
  const [from, to] = flags.values('path').map((name) => moduleNamed(modules, folder, name));
  const { answers } = modules.session;
  const way = answers.way(from ?? '', to ?? '');
  const format = flags.value('format') ?? 'text';
  if (way !== undefined && (format === 'dot' || format === 'mermaid')) {
    draw(context, subgraphOf(answers, new Set(way), way), [from ?? ''], 'dependencies');
    return;
  }
  print(context, modules, { path: way ?? null }, () => {
    if (way !== undefined) return [way.map(visible).join('\n-> ')];
    const back = answers.way(to ?? '', from ?? '');
    const hint = back ? ` It is the other way round: ${back.map(visible).join(' -> ')}` : '';
    return [`${visible(from ?? '')} does not lead to ${visible(to ?? '')}.${hint}`];
  });
}

function printModules(context: CommandContext, modules: OpenModules): void {
  const { flags, positionals, folder } = context;
  const { answers, graph } = modules.session;
  const direction: ModuleDirection = flags.has('dependents') ? 'dependents' : 'dependencies';
  const [name] = positionals;
  const start = name === undefined ? undefined : moduleNamed(modules, folder, name);
  const paths =
    start === undefined
      ? graph.pathsOf(graph.present())
      : [start, ...graph.pathsOf(answers.reached(start, direction))];
  const files = subgraphOf(answers, new Set(paths));
  const isTree = !isJson(context) && (flags.value('format') ?? 'text') === 'text';
  const shown =
    start === undefined ? files : withActions(files, { paths, direction, isTree }, modules);
  const roots = start === undefined ? endsOf(shown, direction) : [start];
  if (isJson(context)) {
    const json = { direction, roots, ...nodesOf(shown, modules), edges: graphData(shown).edges };
    context.output.printJson({ ...head, ...json, broken: brokenIn(modules) });
    return;
  }
  draw(context, shown, roots, direction);
}

function nodesOf(shown: Graph, { session, actions }: OpenModules) {
  const names = graphData(shown).nodes;
  const isFile = (name: string): boolean => session.graph.numberOf(name) !== undefined;
  return {
    modules: names.filter(isFile).map((path) => session.answers.figures(path as RelativePath)),
    actions: names
      .filter((name) => !isFile(name))
      .map((id) => ({ id, durationMs: actions?.durationOf(id as ActionId) ?? null })),
  };
}

/** Files of the way at hand. */
interface Reached {
  /** Nearest first. */
  readonly paths: readonly RelativePath[];
  readonly direction: ModuleDirection;
  /** A task is shown at the nearest file alone: where it declares no inputs, it reads all of its package. */
  readonly isTree: boolean;
}

/** With the tasks that read the files and all that is built after those, or that write them and all before. */
function withActions(
  files: Graph,
  { paths, direction, isTree }: Reached,
  { engine, actions }: OpenModules,
): Graph {
  if (engine === undefined || actions === undefined) return files;
  const graph = {
    dependencies: new Map<string, readonly string[]>(files.dependencies),
    dependents: new Map<string, readonly string[]>(files.dependents),
  };
  const link = (from: string, to: string): void => {
    graph.dependencies.set(from, [...(graph.dependencies.get(from) ?? []), to]);
    graph.dependents.set(to, [...(graph.dependents.get(to) ?? []), from]);
  };
  const near = new Set<ActionId>();
  const note = (id: ActionId): void => {
    near.add(id);
    for (const map of [graph.dependencies, graph.dependents]) if (!map.has(id)) map.set(id, []);
  };
  for (const path of paths)
    for (const id of direction === 'dependents'
      ? actions.readersOf(path)
      : actions.writersOf(path)) {
      if (isTree && near.has(id)) continue;
      note(id);
      if (direction === 'dependents') link(id, path);
      else link(path, id);
    }
  const next = engine.engine.graph[direction];
  for (const id of near)
    for (const other of next.get(id) ?? []) {
      note(other);
      if (direction === 'dependents') link(other, id);
      else link(id, other);
    }
  return graph;
}

/** The part of the graph that has these files. @param way only its steps, where it is given */
function subgraphOf(
  answers: ModuleAnswers,
  paths: ReadonlySet<string>,
  way?: readonly string[],
): Graph {
  const nextOf = (direction: ModuleDirection) => (path: string) =>
    [
      path,
      (answers.neighbours(path, direction) ?? []).filter(
        (other) => paths.has(other) && (way === undefined || isStep(way, path, other)),
      ),
    ] as const;
  return {
    dependencies: new Map([...paths].map(nextOf('dependencies'))),
    dependents: new Map([...paths].map(nextOf('dependents'))),
  };
}

function isStep(way: readonly string[], from: string, to: string): boolean {
  return Math.abs(way.indexOf(from) - way.indexOf(to)) === 1;
}

/** Where trees start: what nothing leads to, and where everything is in circles, the first by name. */
function endsOf(graph: Graph, direction: ModuleDirection): readonly string[] {
  const before = direction === 'dependencies' ? graph.dependents : graph.dependencies;
  const ends = [...before].filter(([, others]) => others.length === 0).map(([path]) => path);
  return ends.length > 0 ? ends.sort() : [...before.keys()].sort().slice(0, 1);
}

function draw(
  { flags, output }: CommandContext,
  graph: Graph,
  roots: readonly string[],
  direction: ModuleDirection,
): void {
  const format = (flags.value('format') ?? 'text') as GraphFormat;
  const text = formatGraph({ graph, roots, direction, visible, title: 'modules' }, format);
  output.stdout.write(text);
}
