/** What of a page survives when it is unloaded. It comes back from a page, of another version perhaps, so each part is checked. */
import type { Look } from '../model/camera.ts';
import type { LayoutMemory } from '../model/layout.ts';
import { type OverlayName, overlayNames } from '../model/overlay.ts';
import type { Way } from '../model/reach.ts';

/** Ways that the focus may go. */
export const ways: readonly Way[] = ['both', 'dependencies', 'dependents'];
/** Steps around the focus. */
export const depthMax = 5;

/** What is shown of the surroundings of one node. */
export interface Focus {
  /** Of a node, e.g. `file:src/a.ts`. */
  readonly id: string;
  readonly depth: number;
  readonly way: Way;
}

/** All that is kept. */
export interface PageState {
  /** Paths of open folders; undefined: nobody has opened or closed any yet. */
  readonly open: readonly string[] | undefined;
  /** Paths of folders that are closed in the focus, where all others are open. */
  readonly closed: readonly string[];
  /** Ids of nodes that are not to be shown. */
  readonly hidden: readonly string[];
  readonly focus: Focus | undefined;
  readonly actions: boolean;
  readonly packages: boolean;
  readonly types: boolean;
  readonly cyclesOnly: boolean;
  readonly overlay: OverlayName;
  readonly words: string;
  readonly tree: boolean;
  /** Id of the selected node; '' for none. */
  readonly selected: string;
  readonly look: Look | undefined;
  /** Of the graph without a focus. */
  readonly memory: LayoutMemory;
}

const textMax = 4096;

/** Reads it. */
export function readState(kept: Readonly<Record<string, unknown>> | undefined): PageState {
  const { open, closed, hidden, focus, actions, packages, types, cyclesOnly } = kept ?? {};
  const { overlay, words, tree, selected, look, memory } = kept ?? {};
  return {
    open: isTextList(open) ? open : undefined,
    closed: isTextList(closed) ? closed : [],
    hidden: isTextList(hidden) ? hidden : [],
    focus: readFocus(focus),
    actions: actions === true,
    packages: packages === true,
    types: types !== false,
    cyclesOnly: cyclesOnly === true,
    overlay: overlayNames.find((one) => one === overlay) ?? 'type',
    words: isText(words) ? words : '',
    tree: tree !== false,
    selected: isText(selected) ? selected : '',
    look: readLook(look),
    memory: readMemory(memory),
  };
}

function readFocus(value: unknown): Focus | undefined {
  if (!isRecord(value)) return undefined;
  const { id, depth, way } = value;
  const known = ways.find((one) => one === way);
  const isDepth = typeof depth === 'number' && depth >= 1 && depth <= depthMax;
  return isText(id) && isDepth && known !== undefined ? { id, depth, way: known } : undefined;
}

function readLook(value: unknown): Look | undefined {
  if (!isRecord(value)) return undefined;
  const { x, y, scale } = value;
  if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(scale)) return undefined;
  return Number(scale) > 0 ? { x: Number(x), y: Number(y), scale: Number(scale) } : undefined;
}

function readMemory(value: unknown): LayoutMemory {
  if (!isRecord(value)) return {};
  const boxes = Object.entries(value).map(([id, columns]) => [id, readColumns(columns)] as const);
  return Object.fromEntries(boxes.filter(([, columns]) => columns.length > 0));
}

function readColumns(value: unknown) {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap(({ top, ids, isOverflow }) => {
    const isColumn = typeof top === 'number' && Number.isFinite(top) && isTextList(ids);
    return isColumn ? [{ top, ids, isOverflow: isOverflow === true }] : [];
  });
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= textMax;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
