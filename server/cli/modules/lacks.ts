/** What makes answers about modules less than they seem: files that could not be parsed, or that there are none. */
import { positionOf } from '../../engine/config/jsonc.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ModuleProblem } from '../../modules/model.ts';
import { brokenText } from '../../modules/problems.ts';
import type { Output } from '../output.ts';
import { countText } from '../render/units.ts';
import { visible } from '../render/visible.ts';
import type { OpenModules } from './openModules.ts';

/** A file that could be parsed in part only, or not at all. */
export interface BrokenFile {
  readonly path: RelativePath;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

const nothing: ModuleProblem = { message: '', start: 0, end: 0 };

/** All of them, each with what is wrong first. */
export function brokenIn(modules: OpenModules): readonly BrokenFile[] {
  return brokenPaths(modules).map((path) => {
    const { line, problem } = brokenFile(modules, path);
    return { path, line, message: problem.message };
  });
}

function brokenPaths({ session: { graph } }: OpenModules): readonly RelativePath[] {
  const found: RelativePath[] = [];
  for (const node of graph.present()) if (graph.isBroken(node)) found.push(graph.pathOf(node));
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function brokenFile({ session }: OpenModules, path: RelativePath) {
  const [problem = nothing] = session.record(path)?.facts.problems ?? [];
  const { line } = positionOf(session.text(path) ?? '', problem.start);
  return { line, problem };
}

/** For people, beside the answer. */
export function tellLacks(output: Output, modules: OpenModules): void {
  if (modules.session.graph.modules === 0)
    tell(
      output,
      `There are no modules in ${modules.root}: no scripts, styles, JSON or components that git does not ignore.`,
    );
  tellBroken(output, modules);
}

/** Of broken files alone. */
export function tellBroken(output: Output, modules: OpenModules): void {
  const [first, ...others] = brokenPaths(modules);
  if (first === undefined) return;
  const { line, problem } = brokenFile(modules, first);
  const text = brokenText(`${first}:${line}`, problem, 'Its imports and exports may be missing.');
  const more = others.length === 0 ? '' : ` Nor could ${countText(others.length, 'other file')}.`;
  tell(output, text + more);
}

function tell({ stderr, json, quiet }: Output, text: string): void {
  if (json || quiet) return;
  stderr.write(`${stderr.style.yellow(visible(`cachescope: ${text}`))}\n`);
}
