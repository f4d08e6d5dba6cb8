/** Lists about files, as `cachescope graph` prints them: circles, what nothing uses, boundaries between packages, what leads nowhere. */
import { positionOf } from '../../engine/config/jsonc.ts';
import { atOnce } from '../../modules/graph/answerSteps.ts';
import { unresolvedImports } from '../../modules/graph/unresolved.ts';
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';
import { countText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import { brokenIn } from './lacks.ts';
import { moduleNamed, type OpenModules } from './openModules.ts';

/** One list. */
export interface ModuleList {
  /** Of its option. */
  readonly name: string;
  /** Whether it may be of one file. */
  readonly takesFile: boolean;
  print(context: CommandContext, modules: OpenModules): void;
}

/** All of them. */
export const moduleLists: readonly ModuleList[] = [
  { name: 'cycles', takesFile: true, print: printCycles },
  { name: 'unused', takesFile: false, print: printUnused },
  { name: 'boundaries', takesFile: false, print: printBoundaries },
  { name: 'unresolved', takesFile: true, print: printUnresolved },
];

/** What all answers about files begin with in JSON. */
export const head = { version: jsonVersion, command: 'graph' };

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

function printUnresolved(context: CommandContext, modules: OpenModules): void {
  const { session } = modules;
  const [name] = context.positionals;
  const of = name === undefined ? undefined : moduleNamed(modules, context.folder, name);
  const paths = of === undefined ? session.graph.pathsOf(session.graph.present()).sort() : [of];
  const unresolved = paths.flatMap((path) => {
    const found = unresolvedImports(session.record(path));
    const text = found.length === 0 ? '' : (session.text(path) ?? '');
    return found.map(({ specifier, reason, start }) => {
      return { path, ...positionOf(text, start), specifier, reason };
    });
  });
  print(context, modules, { unresolved }, () => {
    if (unresolved.length === 0) return ['Every import leads somewhere.'];
    return unresolved.map(({ path, line, specifier, reason }) =>
      visible(`${path}:${line}  ${specifier}  ${reason}`),
    );
  });
}

/** @param lines of text, where that is wanted */
export function print(
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

/** Whether JSON is wanted. */
export function isJson({ flags, output }: CommandContext): boolean {
  return output.json || flags.value('format') === 'json';
}
