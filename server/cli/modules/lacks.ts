/** What makes answers about modules less than they seem: files that could not be parsed, or that there are none. */
import type { RelativePath } from '../../engine/model/brand.ts';
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

/** All of them, each with what is wrong first. */
export function brokenIn({ session }: OpenModules): readonly BrokenFile[] {
  const { graph } = session;
  const found: BrokenFile[] = [];
  for (const node of graph.present()) {
    if (!graph.isBroken(node)) continue;
    const path = graph.pathOf(node);
    const [problem] = session.record(path)?.facts.problems ?? [];
    const before = session.text(path)?.slice(0, problem?.start ?? 0) ?? '';
    const { length } = before.split('\n');
    found.push({ path, line: length, message: problem?.message ?? '' });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** For people, beside the answer. */
export function tellLacks({ stderr, json, quiet }: Output, modules: OpenModules): void {
  if (json || quiet) return;
  const tell = (text: string): void => {
    stderr.write(`${stderr.style.yellow(visible(`cachescope: ${text}`))}\n`);
  };
  if (modules.session.graph.modules === 0)
    tell(
      `There are no modules in ${modules.root}: no scripts, styles, JSON or components that git does not ignore.`,
    );
  const [first, ...others] = brokenIn(modules);
  if (first === undefined) return;
  const { path, line, message } = first;
  const more = others.length === 0 ? '' : `; nor ${countText(others.length, 'other file')}`;
  tell(
    `${path}:${line} could not be parsed: ${message}${more}. Imports and exports there may be missing here.`,
  );
}
