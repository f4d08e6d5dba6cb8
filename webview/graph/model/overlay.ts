/**
 * What colours say: what a node is, how its actions stand, what a change of it costs, or when it was changed. Each class has a sign besides
 * its colour, for whom colours are alike.
 */
import type { GraphViewNode } from '../../../server/protocol/modules.ts';
import type { ActionStatus } from '../../../server/protocol/tasks.ts';

/** Overlays that there are. */
export const overlayNames = ['type', 'state', 'cost', 'recency'] as const;
/** One of them. */
export type OverlayName = (typeof overlayNames)[number];

/** Colours of the theme, by what they are used for; `heat` are five of growing strength. */
export type Hue =
  | 'plain'
  | 'blue'
  | 'green'
  | 'yellow'
  | 'orange'
  | 'red'
  | 'purple'
  | 'heat1'
  | 'heat2'
  | 'heat3'
  | 'heat4'
  | 'heat5';

/** All hues, in the order of their numbers. */
export const hues: readonly Hue[] = [
  ...(['plain', 'blue', 'green', 'yellow', 'orange', 'red', 'purple'] as const),
  ...(['heat1', 'heat2', 'heat3', 'heat4', 'heat5'] as const),
];

/** One class of nodes. */
export interface NodeClass {
  /** English; a text of the page. */
  readonly label: string;
  readonly hue: Hue;
  /** One letter beside the name; '' for none. */
  readonly sign: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const ofType: Readonly<Record<GraphViewNode['type'], NodeClass>> = {
  folder: { label: 'Folder', hue: 'blue', sign: '' },
  file: { label: 'File', hue: 'plain', sign: '' },
  package: { label: 'Package', hue: 'purple', sign: '' },
  action: { label: 'Action', hue: 'green', sign: '▶' },
};

const ofStatus: Readonly<Record<ActionStatus, NodeClass>> = {
  fresh: { label: 'Fresh', hue: 'green', sign: '✓' },
  restorable: { label: 'Would be restored', hue: 'blue', sign: '↺' },
  dirty: { label: 'Dirty: not checked yet', hue: 'yellow', sign: '?' },
  stale: { label: 'Stale: would run', hue: 'orange', sign: '!' },
  queued: { label: 'Waiting', hue: 'purple', sign: '…' },
  running: { label: 'Running', hue: 'purple', sign: '▶' },
  failed: { label: 'Failed', hue: 'red', sign: '✗' },
  uncached: { label: 'Runs every time', hue: 'plain', sign: '∞' },
  unknown: { label: 'Not looked at yet', hue: 'plain', sign: '·' },
};
const readByNone: NodeClass = { label: 'Read by no action', hue: 'plain', sign: '' };

/** Classes by a figure: the first whose limit is not reached. */
const costs: readonly (readonly [most: number, NodeClass])[] = [
  [0.1 * second, { label: 'below 0.1 s', hue: 'heat1', sign: '▁' }],
  [second, { label: '0.1 s to 1 s', hue: 'heat2', sign: '▂' }],
  [10 * second, { label: '1 s to 10 s', hue: 'heat3', sign: '▄' }],
  [minute, { label: '10 s to 1 min', hue: 'heat4', sign: '▆' }],
  [Number.POSITIVE_INFINITY, { label: '1 min or more', hue: 'heat5', sign: '█' }],
];
const noCost: NodeClass = { label: 'No cost known', hue: 'plain', sign: '' };

const ages: readonly (readonly [most: number, NodeClass])[] = [
  [hour, { label: 'in the last hour', hue: 'heat5', sign: '█' }],
  [day, { label: 'in the last day', hue: 'heat4', sign: '▆' }],
  [7 * day, { label: 'in the last week', hue: 'heat3', sign: '▄' }],
  [30 * day, { label: 'in the last month', hue: 'heat2', sign: '▂' }],
  [Number.POSITIVE_INFINITY, { label: 'longer ago', hue: 'heat1', sign: '▁' }],
];
const noAge: NodeClass = { label: 'No change known', hue: 'plain', sign: '' };

/** The class of a node. @param now milliseconds since 1970 */
export function classOf(overlay: OverlayName, node: GraphViewNode, now: number): NodeClass {
  switch (overlay) {
    case 'type':
      return ofType[node.type] ?? ofType.file;
    case 'state':
      return node.status === undefined ? readByNone : (ofStatus[node.status] ?? ofStatus.unknown);
    case 'cost':
      return node.costMs === undefined ? noCost : classBelow(costs, node.costMs);
    case 'recency':
      return node.changedAt === undefined ? noAge : classBelow(ages, now - node.changedAt);
  }
}

function classBelow(of: readonly (readonly [number, NodeClass])[], value: number): NodeClass {
  const found = of.find(([most]) => value < most) ?? of.at(-1);
  return found?.[1] ?? noCost;
}

/** Those classes of an overlay that some node has, in their own order. */
export function legendOf(classes: readonly NodeClass[], overlay: OverlayName): NodeClass[] {
  const used = new Set(classes);
  return classesIn(overlay).filter((one) => used.has(one));
}

/** All classes of an overlay. */
export function classesIn(overlay: OverlayName): NodeClass[] {
  switch (overlay) {
    case 'type':
      return Object.values(ofType);
    case 'state':
      return [...Object.values(ofStatus), readByNone];
    case 'cost':
      return [...costs.map(([, one]) => one), noCost];
    case 'recency':
      return [...ages.map(([, one]) => one), noAge];
  }
}
