/**
 * Arrows between spans. A file names the moment and the lane of each end, and means the innermost span there; which one that is, is known
 * once all spans are laid out.
 */
import type { FlowColumns, SpanColumns } from '../profile.ts';
import { Float64Column, Uint32Column } from './columns.ts';
import type { LaidOut } from './layOut.ts';
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import { radixSort } from './sortSpans.ts';

/** What one end is: where an arrow starts, where it passes, or where it leads; after an open end, others may follow from the same start. */
export type FlowEnd = 'start' | 'step' | 'end' | 'end-enclosing' | 'end-open';

const kinds: readonly FlowEnd[] = ['start', 'step', 'end', 'end-enclosing', 'end-open'];

/** Collects ends of arrows. */
export class FlowStore {
  readonly times: Float64Column;
  readonly #lanes: Uint32Column;
  readonly #kinds: Uint32Column;
  readonly #ids: Uint32Column;
  /** Number of the end's span in the store plus one; 0 where lane and moment say which it is. */
  readonly #spans: Uint32Column;
  /** Arrows whose spans are known, by number in the store. */
  readonly #from: Uint32Column;
  readonly #to: Uint32Column;
  readonly #limit: number;
  readonly #notes: Notes;

  /** @param from a store to begin with the same as */
  constructor(options: { readonly limits: ReadLimits; readonly notes: Notes }, from?: FlowStore) {
    this.#limit = options.limits.flows;
    this.#notes = options.notes;
    this.times = from?.times.copy() ?? new Float64Column();
    this.#lanes = from ? from.#lanes.copy() : new Uint32Column();
    this.#kinds = from ? from.#kinds.copy() : new Uint32Column();
    this.#ids = from ? from.#ids.copy() : new Uint32Column();
    this.#spans = from ? from.#spans.copy() : new Uint32Column();
    this.#from = from ? from.#from.copy() : new Uint32Column();
    this.#to = from ? from.#to.copy() : new Uint32Column();
  }

  /**
   * @param id the same number for the ends of one arrow
   * @param span number of the span in the store, -1 where it is the one of this lane and moment
   */
  push(kind: FlowEnd, id: number, lane: number, time: number, span = -1): void {
    if (this.times.length >= this.#limit) {
      const limit = this.#limit.toLocaleString('en-US');
      this.#notes.add(`# ends of arrows are left out: a profile shows at most ${limit}.`);
      return;
    }
    this.times.push(time);
    this.#lanes.push(lane);
    this.#kinds.push(kinds.indexOf(kind));
    this.#ids.push(id);
    this.#spans.push(span + 1);
  }

  /** An arrow between two spans of the store. */
  pushSpans(from: number, to: number): void {
    this.#from.push(from);
    this.#to.push(to);
  }

  /** Gives lanes other numbers. */
  renumberLanes(places: Uint32Array): void {
    const { values, length } = this.#lanes;
    for (let at = 0; at < length; at++) values[at] = places[values[at] as number] as number;
  }

  /** The arrows whose both ends lie on a span. */
  columns(laid: LaidOut): FlowColumns {
    const from = new Uint32Column();
    const to = new Uint32Column();
    const last = new Map<number, number>();
    let lost = 0;
    for (const at of this.#order()) {
      const id = this.#ids.values[at] as number;
      const kind = kinds[this.#kinds.values[at] as number] ?? 'step';
      const span = this.#spanAt(at, kind, laid);
      const before = last.get(id);
      if (span < 0) lost++;
      else if (kind !== 'start' && before !== undefined && before !== span) {
        from.push(before);
        to.push(span);
      }
      if (kind === 'end' || kind === 'end-enclosing') last.delete(id);
      else if (span >= 0 && kind !== 'end-open') last.set(id, span);
    }
    for (let at = 0; at < this.#from.length; at++) {
      const source = laid.numbers[this.#from.values[at] as number] ?? -1;
      const target = laid.numbers[this.#to.values[at] as number] ?? -1;
      if (source < 0 || target < 0) continue;
      from.push(source);
      to.push(target);
    }
    if (lost > 0) this.#notes.add('# ends of arrows lie on no span and are not shown.', lost);
    return { from: from.toArray(), to: to.toArray() };
  }

  /** By time; those of one moment in the order of the file. */
  #order(): Uint32Array {
    const order = Uint32Array.from({ length: this.times.length }, (_, at) => at);
    const times = this.times.values;
    // Ends may lie before the first span, and the radix sort takes no negative numbers.
    if (order.every((at) => (times[at] as number) >= 0)) radixSort(order, times);
    else order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
    return order;
  }

  #spanAt(at: number, kind: FlowEnd, { spans, lanes, laneNumbers, numbers }: LaidOut): number {
    const own = this.#spans.values[at] as number;
    if (own > 0) return numbers[own - 1] ?? -1;
    const time = this.times.values[at] as number;
    const lane = lanes[laneNumbers[this.#lanes.values[at] as number] ?? -1];
    if (lane === undefined) return -1;
    const range = { first: lane.first, count: lane.count };
    const next = kind === 'end' ? firstSpanFrom(spans, range, time) : -1;
    return next >= 0 ? next : enclosingSpan(spans, range, time);
  }
}

interface SpanRange {
  readonly first: number;
  readonly count: number;
}

/** The first span of a lane that starts at a moment or after it; -1 where none does. */
function firstSpanFrom({ starts }: SpanColumns, { first, count }: SpanRange, time: number): number {
  let low = first;
  let high = first + count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low < first + count ? low : -1;
}

/** The innermost span of a lane around a moment; -1 where there is none. */
function enclosingSpan(spans: SpanColumns, range: SpanRange, time: number): number {
  const end = range.first + range.count;
  const from = firstSpanFrom(spans, range, time);
  let span = from < 0 ? end - 1 : from;
  while (span + 1 < end && (spans.starts[span + 1] as number) <= time) span++;
  if (span >= range.first && (spans.starts[span] as number) > time) span--;
  if (span < range.first) return -1;
  while (span >= 0 && (spans.starts[span] as number) + (spans.durations[span] as number) < time)
    span = spans.parents[span] as number;
  return span;
}
