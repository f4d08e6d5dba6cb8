// Compares the tree after a build with what a clean build of the same inputs makes.

import type { EngineEvent } from '../../server/engine/events.ts';
import type { ActionResult } from '../../server/engine/model/run.ts';
import { idOf, toolFolder } from './actions.ts';
import { type Item, type Tree, toolText } from './command.ts';
import { declaredBy, inRegion, type Start, type Verdict } from './model.ts';
import type { ActionSpec, Step } from './script.ts';
import { sameItem, subtree, treeDifferences } from './tree.ts';

/** How one build went. */
export interface Build {
  readonly step: Step;
  readonly start: Start;
  readonly results: ReadonlyMap<number, ActionResult>;
  readonly events: readonly EngineEvent[];
  readonly cancelled: boolean;
  readonly after: Tree;
}

/** @returns one line for each path that is not as it must be */
export function treeProblems(build: Build, verdicts: ReadonlyMap<number, Verdict>): string[] {
  const { specs, sources, tool } = build.start;
  const isOutput = (path: string): boolean => /^p\d+\/(out|alt)_\d+(\/|\.stamp|$)/.test(path);
  const expected = new Map<string, Item>(
    [...sources].map(([path, source]) => [path, { type: 'file', ...source }]),
  );
  expected.set(`${toolFolder}/stampit`, {
    type: 'file',
    content: toolText(tool),
    executable: true,
  });
  const rest = subtree(
    build.after,
    (path) => !isOutput(path) && build.after.get(path)?.type !== 'folder',
  );
  const problems = treeDifferences(expected, rest);
  for (const [index, spec] of specs.entries()) {
    problems.push(...regionProblems(build, index, spec, verdicts.get(index)));
  }
  return problems;
}

function regionProblems(
  build: Build,
  index: number,
  spec: ActionSpec,
  verdict: Verdict | undefined,
): string[] {
  const isDeclared = declaredBy(spec, index);
  const isOwn = spec.declares === 'no-outputs' ? inRegion(spec, index) : isDeclared;
  const after = subtree(build.after, isOwn);
  const problems = leftOverProblems(build, index, isOwn, verdict);
  if (verdict) {
    // What is not declared is not cleared either, so a failure leaves what was there before.
    const isKept = verdict.state === 'failed' && spec.declares === 'no-outputs';
    const kept = isKept ? subtree(build.start.disk, isOwn) : [];
    return [...problems, ...treeDifferences(new Map([...kept, ...verdict.ending.outputs]), after)];
  }
  // Stopped half-way: whatever it wrote by then. The next build must not be fooled by it.
  if (build.cancelled && wasStarted(build, index)) return problems;
  return [...problems, ...treeDifferences(subtree(build.start.disk, isOwn), after)];
}

/** Outputs under a declaration that does not hold any more: what was recorded must go, what a person put there stays. */
function leftOverProblems(
  build: Build,
  index: number,
  isOwn: (path: string) => boolean,
  verdict: Verdict | undefined,
): string[] {
  const isElsewhere = (path: string): boolean =>
    new RegExp(`^p\\d+/(out|alt)_${index}(/|\\.stamp)`).test(path) && !isOwn(path);
  const before = subtree(build.start.disk, isElsewhere);
  const after = subtree(
    build.after,
    (path) => isElsewhere(path) && build.after.get(path)?.type !== 'folder',
  );
  const problems = [...after].flatMap(([path, item]) =>
    sameItem(before.get(path), item) ? [] : [`${path} changed, though nobody writes it`],
  );
  if (!verdict || verdict.state === 'failed') return problems;
  const recorded: Tree =
    verdict.isTracked && !build.step.noCache
      ? (verdict.memory.latest?.outputs ?? new Map())
      : new Map();
  for (const [path, item] of after) {
    if (sameItem(recorded.get(path), item))
      problems.push(`${path} was written by an older run of ${idOf(index)} and is still there`);
  }
  return problems;
}

function wasStarted({ events }: Build, index: number): boolean {
  return events.some((event) => event.type === 'action-started' && event.action === idOf(index));
}
