/**
 * Lays spans out: by lane, sorted, nested by their times alone. What overlaps its neighbour without being inside goes to an overflow lane
 * of the same thread, as Perfetto does, because a stack cannot show it.
 */
import type { Lane, SpanColumns } from '../profile.ts';
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import { sortSpans } from './sortSpans.ts';
import type { SpanStore } from './spanStore.ts';

/** A lane as a reader names it. */
export interface LaneName {
  readonly name: string;
  readonly group: string;
}

/** What came out. */
export interface LaidOut {
  readonly spans: SpanColumns;
  readonly lanes: readonly Lane[];
  /** For each span of the store its number in the columns, -1 where it was left out. */
  readonly numbers: Int32Array;
  /** For each lane of the reader the number of its first lane here, -1 where it has none. */
  readonly laneNumbers: Int32Array;
}

/**
 * Lays spans out.
 * @param names of the lanes, in the order in which they are shown
 * @param keep lanes that are shown even without spans
 * @param tolerance how much longer than its parent a child may be and still be inside, for rounded numbers
 */
export function layOut(
  store: SpanStore,
  names: readonly LaneName[],
  options: {
    readonly limits: ReadLimits;
    readonly notes: Notes;
    readonly tolerance: number;
    readonly keep: ReadonlySet<number>;
  },
): LaidOut {
  const { order, offsets } = byLane(store, names.length);
  const output = new Output(store, options);
  const laneNumbers = new Int32Array(names.length).fill(-1);
  names.forEach((name, lane) => {
    const range = { from: offsets[lane] as number, to: offsets[lane + 1] as number };
    if (range.from === range.to && !options.keep.has(lane)) return;
    sortSpans(order, range, store.starts.values, store.durations.values);
    laneNumbers[lane] = output.lanes.length;
    output.addLane(name, order.subarray(range.from, range.to));
  });
  return { spans: output.spans(), lanes: output.lanes, numbers: output.numbers, laneNumbers };
}

/** A counting sort, which keeps the order of the file within a lane. */
function byLane(
  store: SpanStore,
  laneCount: number,
): { readonly order: Uint32Array; readonly offsets: Uint32Array } {
  const lanes = store.lanes.values;
  const offsets = new Uint32Array(laneCount + 1);
  for (let at = 0; at < store.length; at++) {
    const lane = lanes[at] as number;
    offsets[lane + 1] = (offsets[lane + 1] as number) + 1;
  }
  for (let lane = 0; lane < laneCount; lane++)
    offsets[lane + 1] = (offsets[lane + 1] as number) + (offsets[lane] as number);
  const places = offsets.slice();
  const order = new Uint32Array(store.length);
  for (let at = 0; at < store.length; at++) {
    const lane = lanes[at] as number;
    const place = places[lane] as number;
    places[lane] = place + 1;
    order[place] = at;
  }
  return { order, offsets };
}

class Output {
  readonly lanes: Lane[] = [];
  readonly numbers: Int32Array;
  readonly #store: SpanStore;
  readonly #limits: ReadLimits;
  readonly #notes: Notes;
  readonly #tolerance: number;
  readonly #starts: Float64Array<ArrayBuffer>;
  readonly #durations: Float64Array<ArrayBuffer>;
  readonly #frames: Uint32Array<ArrayBuffer>;
  readonly #details: Uint32Array<ArrayBuffer>;
  readonly #depths: Uint16Array<ArrayBuffer>;
  readonly #parents: Int32Array<ArrayBuffer>;
  /** The spans that are open at the place that is looked at, outermost first. */
  readonly #openEnds: Float64Array;
  readonly #openNumbers: Int32Array;
  #count = 0;

  constructor(
    store: SpanStore,
    options: { readonly limits: ReadLimits; readonly notes: Notes; readonly tolerance: number },
  ) {
    const { length } = store;
    this.#store = store;
    this.#limits = options.limits;
    this.#notes = options.notes;
    this.#tolerance = options.tolerance;
    this.numbers = new Int32Array(length).fill(-1);
    this.#starts = new Float64Array(length);
    this.#durations = new Float64Array(length);
    this.#frames = new Uint32Array(length);
    this.#details = new Uint32Array(length);
    this.#depths = new Uint16Array(length);
    this.#parents = new Int32Array(length);
    this.#openEnds = new Float64Array(options.limits.depth);
    this.#openNumbers = new Int32Array(options.limits.depth);
  }

  addLane(name: LaneName, order: Uint32Array): void {
    let rest = this.#addRow(name, order);
    for (let row = 1; rest.length > 0; row++) {
      if (row > this.#limits.overflowLanes) {
        this.#notes.add(
          `# spans are left out: more than ${this.#limits.overflowLanes} of one thread overlap without nesting.`,
          rest.length,
        );
        return;
      }
      const number = row === 1 ? '' : ` ${row}`;
      rest = this.#addRow({ ...name, name: `${name.name} (overflow${number})` }, rest);
    }
  }

  spans(): SpanColumns {
    const count = this.#count;
    const isFull = count === this.#starts.length;
    return {
      starts: isFull ? this.#starts : this.#starts.slice(0, count),
      durations: isFull ? this.#durations : this.#durations.slice(0, count),
      frames: isFull ? this.#frames : this.#frames.slice(0, count),
      depths: isFull ? this.#depths : this.#depths.slice(0, count),
      parents: isFull ? this.#parents : this.#parents.slice(0, count),
      details: isFull ? this.#details : this.#details.slice(0, count),
    };
  }

  /** Adds a lane with what fits. @returns what did not fit */
  #addRow(name: LaneName, order: Uint32Array): Uint32Array {
    const first = this.#count;
    const { rest, depth, tooDeep } = this.#nest(order);
    this.lanes.push({ ...name, first, count: this.#count - first, depth });
    if (tooDeep > 0) {
      this.#notes.add(
        `# spans are left out: they lie deeper than the limit of ${this.#limits.depth.toLocaleString('en-US')} levels.`,
        tooDeep,
      );
    }
    return rest;
  }

  #nest(order: Uint32Array): { rest: Uint32Array; depth: number; tooDeep: number } {
    const starts = this.#store.starts.values;
    const durations = this.#store.durations.values;
    const ends = this.#openEnds;
    const tolerance = this.#tolerance;
    let rest: Uint32Array | undefined;
    let restCount = 0;
    let open = 0;
    let depth = 0;
    let tooDeep = 0;
    for (let at = 0; at < order.length; at++) {
      const span = order[at] as number;
      const start = starts[span] as number;
      const end = start + (durations[span] as number);
      while (open > 0 && (ends[open - 1] as number) <= start + tolerance) open--;
      if (open > 0 && end > (ends[open - 1] as number) + tolerance) {
        rest ??= new Uint32Array(order.length - at);
        rest[restCount++] = span;
      } else if (open === ends.length) tooDeep++;
      else {
        this.#place(span, open);
        ends[open++] = end;
        if (open > depth) depth = open;
      }
    }
    return { rest: rest?.subarray(0, restCount) ?? new Uint32Array(0), depth, tooDeep };
  }

  #place(span: number, open: number): void {
    const store = this.#store;
    const number = this.#count++;
    this.numbers[span] = number;
    this.#starts[number] = store.starts.values[span] as number;
    this.#durations[number] = store.durations.values[span] as number;
    this.#frames[number] = store.frames.values[span] as number;
    this.#details[number] = store.details.values[span] as number;
    this.#depths[number] = open;
    this.#parents[number] = open > 0 ? (this.#openNumbers[open - 1] as number) : -1;
    this.#openNumbers[open] = number;
  }
}
