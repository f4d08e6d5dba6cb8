/** What is laid over the chart of a run: some boxes in another colour, with a line around them and a sign before their name, and the rest dimmed. */

import type { RunAction } from '../../../server/profiles/run/runActions.ts';
import { meanings } from './colorClasses.ts';
import type { ActionChange, ChangeKind } from './compareRuns.ts';
import type { Layout } from './layout.ts';

/** An overlay of a layout. */
export interface Overlay {
  /** By position: `dimmed`, `own`, or the number of a colour plus one. */
  readonly marks: Uint8Array;
  /** Positions that have a line around them. */
  readonly outlined: readonly number[];
  /** By position: what stands before the name. */
  readonly signs: ReadonlyMap<number, string>;
}

/** Marks that are no colours. */
export const overlayMarks = { dimmed: 0, own: 255 } as const;

/** A span that an overlay is about. */
export interface MarkedSpan {
  readonly span: number;
  readonly mark: number;
  /** '' for none. */
  readonly sign: string;
}

/** Actions on the critical path keep their colour. */
export function criticalSpans(actions: readonly RunAction[]): MarkedSpan[] {
  const critical = actions.filter(({ isCritical }) => isCritical);
  return critical.map(({ span }) => ({ span, mark: overlayMarks.own, sign: '' }));
}

const marksOfKinds: Readonly<Record<ChangeKind, number>> = {
  missed: 1 + meanings.bad,
  slower: 1 + meanings.bad,
  new: 1 + meanings.work,
  gone: overlayMarks.dimmed,
  faster: 1 + meanings.good,
  hit: 1 + meanings.good,
  same: overlayMarks.dimmed,
};

/** Actions that changed have a colour, and a sign that says the same. @param signOf e.g. `▲ +1.2 s` */
export function changedSpans(
  changes: readonly ActionChange[],
  signOf: (change: ActionChange) => string,
): MarkedSpan[] {
  return changes.flatMap((change) => {
    const { now, kind } = change;
    const mark = marksOfKinds[kind];
    if (now === undefined || mark === overlayMarks.dimmed) return [];
    return [{ span: now.span, mark, sign: signOf(change) }];
  });
}

/** @param marks by span, of the spans and of all below them */
export function overlayOf(
  { spans }: Layout,
  marks: Uint8Array,
  marked: readonly MarkedSpan[],
): Overlay {
  const byPosition = new Uint8Array(spans.length);
  const signOfSpan = new Map(marked.map(({ span, sign }) => [span, sign]));
  const outlined: number[] = [];
  const signs = new Map<number, string>();
  for (let position = 0; position < spans.length; position++) {
    const span = spans[position] ?? 0;
    byPosition[position] = marks[span] ?? 0;
    const sign = signOfSpan.get(span);
    if (sign === undefined) continue;
    outlined.push(position);
    if (sign !== '') signs.set(position, sign);
  }
  return { marks: byPosition, outlined, signs };
}
