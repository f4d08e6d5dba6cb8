/**
 * The Dependencies view: what a file or an action needs, and what needs it, one step at a time; of a file, other files and actions together. A chain may be thousands of steps long, so nothing is
 * asked for before it is opened.
 */
import type { Direction, GraphNodeRef, NeighbourRow } from '../../server/protocol/graph.ts';
import { formatCount, formatDuration, oneLine } from '../format.ts';
import type { Subject } from '../subject.ts';
import { t } from '../texts.ts';
import type { Ask } from './ask.ts';
import { facts, joinParts, noteNode, type TreeModel, type ViewNode } from './node.ts';
import { lookOfStatus, unlooked } from './statusLook.ts';

/** Where the view starts. */
export interface GraphStart {
  readonly folder: string;
  readonly node: GraphNodeRef;
}

/** What the view is made with. */
export interface DependencyTreeSource {
  readonly ask: Ask;
  /** Undefined: there is nothing to start from. */
  readonly start: () => GraphStart | undefined;
}

/** The model of the view. */
export class DependencyTree implements TreeModel {
  readonly #source: DependencyTreeSource;

  constructor(source: DependencyTreeSource) {
    this.#source = source;
  }

  async roots(): Promise<readonly ViewNode[]> {
    const start = this.#source.start();
    if (start === undefined) return [];
    return [this.#section(start, 'dependencies'), this.#section(start, 'dependents')];
  }

  #section(start: GraphStart, direction: Direction): ViewNode {
    const label = sectionText(start.node, direction);
    const key = `${direction}:${start.folder}:${nameOf(start.node)}`;
    return {
      key,
      label,
      spoken: t('{0}: {1}', label, nameOf(start.node)),
      icon: { id: direction === 'dependencies' ? 'arrow-up' : 'arrow-down' },
      context: 'direction',
      shape: 'open',
      subject: subjectOfNode(start.folder, start.node),
      children: () => this.#neighbours(start, direction, key),
    };
  }

  async #neighbours(from: GraphStart, direction: Direction, key: string): Promise<ViewNode[]> {
    const { folder, node } = from;
    const rows = await this.#source.ask('cachescope/neighbours', { folder, node, direction });
    if (rows.length === 0 && (await this.#isAnalysing(from)))
      return [noteNode(`${key}/wait`, t('Being analysed…'))];
    if (rows.length === 0) return [noteNode(`${key}/none`, t('Nothing'))];
    return rows.map((row) => this.#neighbour(folder, row, direction, key));
  }

  async #isAnalysing({ folder, node }: GraphStart): Promise<boolean> {
    if (node.type !== 'file') return false;
    return (await this.#source.ask('cachescope/modules', { folder })).state === 'analysing';
  }

  #neighbour(folder: string, row: NeighbourRow, direction: Direction, parent: string): ViewNode {
    const name = nameOf(row.node);
    const key = `${parent}/${row.node.type}:${name}`;
    const look = row.action && lookOfStatus(row.action.status);
    const behind = behindText(row, direction);
    return {
      key,
      label: oneLine(row.node.type === 'file' ? nameIn(name) : name),
      description: joinParts(look?.text, behind, row.node.type === 'file' ? folderOf(name) : ''),
      icon: look?.icon ?? { id: row.node.type === 'file' ? 'file' : unlooked },
      context: row.node.type === 'action' ? 'neighbour action' : 'neighbour file',
      spoken: joinParts(name, look?.text, behind),
      shape: row.hasMore ? 'closed' : 'leaf',
      subject: {
        ...subjectOfNode(folder, row.node),
        ...(row.action?.declared && row.node.type === 'action'
          ? { path: row.action.declared.path, line: row.action.declared.line }
          : {}),
      },
      enter: row.node.type === 'file' ? 'cachescope.openFile' : 'cachescope.explain',
      children: () => this.#neighbours({ folder, node: row.node }, direction, key),
      tooltip: () => [
        { type: 'title', text: name },
        ...facts({
          [t('State')]: look?.text,
          [t('Last duration')]:
            row.action?.lastDurationMs === undefined
              ? undefined
              : formatDuration(row.action.lastDurationMs),
        }),
        ...(row.action === undefined ? [] : [{ type: 'code', text: row.action.command } as const]),
      ],
    };
  }
}

/** The name of a node, for people. */
export function nameOf(node: GraphNodeRef): string {
  return node.type === 'action' ? node.id : node.path;
}

function subjectOfNode(folder: string, node: GraphNodeRef): Subject {
  return node.type === 'action'
    ? { folder, action: node.id, targets: [node.id] }
    : { folder, path: node.path };
}

// As the editor shows files in lists: what they are called first, then where they lie. A view at the side is narrow.
function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return oneLine(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
}

function sectionText(node: GraphNodeRef, direction: Direction): string {
  if (direction === 'dependencies')
    return node.type === 'file' ? t('Imports, and what writes it') : t('Needs');
  return node.type === 'file' ? t('Imported and read by') : t('Needed by');
}

function behindText({ behind, node }: NeighbourRow, direction: Direction): string | undefined {
  if (behind <= 1) return undefined;
  const count = formatCount(behind - 1);
  if (node.type === 'file')
    return direction === 'dependencies' ? t('depends on {0}', count) : t('affects {0}', count);
  return direction === 'dependencies' ? t('{0} before it', count) : t('{0} after it', count);
}
