/**
 * Spans that a file tells in two events, B at the start and E at the end. They are paired when all are read: events of one thread are in
 * order of time in most files, but not in all.
 */
import { Float64Column, Uint32Column } from '../layout/columns.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';

const isEnd = 1;
const isNamed = 2;
const deepestSearch = 100;

/** Collects starts and ends. */
export class NestedEvents {
  readonly #builder: ProfileBuilder;
  readonly #lanes = new Uint32Column();
  readonly #times = new Float64Column();
  readonly #frames = new Uint32Column();
  readonly #names = new Uint32Column();
  readonly #details = new Uint32Column();
  readonly #flags = new Uint32Column();

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  start(lane: number, time: number, what: { frame: number; name: number; detail: number }): void {
    this.#push(lane, time, what, 0);
  }

  /** @param what.name number of the text; an end without a name closes whatever is open */
  end(lane: number, time: number, what: { name: number; detail: number; hasName: boolean }): void {
    this.#push(lane, time, { ...what, frame: 0 }, what.hasName ? isEnd | isNamed : isEnd);
  }

  /** Makes spans of them. @param end moment at which what is still open is closed */
  finish(end: number): void {
    const { order, offsets } = this.#byLane();
    for (let lane = 0; lane + 1 < offsets.length; lane++) {
      const part = order.subarray(offsets[lane], offsets[lane + 1]);
      if (part.length === 0) continue;
      this.#sort(part);
      this.#pair(lane, part, end);
    }
  }

  /** The latest moment of all. */
  latest(): number {
    let latest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#times.length; at++) {
      const time = this.#times.values[at] as number;
      if (time > latest) latest = time;
    }
    return latest;
  }

  #push(
    lane: number,
    time: number,
    what: { frame: number; name: number; detail: number },
    flags: number,
  ): void {
    if (this.#lanes.length >= this.#builder.limits.spans * 2) {
      const limit = this.#builder.limits.spans.toLocaleString('en-US');
      this.#builder.notes.add(`# events are left out: a profile shows at most ${limit} spans.`);
      return;
    }
    this.#lanes.push(lane);
    this.#times.push(time);
    this.#frames.push(what.frame);
    this.#names.push(what.name);
    this.#details.push(what.detail);
    this.#flags.push(flags);
  }

  #byLane(): { order: Uint32Array; offsets: Uint32Array } {
    const lanes = this.#lanes.toArray();
    const laneCount = lanes.reduce((most, lane) => Math.max(most, lane + 1), 0);
    const offsets = new Uint32Array(laneCount + 1);
    for (const lane of lanes) offsets[lane + 1] = (offsets[lane + 1] as number) + 1;
    for (let lane = 0; lane < laneCount; lane++)
      offsets[lane + 1] = (offsets[lane + 1] as number) + (offsets[lane] as number);
    const places = offsets.slice();
    const order = new Uint32Array(lanes.length);
    lanes.forEach((lane, at) => {
      const place = places[lane] as number;
      places[lane] = place + 1;
      order[place] = at;
    });
    return { order, offsets };
  }

  #sort(part: Uint32Array): void {
    const times = this.#times.values;
    for (let at = 1; at < part.length; at++) {
      if ((times[part[at] as number] as number) >= (times[part[at - 1] as number] as number))
        continue;
      part.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
      return;
    }
  }

  #pair(lane: number, part: Uint32Array, end: number): void {
    const open: number[] = [];
    for (let place = 0; place < part.length; place++) {
      if (this.#endsAnother(part[place] as number)) this.#bringForward(part, place);
      const at = part[place] as number;
      if (((this.#flags.values[at] as number) & isEnd) === 0) {
        open.push(this.#open(lane, at));
        this.#openNames.push(this.#names.values[at] as number);
      } else this.#end(open, at);
    }
    if (open.length > 0) {
      this.#builder.notes.add(
        '# spans have no end; they are closed at the end of the profile.',
        open.length,
      );
    }
    while (open.length > 0) this.#close(open, end, 0);
  }

  /** Whether it is the end of a span that is not the innermost one. */
  #endsAnother(at: number): boolean {
    const isNamedEnd = this.#flags.values[at] === (isEnd | isNamed);
    return isNamedEnd && this.#names.values[at] !== this.#openNames.at(-1);
  }

  /** Of ends at one moment, the one that closes the innermost span comes first, whatever their order in the file. */
  #bringForward(part: Uint32Array, place: number): void {
    const moment = this.#times.values[part[place] as number];
    const last = Math.min(part.length, place + deepestSearch);
    for (let next = place + 1; next < last; next++) {
      const at = part[next] as number;
      const isEndThen = ((this.#flags.values[at] as number) & isEnd) !== 0;
      if (!isEndThen || this.#times.values[at] !== moment) return;
      if (this.#endsAnother(at)) continue;
      part.copyWithin(place + 1, place, next);
      part[place] = at;
      return;
    }
  }

  /** Names of the open spans of the lane at hand. */
  readonly #openNames: number[] = [];

  #open(lane: number, at: number): number {
    const time = this.#times.values[at] as number;
    const frame = this.#frames.values[at] as number;
    return this.#builder.span(lane, time, 0, frame, this.#details.values[at] as number);
  }

  #end(open: number[], at: number): void {
    const { notes } = this.#builder;
    const time = this.#times.values[at] as number;
    const detail = this.#details.values[at] as number;
    const isAny = ((this.#flags.values[at] as number) & isNamed) === 0;
    const depth = isAny ? open.length - 1 : this.#depthOf(this.#names.values[at] as number);
    if (depth < 0) {
      notes.add('# ends of spans have no start and are left out.');
      return;
    }
    if (depth < open.length - 1)
      notes.add(
        '# spans have no end of their own; they are closed with the span around them.',
        open.length - 1 - depth,
      );
    while (open.length > depth + 1) this.#close(open, time, 0);
    this.#close(open, time, detail);
  }

  /** Looks only so far that a file of wrong names takes no longer than one of right ones. */
  #depthOf(name: number): number {
    const names = this.#openNames;
    const last = Math.max(0, names.length - deepestSearch);
    for (let depth = names.length - 1; depth >= last; depth--)
      if (names[depth] === name) return depth;
    return -1;
  }

  #close(open: number[], time: number, detail: number): void {
    const span = open.pop() ?? -1;
    this.#openNames.pop();
    if (span < 0) return;
    const { store, details } = this.#builder;
    store.durations.values[span] = time - (store.starts.values[span] as number);
    if (detail !== 0)
      store.details.values[span] = details.merge(store.details.values[span] as number, detail);
  }
}
