/** Instants in the order in which a reader meets them, sorted at the end. */
import type { InstantColumns } from '../profile.ts';
import { Float64Column, firstNumbers, isAscending, Uint32Column } from './columns.ts';
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import { radixSort } from './sortSpans.ts';

/** Collects instants. */
export class InstantStore {
  readonly times: Float64Column;
  readonly #frames: Uint32Column;
  /** Lane plus one; 0 belongs to all. */
  readonly #lanes: Uint32Column;
  readonly #details: Uint32Column;
  readonly #limit: number;
  readonly #notes: Notes;
  #left = 0;

  /** @param from a store to begin with the same as */
  constructor(
    options: { readonly limits: ReadLimits; readonly notes: Notes },
    from?: InstantStore,
  ) {
    this.#limit = options.limits.instants;
    this.#notes = options.notes;
    this.times = from?.times.copy() ?? new Float64Column();
    this.#frames = from ? from.#frames.copy() : new Uint32Column();
    this.#lanes = from ? from.#lanes.copy() : new Uint32Column();
    this.#details = from ? from.#details.copy() : new Uint32Column();
    this.#left = from ? from.#left : 0;
  }

  /** @param lane -1 where it belongs to all */
  push(time: number, frame: number, lane: number, detail: number): void {
    if (this.times.length >= this.#limit) {
      this.#left++;
      return;
    }
    this.times.push(time);
    this.#frames.push(frame);
    this.#lanes.push(lane + 1);
    this.#details.push(detail);
  }

  /** Gives lanes other numbers. */
  renumberLanes(places: Uint32Array): void {
    const { values, length } = this.#lanes;
    for (let at = 0; at < length; at++) {
      const lane = values[at] as number;
      if (lane > 0) values[at] = (places[lane - 1] as number) + 1;
    }
  }

  /** Lanes that have instants. */
  lanesInUse(): ReadonlySet<number> {
    const lanes = new Set<number>();
    for (const lane of this.#lanes.toArray()) if (lane > 0) lanes.add(lane - 1);
    return lanes;
  }

  /** The columns, by time. @param laneNumbers the profile's lane of each lane of the reader */
  columns(laneNumbers: Int32Array): InstantColumns {
    if (this.#left > 0) {
      const limit = this.#limit.toLocaleString('en-US');
      this.#notes.add(`# instants are left out: a profile shows at most ${limit}.`, this.#left);
    }
    if (!isAscending(this.times)) this.#sort();
    const lanes = new Int32Array(this.times.length);
    for (let at = 0; at < lanes.length; at++) {
      const lane = this.#lanes.values[at] as number;
      lanes[at] = lane === 0 ? -1 : (laneNumbers[lane - 1] ?? -1);
    }
    const [times, frames, details] = [this.times, this.#frames, this.#details];
    return {
      ...{ times: times.toArray(), frames: frames.toArray(), lanes, details: details.toArray() },
    };
  }

  #sort(): void {
    const order = firstNumbers(this.times.length);
    radixSort(order, this.times.values);
    for (const column of [this.times, this.#frames, this.#lanes, this.#details]) {
      const values = column.toArray();
      for (let at = 0; at < order.length; at++)
        column.values[at] = values[order[at] as number] as number;
    }
  }
}
