/**
 * What all readers write into: lanes, spans, instants, counters and arrows as a file tells of them, in any order and with any clock.
 * `finish` makes the profile of it: times from zero, lanes in their order, spans nested.
 */
import type { Profile, ProfileFormat, ProfileUnit } from '../profile.ts';
import { CounterStore } from './counterStore.ts';
import { Details } from './details.ts';
import { FlowStore } from './flowStore.ts';
import { Frames } from './frames.ts';
import { InstantStore } from './instantStore.ts';
import type { LaneName } from './layOut.ts';
import { layOut } from './layOut.ts';
import type { ReadLimits } from './limits.ts';
import { Notes } from './notes.ts';
import { SpanStore } from './spanStore.ts';
import { TextTable } from './textTable.ts';

/** What the reader knows at the end. */
export interface ProfileHead {
  readonly name: string;
  readonly format: ProfileFormat;
  readonly unit: ProfileUnit;
}

/** Whether times count from the earliest of all, or are left as they are. */
export type TimeBase = 'earliest' | 'zero';

/** Collects a profile. */
export class ProfileBuilder {
  readonly limits: ReadLimits;
  readonly notes: Notes;
  readonly texts: TextTable;
  readonly frames: Frames;
  readonly details: Details;
  readonly instants: InstantStore;
  readonly counters: CounterStore;
  readonly flows: FlowStore;
  readonly store: SpanStore;
  #lanes: LaneName[];
  #laneOrder: readonly number[] | undefined;
  #left: number;

  /**
   * @param from a builder to go on from, with all that it has. It costs a copy of some columns; texts are shared. Only correct as long as nothing comes into
   *   that one: a name that it learns would have the number of another one here.
   */
  constructor(limits: ReadLimits, from?: ProfileBuilder) {
    this.limits = limits;
    this.notes = from?.notes.copy() ?? new Notes();
    this.texts = from?.texts ?? new TextTable();
    this.frames = new Frames(this.texts, this, from?.frames);
    this.details = new Details(this, from?.details);
    this.instants = new InstantStore(this, from?.instants);
    this.counters = new CounterStore(this, from?.counters);
    this.flows = new FlowStore(this, from?.flows);
    this.store = new SpanStore(from?.store);
    this.#lanes = from ? [...from.#lanes] : [];
    this.#laneOrder = from ? from.#laneOrder : undefined;
    this.#left = from ? from.#left : 0;
  }

  /** A new lane. */
  lane(name: string, group: string): number {
    return this.#lanes.push({ name, group }) - 1;
  }

  /** Names lanes anew, and says in which order they are shown. */
  arrangeLanes(lanes: readonly LaneName[], order: readonly number[]): void {
    this.#lanes = [...lanes];
    this.#laneOrder = order;
  }

  /** A span. Times are in the file's clock. @returns its number in the store, -1 beyond the limit */
  span(lane: number, start: number, duration: number, frame: number, detail: number): number {
    if (this.store.length >= this.limits.spans) {
      this.#left++;
      return -1;
    }
    this.store.push(lane, start, duration, frame, detail);
    return this.store.length - 1;
  }

  /** The profile. The builder is of no use afterwards. */
  finish(head: ProfileHead, from: TimeBase = 'earliest'): Profile {
    if (this.#left > 0) {
      this.notes.add(
        `# spans are left out: a profile shows at most ${this.limits.spans.toLocaleString('en-US')}.`,
        this.#left,
      );
    }
    const base = from === 'zero' ? 0 : this.#takeBase();
    const length = this.#end();
    const { names, keep } = this.#orderedLanes();
    const laid = layOut(this.store, names, {
      limits: this.limits,
      notes: this.notes,
      tolerance: tolerance(head.unit, base, length),
      keep,
    });
    return {
      ...head,
      base,
      length,
      frames: this.frames.table(),
      lanes: laid.lanes,
      spans: laid.spans,
      instants: this.instants.columns(laid.laneNumbers),
      counters: this.counters.series(),
      flows: this.flows.columns(laid),
      details: this.details.toArray(),
      notes: this.notes.toArray(),
    };
  }

  /** Takes the earliest moment off every time. */
  #takeBase(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const times of this.#times())
      for (let at = 0; at < times.length; at++) {
        const time = times.values[at] as number;
        if (time < least) least = time;
      }
    const base = Number.isFinite(least) ? least : 0;
    if (base === 0) return 0;
    for (const times of [...this.#times(), this.flows.times])
      for (let at = 0; at < times.length; at++)
        times.values[at] = (times.values[at] as number) - base;
    return base;
  }

  #times() {
    return [this.store.starts, this.instants.times, this.counters.times];
  }

  #end(): number {
    const { starts, durations, length } = this.store;
    let end = 0;
    for (let at = 0; at < length; at++) {
      const last = (starts.values[at] as number) + (durations.values[at] as number);
      if (last > end) end = last;
    }
    for (const times of [this.instants.times, this.counters.times])
      for (let at = 0; at < times.length; at++) {
        const time = times.values[at] as number;
        if (time > end) end = time;
      }
    return end;
  }

  /** Puts lanes into the order in which they are shown; from here on their numbers are others. */
  #orderedLanes(): { names: readonly LaneName[]; keep: ReadonlySet<number> } {
    const order = this.#laneOrder;
    if (order === undefined) return { names: this.#lanes, keep: this.instants.lanesInUse() };
    const places = new Uint32Array(this.#lanes.length);
    order.forEach((lane, place) => {
      places[lane] = place;
    });
    const { lanes, length } = this.store;
    for (let at = 0; at < length; at++)
      lanes.values[at] = places[lanes.values[at] as number] as number;
    this.instants.renumberLanes(places);
    this.flows.renumberLanes(places);
    const names = order.map((lane) => this.#lanes[lane] ?? { name: '', group: '' });
    return { names, keep: this.instants.lanesInUse() };
  }
}

/** Half a nanosecond for what was rounded when it was written, and what a double cannot hold of a clock that started in 1970. */
function tolerance(unit: ProfileUnit, base: number, length: number): number {
  const precision = 2 ** (Math.ceil(Math.log2(Math.abs(base) + length + 1)) - 51);
  return unit === 'time' ? Math.max(precision, 0.0005) : precision;
}
