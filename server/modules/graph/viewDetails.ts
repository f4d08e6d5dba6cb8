/** What a view tells of one node: of a folder, what all files in it come to. */
import type { GraphViewNode } from '../../protocol/modules.ts';
import type { ActionStatus } from '../../protocol/tasks.ts';
import type { AnswerSteps } from './answerSteps.ts';
import { filesIn } from './folderTree.ts';
import type { PlannedNode } from './viewNodes.ts';
import type { Readers, ViewSource } from './viewSource.ts';

/** States from the one that is to be shown first. */
const statuses: readonly ActionStatus[] = [
  'failed',
  'running',
  'queued',
  'stale',
  'dirty',
  'restorable',
  'uncached',
  'unknown',
  'fresh',
];

/** The node of a file or a folder. */
export function* nodeOf(
  planned: PlannedNode,
  {
    source,
    readers,
    step,
  }: { readonly source: ViewSource; readonly readers: Readers; readonly step: () => boolean },
): AnswerSteps<GraphViewNode> {
  const { graph } = source.answers;
  const { folder, file, parent } = planned;
  const files = folder === undefined ? [file ?? 0] : [...filesIn(folder)];
  const by = new Set<string>();
  let inCycle = false;
  let newest: number | undefined;
  for (const one of files) {
    if (step()) yield;
    for (const id of readers[one] ?? []) by.add(id);
    inCycle ||= source.answers.isInCircle(one);
    const at = source.changedAt(graph.pathOf(one));
    if (at !== undefined && (newest === undefined || at > newest)) newest = at;
  }
  const path = folder?.path ?? graph.pathOf(file ?? 0);
  const status = worstOf(by, source);
  const costMs = source.costOf(by);
  return {
    id: `${planned.type}:${path}`,
    type: planned.type,
    label: folder?.label ?? path.slice(path.lastIndexOf('/') + 1),
    files: files.length,
    inCycle,
    ...(parent === undefined ? {} : { parent: `folder:${parent}` }),
    ...(status === undefined ? {} : { status }),
    ...(costMs === undefined ? {} : { costMs }),
    ...(newest === undefined ? {} : { changedAt: newest }),
  };
}

function worstOf(actions: Iterable<string>, source: ViewSource): ActionStatus | undefined {
  let worst = statuses.length;
  for (const id of actions) {
    const status = source.statusOf(id);
    if (status !== undefined) worst = Math.min(worst, statuses.indexOf(status));
  }
  return statuses[worst];
}
