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
import { type Look, lookOfAction, lookOfStatus } from './statusLook.ts';

/** What a task view is made with. */
export interface TaskTreeSource {
  readonly ask: Ask;
  readonly folders: () => readonly FolderStatus[];
  readonly grouping: () => ActionGrouping;
  readonly filter: () => string;
}

// The order in which a person wants to hear of them; the first that a group has gives the group its icon.
const worstFirst: readonly ActionStatus[] = [
  'failed',
  'running',
  'queued',
  'stale',
  'dirty',
  'unknown',
  'restorable',
  'uncached',
  'fresh',
];
// As actions of the folder's own package.json call it.
const rootPackage = '//';
// Where nothing else is to be said, the count of members says enough.
const untold: readonly ActionStatus[] = ['uncached', 'fresh'];

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
    const look = worstLook(group);
    const isTask = this.#source.grouping() === 'task';
    return {
      key: groupKey(folder, group.name),
      label: oneLine(group.name),
      description,
      icon: look.icon,
      context: isTask ? 'group task' : 'group package',
      spoken: joinParts(group.name, description),
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
      node: (row) => actionNode(folder, row, grouping()),
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
export function actionNode(folder: string, row: ActionRow, grouping: ActionGrouping): ViewNode {
  const look = lookOfAction(row);
  const { label, below } = nameInGroup(row, grouping);
  const [reason] = row.reasons;
  const isBusy = row.status === 'running' || row.status === 'queued';
  return {
    key: actionKey(folder, row.id),
    label: oneLine(label),
    description: joinParts(
      standingText(row),
      row.lastDurationMs === undefined ? undefined : formatDuration(row.lastDurationMs),
      below,
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

// What the group above says already is left out, and a file's folders come last: in a narrow view the end is cut off.
function nameInGroup(
  { id, kind, name, group }: ActionRow,
  grouping: ActionGrouping,
): { label: string; below?: string } {
  if (kind === 'task') {
    const folder = group === rootPackage ? t('root folder') : group;
    return { label: grouping === 'task' ? folder : name };
  }
  const path = id.startsWith(`${name}:`) ? id.slice(name.length + 1) : id;
  const slash = path.lastIndexOf('/');
  return slash < 0
    ? { label: path }
    : { label: path.slice(slash + 1), below: path.slice(0, slash) };
}

// Views are narrow: what a person wants to know comes first, and the icon says the state already. The reason stands for the state where it is the
// present one; it is an old one where the action is not checked, and none where it is fresh.
function standingText(row: ActionRow): string | undefined {
  const { status, reasons } = row;
  const [reason] = reasons;
  if (status === 'fresh') return undefined;
  const isDecided = status === 'stale' || status === 'failed' || status === 'restorable';
  return isDecided && reason !== undefined ? shortText(reason) : lookOfAction(row).text;
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
      [t('State')]: lookOfAction(row).text,
      [t('Last duration')]: duration === undefined ? t('never ran') : formatDuration(duration),
      [t('Hit rate')]: row.hitRate === undefined ? undefined : formatShare(row.hitRate),
      [t('Declared in')]: row.declared && `${row.declared.path}:${row.declared.line}`,
    }),
    ...row.reasons.slice(0, 10).map(({ text }) => ({ type: 'line', text }) as const),
    { type: 'code', text: row.command },
  ];
}

function groupText({ actions, byStatus }: ActionGroup): string {
  const all = actions === 1 ? t('1 action') : t('{0} actions', formatCount(actions));
  const parts = worstFirst.flatMap((status) => {
    const count = byStatus[status] ?? 0;
    if (count === 0 || untold.includes(status)) return [];
    return [{ count, text: `${formatCount(count)} ${lookOfStatus(status).text}` }];
  });
  const isAll = parts.some(({ count }) => count === actions);
  return joinParts(...parts.map(({ text }) => text), isAll ? undefined : all);
}

function worstLook({ byStatus }: ActionGroup): Look {
  const worst = worstFirst.find((status) => (byStatus[status] ?? 0) > 0);
  return lookOfStatus(worst ?? 'unknown');
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
