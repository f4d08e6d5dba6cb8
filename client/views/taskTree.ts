/** The Tasks view: groups (by task or by package) and their actions, with state, last duration and the reason in a few words. */
import type { FolderStatus } from '../../server/protocol/overview.ts';
import type {
  ActionGroup,
  ActionGrouping,
  ActionRow,
  ActionStatus,
  ReasonRow,
} from '../../server/protocol/tasks.ts';
import { formatCount, formatDuration, formatShare, oneLine } from '../format.ts';
import { t } from '../texts.ts';
import type { Ask } from './ask.ts';
import { folderNodes } from './folderNodes.ts';
import { facts, joinParts, type TooltipPart, type TreeModel, type ViewNode } from './node.ts';
import { pagedNodes } from './paging.ts';
import { lookOfStatus } from './statusLook.ts';

/** What a task view is made with. */
export interface TaskTreeSource {
  readonly ask: Ask;
  readonly folders: () => readonly FolderStatus[];
  readonly grouping: () => ActionGrouping;
  readonly filter: () => string;
}

// In the order in which a person wants to hear of them.
const told: readonly ActionStatus[] = ['running', 'queued', 'failed', 'stale', 'dirty'];

/** The model of the view. */
export class TaskTree implements TreeModel {
  readonly #source: TaskTreeSource;

  constructor(source: TaskTreeSource) {
    this.#source = source;
  }

  roots(): Promise<readonly ViewNode[]> {
    return folderNodes(this.#source.folders(), ({ folder }) => this.groups(folder));
  }

  /** The groups of a folder. */
  async groups(folder: string): Promise<ViewNode[]> {
    const { ask, grouping, filter } = this.#source;
    const words = filter();
    const params = { folder, grouping: grouping(), ...(words === '' ? {} : { filter: words }) };
    const groups = await ask('cachescope/actionGroups', params);
    return groups.map((group) => this.#groupNode(folder, group, groups.length === 1));
  }

  #groupNode(folder: string, group: ActionGroup, isOnly: boolean): ViewNode {
    const description = groupText(group);
    const isTask = this.#source.grouping() === 'task';
    return {
      key: groupKey(folder, group.name),
      label: oneLine(group.name),
      description,
      icon: { id: isTask ? 'symbol-event' : 'package' },
      context: isTask ? 'group task' : 'group package',
      spoken: `${group.name}, ${description}`,
      shape: isOnly ? 'open' : 'closed',
      subject: { folder, ...(isTask ? { targets: [group.name] } : {}) },
      children: () => this.#actions(folder, group.name),
      tooltip: () => groupTooltip(group),
    };
  }

  #actions(folder: string, group: string): Promise<ViewNode[]> {
    const { ask, grouping, filter } = this.#source;
    const words = filter();
    return pagedNodes({
      key: groupKey(folder, group),
      page: (offset, limit) =>
        ask('cachescope/actions', {
          folder,
          grouping: grouping(),
          group,
          offset,
          limit,
          ...(words === '' ? {} : { filter: words }),
        }),
      node: (row) => actionNode(folder, row),
    });
  }
}

/** Key of an action's row, to replace it when the action changed. */
export function actionKey(folder: string, action: string): string {
  return `action:${folder}:${action}`;
}

/** Key of a group's row. */
export function groupKey(folder: string, group: string): string {
  return `group:${folder}:${group}`;
}

/** The row of an action. */
export function actionNode(folder: string, row: ActionRow): ViewNode {
  const look = lookOfStatus(row.status);
  const [reason] = row.reasons;
  const isBusy = row.status === 'running' || row.status === 'queued';
  return {
    key: actionKey(folder, row.id),
    label: oneLine(row.id),
    description: joinParts(
      standingText(row),
      row.lastDurationMs === undefined ? undefined : formatDuration(row.lastDurationMs),
    ),
    icon: look.icon,
    context: `action ${isBusy ? 'busy' : 'idle'} ${row.ends ? 'ends' : 'endless'} ${row.status}`,
    spoken: joinParts(row.id, look.text, reason?.text),
    shape: 'leaf',
    subject: { folder, action: row.id, targets: [row.id], ...placeOf(row) },
    enter: 'cachescope.explain',
    tooltip: () => actionTooltip(row),
  };
}

// Views are narrow: what a person wants to know comes first, and the icon says the state already. The reason stands for the state where it is the
// present one; it is an old one where the action is not checked, and none where it is fresh.
function standingText({ status, reasons: [reason] }: ActionRow): string | undefined {
  if (status === 'fresh') return undefined;
  const isDecided = status === 'stale' || status === 'failed' || status === 'restorable';
  return isDecided && reason !== undefined ? shortText(reason) : lookOfStatus(status).text;
}

// The folders of a file and the whole sentence are in the tooltip.
function shortText({ kind, text, path, action }: ReasonRow): string {
  if (kind === 'dependency-would-run' && action !== undefined) {
    return t('after {0}', oneLine(action));
  }
  const name = path?.slice(path.lastIndexOf('/') + 1);
  return oneLine(path === undefined || name === undefined ? text : text.replace(path, () => name));
}

function placeOf({ declared }: ActionRow): { path?: string; line?: number } {
  return declared === undefined ? {} : { path: declared.path, line: declared.line };
}

function actionTooltip(row: ActionRow): TooltipPart[] {
  const duration = row.lastDurationMs;
  return [
    { type: 'title', text: row.id },
    ...facts({
      [t('State')]: lookOfStatus(row.status).text,
      [t('Last duration')]: duration === undefined ? t('never ran') : formatDuration(duration),
      [t('Hit rate')]: row.hitRate === undefined ? undefined : formatShare(row.hitRate),
      [t('Declared in')]: row.declared && `${row.declared.path}:${row.declared.line}`,
    }),
    ...row.reasons.slice(0, 10).map(({ text }) => ({ type: 'line', text }) as const),
    { type: 'code', text: row.command },
  ];
}

function groupText({ actions, byStatus }: ActionGroup): string {
  const parts = told.flatMap((status) => {
    const count = byStatus[status] ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${lookOfStatus(status).text}`];
  });
  const count = actions === 1 ? t('1 action') : t('{0} actions', formatCount(actions));
  return joinParts(count, ...parts);
}

function groupTooltip({ name, byStatus }: ActionGroup): TooltipPart[] {
  const counts = Object.entries(byStatus) as [ActionStatus, number][];
  return [
    { type: 'title', text: name },
    ...counts.map(
      ([status, count]) =>
        ({ type: 'fact', name: lookOfStatus(status).text, value: formatCount(count) }) as const,
    ),
  ];
}
