/** Lanes of a run's profile: the engine, its slots, and rows for what waits. Each is made when something first lies on it. */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';

interface Row {
  readonly lane: number;
  end: number;
}

/** Ten thousand actions that wait at once would make as many rows, which nobody can look at; a counter has them all. */
const waitingRowsMax = 16;

/** Gives out lanes. */
export class RunLanes {
  /** Heading of all lanes of a run. */
  static readonly group = 'cachescope';
  readonly #builder: ProfileBuilder;
  readonly #lanes: { readonly name: string; readonly rank: number }[];
  readonly #slots: Map<number, number>;
  /** By slot; the first row is the slot's own. */
  readonly #processes: Map<number, Row[]>;
  readonly #engine: Row[];
  readonly #waiting: Row[];

  /** @param from lanes to go on from, of a builder that this one goes on from */
  constructor(builder: ProfileBuilder, from?: RunLanes) {
    const copied = (rows: readonly Row[]) => rows.map((row) => ({ ...row }));
    this.#builder = builder;
    this.#lanes = from ? [...from.#lanes] : [];
    this.#slots = new Map(from ? from.#slots : []);
    this.#processes = new Map();
    for (const [slot, rows] of from ? from.#processes : []) this.#processes.set(slot, copied(rows));
    this.#engine = copied(from ? from.#engine : []);
    this.#waiting = copied(from ? from.#waiting : []);
  }

  /** The lane of a slot, from 0. */
  slot(slot: number): number {
    const known = this.#slots.get(slot);
    if (known !== undefined) return known;
    const lane = this.#add(`Slot ${slot + 1}`, slotRank(slot));
    this.#slots.set(slot, lane);
    return lane;
  }

  /**
   * A lane for a process of an action in a slot: the slot's own, or one below it where another process lies at that time. To be asked in
   * the order of their starts.
   */
  process(
    slot: number,
    from: number,
    to: number,
  ): { readonly lane: number; readonly isOwn: boolean } {
    const own = this.slot(slot);
    const rows = this.#processes.get(slot) ?? [{ lane: own, end: 0 }];
    this.#processes.set(slot, rows);
    const heading = { name: `Slot ${slot + 1} row`, rank: slotRank(slot) };
    const lane = freeRow(rows, from, to)?.lane ?? this.#newRow(rows, heading, to);
    return { lane, isOwn: lane === own };
  }

  /** A lane for a phase of the engine, which nothing else lies on at that time. */
  engine(from: number, to: number): number {
    const row = freeRow(this.#engine, from, to);
    return row?.lane ?? this.#newRow(this.#engine, { name: 'Engine', rank: 0 }, to);
  }

  /** A lane for something that waits, likewise; -1 where all there may be are taken. */
  waiting(from: number, to: number): number {
    const row = freeRow(this.#waiting, from, to);
    if (row !== undefined) return row.lane;
    if (this.#waiting.length >= waitingRowsMax) return -1;
    return this.#newRow(this.#waiting, { name: 'Waiting', rank: 1e9 }, to);
  }

  /** Tells the builder the order of the lanes. */
  finish(): void {
    const order = this.#lanes.map((_, lane) => lane);
    order.sort((a, b) => (this.#lanes[a]?.rank ?? 0) - (this.#lanes[b]?.rank ?? 0));
    const names = this.#lanes.map(({ name }) => ({ name, group: RunLanes.group }));
    this.#builder.arrangeLanes(names, order);
  }

  #newRow(rows: Row[], { name, rank }: { name: string; rank: number }, end: number): number {
    const number = rows.length + 1;
    const lane = this.#add(number === 1 ? name : `${name} ${number}`, rank + rows.length);
    rows.push({ lane, end });
    return lane;
  }

  #add(name: string, rank: number): number {
    this.#lanes.push({ name, rank });
    return this.#builder.lane(name, RunLanes.group);
  }
}

/** Leaves room for the rows of the slot. */
function slotRank(slot: number): number {
  return (slot + 1) * 1000;
}

/** Takes the first row that is free at a time. */
function freeRow(rows: readonly Row[], from: number, to: number): Row | undefined {
  const row = rows.find(({ end }) => end <= from);
  if (row !== undefined) row.end = to;
  return row;
}
