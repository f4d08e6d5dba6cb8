/** Lanes of a run's profile: the engine, its slots, and rows for what waits. Each is made when something first lies on it. */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';

interface Row {
  readonly lane: number;
  end: number;
}

/** Gives out lanes. */
export class RunLanes {
  /** Heading of all lanes of a run. */
  static readonly group = 'cachescope';
  readonly #builder: ProfileBuilder;
  readonly #lanes: { readonly name: string; readonly rank: number }[] = [];
  readonly #slots = new Map<number, number>();
  readonly #engine: Row[] = [];
  readonly #waiting: Row[] = [];

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  /** The lane of a slot, from 0. */
  slot(slot: number): number {
    const known = this.#slots.get(slot);
    if (known !== undefined) return known;
    const lane = this.#add(`Slot ${slot + 1}`, 1000 + slot);
    this.#slots.set(slot, lane);
    return lane;
  }

  /** A lane for a phase of the engine, which nothing else lies on at that time. */
  engine(from: number, to: number): number {
    return this.#row(this.#engine, { name: 'Engine', rank: 0 }, from, to);
  }

  /** A lane for something that waits, likewise. */
  waiting(from: number, to: number): number {
    return this.#row(this.#waiting, { name: 'Waiting', rank: 1e6 }, from, to);
  }

  /** Tells the builder the order of the lanes. */
  finish(): void {
    const order = this.#lanes.map((_, lane) => lane);
    order.sort((a, b) => (this.#lanes[a]?.rank ?? 0) - (this.#lanes[b]?.rank ?? 0));
    const names = this.#lanes.map(({ name }) => ({ name, group: RunLanes.group }));
    this.#builder.arrangeLanes(names, order);
  }

  #row(
    rows: Row[],
    { name, rank }: { name: string; rank: number },
    from: number,
    to: number,
  ): number {
    let row = rows.find(({ end }) => end <= from);
    if (row === undefined) {
      const number = rows.length + 1;
      const title = number === 1 ? name : `${name} ${number}`;
      row = { lane: this.#add(title, rank + rows.length), end: to };
      rows.push(row);
    }
    row.end = to;
    return row.lane;
  }

  #add(name: string, rank: number): number {
    this.#lanes.push({ name, rank });
    return this.#builder.lane(name, RunLanes.group);
  }
}
