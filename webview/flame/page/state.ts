/** What of a page survives when it is unloaded. It comes back from a page, of another version perhaps, so each part is checked. */
import { type ColorMode, colorModes } from '../model/colorClasses.ts';
import type { BoxIdentity } from '../model/samePlace.ts';
import type { Stretch } from '../model/viewport.ts';

/** Views of a profile. */
export const viewNames = ['time', 'heavy', 'sandwich', 'table'] as const;

/** One of them. */
export type ViewName = (typeof viewNames)[number];

/** What is laid over the chart of a run. */
export const overlayNames = ['none', 'critical', 'compared'] as const;

/** One of them. */
export type OverlayName = (typeof overlayNames)[number];

/** Where one looks in a chart. */
export interface Look {
  readonly view: Stretch;
  readonly scrollTop: number;
  /** Position of the box with the focus; -1 for none. */
  readonly focused: number;
  /** The same box where positions change from one time to the next: while a run is under way. */
  readonly chosen?: BoxIdentity;
  readonly range?: Stretch;
}

/** All that is kept. */
export interface PageState {
  readonly view: ViewName;
  readonly mode: ColorMode;
  readonly query: string;
  /** Frame of the sandwich; -1 for none. */
  readonly frame: number;
  readonly overlay: OverlayName;
  /** The run that is compared with; '' for none. */
  readonly other: string;
  /** Of a run under way: the end stays in sight. */
  readonly follow: boolean;
  readonly look?: Look;
}

/** How a page begins. */
export const newState: PageState = {
  ...{ view: 'time', mode: 'name', query: '', frame: -1 },
  ...{ overlay: 'none', other: '', follow: true },
};

/** Reads it. */
export function readState(kept: Readonly<Record<string, unknown>> | undefined): PageState {
  const { view, mode, query, frame, overlay, other, follow, look } = kept ?? {};
  const known = readLook(look);
  return {
    view: viewNames.find((one) => one === view) ?? newState.view,
    mode: colorModes.find((one) => one === mode) ?? newState.mode,
    query: typeof query === 'string' ? query : newState.query,
    frame: isWhole(frame) ? frame : newState.frame,
    overlay: overlayNames.find((one) => one === overlay) ?? newState.overlay,
    other: typeof other === 'string' ? other : newState.other,
    follow: follow !== false,
    ...(known === undefined ? {} : { look: known }),
  };
}

function readLook(value: unknown): Look | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { view, scrollTop, focused, chosen, range } = value as Readonly<Record<string, unknown>>;
  const seen = readStretch(view);
  const selected = readStretch(range);
  if (seen === undefined || !isWhole(scrollTop) || !isWhole(focused)) return undefined;
  const box = readBox(chosen);
  return {
    ...{ view: seen, scrollTop, focused },
    ...(box === undefined ? {} : { chosen: box }),
    ...(selected === undefined ? {} : { range: selected }),
  };
}

function readBox(value: unknown): BoxIdentity | undefined {
  const { name, lane, depth, start } = { ...(value as Partial<BoxIdentity> | null) };
  if (typeof name !== 'string' || typeof start !== 'number' || !isWhole(depth)) return undefined;
  if (typeof lane?.name !== 'string' || typeof lane.group !== 'string') return undefined;
  return { name, lane: { name: lane.name, group: lane.group }, depth, start };
}

function readStretch(value: unknown): Stretch | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { from, to } = value as Readonly<Record<string, unknown>>;
  if (typeof from !== 'number' || typeof to !== 'number') return undefined;
  return Number.isFinite(from) && to > from ? { from, to } : undefined;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
