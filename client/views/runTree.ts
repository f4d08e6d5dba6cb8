/** The Runs view: the history, newest first, with what became of each run. */
import type { FolderStatus } from '../../server/protocol/overview.ts';
import type { RunSummary } from '../../server/protocol/tasks.ts';
import {
  formatAge,
  formatCount,
  formatDuration,
  formatShare,
  formatTime,
  oneLine,
} from '../format.ts';
import type { ActiveRun } from '../runs.ts';
import { t } from '../texts.ts';
import type { Ask } from './ask.ts';
import { folderNodes } from './folderNodes.ts';
import { facts, joinParts, type TooltipPart, type TreeModel, type ViewNode } from './node.ts';
import { pagedNodes } from './paging.ts';
import { bad, good } from './statusLook.ts';

/** What a view of runs is made with. */
export interface RunTreeSource {
  readonly ask: Ask;
  readonly folders: () => readonly FolderStatus[];
  /** Runs under way, newest first. */
  readonly active: () => readonly ActiveRun[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The model of the view. */
export class RunTree implements TreeModel {
  readonly #source: RunTreeSource;

  constructor(source: RunTreeSource) {
    this.#source = source;
  }

  roots(): Promise<readonly ViewNode[]> {
    const { ask, folders, active, now } = this.#source;
    return folderNodes(folders(), async ({ folder }) => [
      ...active().flatMap((run) => (run.folder === folder ? [activeNode(run)] : [])),
      ...(await pagedNodes({
        key: `runs:${folder}`,
        page: (offset, limit) => ask('cachescope/runs', { folder, offset, limit }),
        node: (run) => runNode(folder, run, now()),
      })),
    ]);
  }
}

/** The row of a run under way. */
export function activeNode({ folder, run, targets }: ActiveRun): ViewNode {
  const name = oneLine(targets.join(' ')) || t('all targets');
  return {
    key: `active:${folder}:${run}`,
    label: name,
    description: t('running'),
    icon: { id: 'sync~spin' },
    context: 'active',
    spoken: joinParts(name, t('running')),
    shape: 'leaf',
    subject: { folder, run, targets },
    enter: 'cachescope.showRunningBuild',
    tooltip: () => [{ type: 'title', text: name }, ...facts({ [t('State')]: t('running') })],
  };
}

/** The row of a run. */
export function runNode(folder: string, run: RunSummary, now: number): ViewNode {
  const name = oneLine(run.targets.join(' ')) || t('all targets');
  const hits = run.hitRate === undefined ? undefined : t('{0} hits', formatShare(run.hitRate));
  const failed = run.failed === 0 ? undefined : t('{0} failed', formatCount(run.failed));
  const age = formatAge(run.startedAt, now);
  return {
    key: `run:${folder}:${run.id}`,
    label: name,
    description: joinParts(failed, age, formatDuration(run.durationMs), hits),
    icon: lookOfRun(run),
    context: run.failed > 0 ? 'run failed' : 'run',
    spoken: joinParts(name, failed ?? t('succeeded'), age, hits),
    shape: 'leaf',
    subject: { folder, run: run.id, targets: run.targets },
    enter: 'cachescope.openRun',
    tooltip: () => runTooltip(run),
  };
}

function lookOfRun(run: RunSummary) {
  if (run.failed > 0) return { id: 'error', color: bad };
  if (run.ran === 0 && run.skipped > 0) return { id: 'debug-step-over' };
  return { id: 'pass', color: good };
}

function runTooltip(run: RunSummary): TooltipPart[] {
  return [
    { type: 'title', text: run.targets.join(' ') || t('all targets') },
    ...facts({
      [t('Started')]: formatTime(run.startedAt),
      [t('Duration')]: formatDuration(run.durationMs),
      [t('Fresh')]: formatCount(run.fresh),
      [t('Restored')]: formatCount(run.restored),
      [t('Ran')]: formatCount(run.ran),
      [t('Failed')]: run.failed === 0 ? undefined : formatCount(run.failed),
      [t('Skipped')]: run.skipped === 0 ? undefined : formatCount(run.skipped),
      [t('Hit rate')]: run.hitRate === undefined ? undefined : formatShare(run.hitRate),
      [t('Time saved')]: formatDuration(run.savedMs),
    }),
  ];
}
