/** Instants in the order in which a reader meets them, sorted at the end. */
import type { InstantColumns } from '../profile.ts';
import { Float64Column, Uint32Column } from './columns.ts';
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import { radixSort } from './sortSpans.ts';

/** Collects instants. */
export class InstantStore {
  readonly times = new Float64Column();
  readonly #frames = new Uint32Column();
  /** Lane plus one; 0 belongs to all. */
  readonly #lanes = new Uint32Column();
  readonly #details = new Uint32Column();
  readonly #limit: number;
  readonly #notes: Notes;
  #left = 0;

  constructor(options: { readonly limits: ReadLimits; readonly notes: Notes }) {
    this.#limit = options.limits.instants;
    this.#notes = options.notes;
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
    const order = Uint32Array.from({ length: this.times.length }, (_, at) => at);
    radixSort(order, this.times.values);
    const pick = (column: Uint32Column) => Uint32Array.from(order, (at) => column.values[at] ?? 0);
    const lanes = Int32Array.from(order, (at) => {
      const lane = this.#lanes.values[at] ?? 0;
      return lane === 0 ? -1 : (laneNumbers[lane - 1] ?? -1);
    });
    return {
      times: Float64Array.from(order, (at) => this.times.values[at] ?? 0),
      frames: pick(this.#frames),
      lanes,
      details: pick(this.#details),
    };
  }
}
