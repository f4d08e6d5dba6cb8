/**
 * Arrows that form chains, as those of a critical path do. Viewers bind what is written in the spans themselves to these very spans, but only one number to
 * each; an arrow that is an event of its own is bound to a moment, and Perfetto takes the span for it that began last, which may be a child.
 * https://github.com/google/perfetto/blob/main/src/trace_processor/importers/common/flow_tracker.cc
 */
import type { Profile } from '../profile.ts';

/** What a span has of a chain. */
export interface ChainLink {
  /** From 1. */
  readonly chain: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/** Arrows as they can be written. */
export interface Chains {
  /** By number of the span. */
  readonly links: ReadonlyMap<number, ChainLink>;
  /** Numbers of the arrows that are in no chain. */
  readonly others: readonly number[];
}

/** Finds chains: an arrow is of one where its source has no other that leads from it, and its target no other that leads to it. */
export function chainsOf({ flows, spans }: Pick<Profile, 'flows' | 'spans'>): Chains {
  const [outs, ins] = [counted(flows.from), counted(flows.to)];
  const next = new Map<number, number>();
  const others: number[] = [];
  flows.from.forEach((from, at) => {
    const to = flows.to[at] ?? 0;
    const isForward = nanosecond(spans.starts[from]) < nanosecond(spans.starts[to]);
    if (isForward && outs.get(from) === 1 && ins.get(to) === 1) next.set(from, to);
    else others.push(at);
  });
  return { links: linksOf(next), others };
}

/** As it is written. */
function nanosecond(start = 0): number {
  return Math.round(start * 1000);
}

function counted(spans: Uint32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const span of spans) counts.set(span, (counts.get(span) ?? 0) + 1);
  return counts;
}

/** Only correct if no chain is a circle, and none is: each arrow leads on in time. */
function linksOf(next: ReadonlyMap<number, number>): ReadonlyMap<number, ChainLink> {
  const links = new Map<number, ChainLink>();
  const targets = new Set(next.values());
  let chain = 0;
  for (const first of next.keys()) {
    if (targets.has(first)) continue;
    chain++;
    for (let at: number | undefined = first; at !== undefined; at = next.get(at))
      links.set(at, { chain, hasNext: next.has(at), hasPrevious: targets.has(at) });
  }
  return links;
}
