/** `cachescope graph` about files: what imports what, circles, what nothing uses, the way between two, boundaries between packages. */
import { positionOf } from '../../engine/config/jsonc.ts';
import { formatGraph, type GraphFormat, graphData } from '../../engine/graph/formats.ts';
import type { ActionId, RelativePath } from '../../engine/model/brand.ts';
import { atOnce } from '../../modules/graph/answerSteps.ts';
import type { ModuleAnswers } from '../../modules/graph/answers.ts';
import type { ModuleDirection } from '../../modules/graph/moduleGraph.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { countText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { printWarnings } from '../workspace.ts';
import { brokenIn, tellLacks } from './lacks.ts';
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
    if (flags.has('cycles')) printCycles(context, modules);
    else if (flags.has('unused')) printUnused(context, modules);
    else if (flags.has('boundaries')) printBoundaries(context, modules);
    else if (flags.has('path')) printWay(context, modules);
    else printModules(context, modules);
    return 0;
  } finally {
    await modules.close();
  }
}

function refuseTogether({ flags, positionals }: CommandContext): void {
  const asked = ['cycles', 'unused', 'boundaries', 'path'].filter((name) => flags.has(name));
  if (asked.length > 1)
    throw new CommandFailure('bad-option', `Give --${asked[0]} or --${asked[1]}, not both.`);
  const format = flags.value('format');
  const isList = asked.length === 1 && asked[0] !== 'path';
  if (isList && (format === 'dot' || format === 'mermaid'))
    throw new CommandFailure('bad-option', `--${asked[0]} is a list; it has no format ${format}.`);
  if (isList && positionals.length > 0 && asked[0] !== 'cycles')
    throw new CommandFailure('extra-argument', `--${asked[0]} is about all files; it takes none.`);
}

function printCycles(context: CommandContext, modules: OpenModules): void {
  const { positionals, folder } = context;
  const { answers, graph } = modules.session;
  const all = atOnce(answers.circles());
  const [name] = positionals;
  const of = name === undefined ? undefined : moduleNamed(modules, folder, name);
  const number = of === undefined ? undefined : graph.numberOf(of);
  const wanted = number === undefined ? all : all.filter(({ members }) => members.includes(number));
  const cycles = wanted.map(({ members, shortest }) => ({
    members: graph.pathsOf(members).sort(),
    shortest: graph.pathsOf(shortest),
  }));
  print(context, modules, { cycles }, () => {
    if (cycles.length === 0)
      return [
        of === undefined
          ? 'No module imports itself, near or far.'
          : `${visible(of)} is in no circle of imports.`,
      ];
    return cycles.map(({ members, shortest: [first = '', ...others] }) => {
      const round = [first, ...others, first].map(visible).join(' -> ');
      const more = members.length - others.length - 1;
      return more === 0 ? round : `${round}  (${countText(members.length, 'module')} in all)`;
    });
  });
}

function printUnused(context: CommandContext, modules: OpenModules): void {
  const { session } = modules;
  const { missing, starts: entries } = atOnce(session.answers.entries());
  if (context.flags.value('unused') === 'files') {
    const files = atOnce(session.answers.unusedFiles());
    print(context, modules, { unused: files.map((path) => ({ path })), missing, entries }, () =>
      files.length === 0 ? ['Every file is used.'] : files.map(visible),
    );
    tellMissing(context, missing);
    tellNoEntries(context, modules, entries);
    return;
  }
  const unused = atOnce(session.answers.unusedExports()).map(({ path, name, start }) => {
    const { line } = positionOf(session.text(path) ?? '', start);
    return { path, name, line };
  });
  print(context, modules, { unused, missing, entries }, () =>
    unused.length === 0
      ? ['Every export is used.']
      : unused.map(({ path, name, line }) => visible(`${path}:${line}  ${name}`)),
  );
  tellMissing(context, missing);
  tellNoEntries(context, modules, entries);
}

/** What makes the list longer than it should be. */
function tellMissing({ output }: CommandContext, missing: readonly string[]): void {
  const [first] = missing;
  if (first === undefined || output.json || output.quiet) return;
  const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
  const text = `cachescope: ${first} is not there${more}. What is imported only by names that stand in it counts as unused: start or build once what writes it.`;
  output.stderr.write(`${output.stderr.style.yellow(visible(text))}\n`);
}

/** Then the list is of all files, and says nothing. */
function tellNoEntries(
  { output }: CommandContext,
  { session }: OpenModules,
  entries: number,
): void {
  if (entries > 0 || session.graph.modules === 0 || output.json || output.quiet) return;
  const text =
    'cachescope: No file was found that is used from outside, so all count as unused. Name such files as "modules": { "entry": [...] } in cachescope.json.';
  output.stderr.write(`${output.stderr.style.yellow(text)}\n`);
}

function printBoundaries(context: CommandContext, modules: OpenModules): void {
  const { boundaries } = modules.session.answers;
  print(context, modules, { boundaries }, () => {
    if (boundaries.length === 0) return ['No import crosses from one package to another.'];
    return boundaries.map(({ from, to, imports, isDeclared, example }) => {
      const lack = isDeclared ? '' : `  not in its package.json, e.g. ${example.from}`;
      return visible(`${from} -> ${to}  ${countText(imports, 'import')}${lack}`);
    });
  });
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

const head = { version: jsonVersion, command: 'graph' };

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

function print(
  context: CommandContext,
  modules: OpenModules,
  json: object,
  lines: () => readonly string[],
): void {
  if (isJson(context)) context.output.printJson({ ...head, ...json, broken: brokenIn(modules) });
  else
    context.output.stdout.write(
      lines()
        .map((line) => `${line}\n`)
        .join(''),
    );
}

function isJson({ flags, output }: CommandContext): boolean {
  return output.json || flags.value('format') === 'json';
}
