/**
 * What was counted in the last minute, the last five, the last hour and since the start. Values go into a slot of ten seconds; when that
 * ends it is added to a slot of one minute, one of five minutes, and to the sum of all:
 *
 *     now          1 slot, the one that is written
 *     10 s  x  6   the last minute
 *     1 min x  6   the last five minutes
 *     5 min x 13   the last hour
 *     all   x  1
 *
 * So a write touches one slot, a window is the sum of at most 14, and a series at rest costs nothing: slots are moved when it is next
 * written or read. A window covers its length and at most one slot more.
 */

/** The stretches of time that figures are given for. `start`: since the process began. */
export const windowNames = ['1m', '5m', '1h', 'start'] as const;
/** See `windowNames`. */
export type WindowName = (typeof windowNames)[number];

/** What a slot holds. */
export interface Cell<T> {
  readonly isEmpty: boolean;
  /** Adds the other one's figures to its own. */
  add(other: T): void;
}

/** Length of the finest slot, in milliseconds. */
export const slotMs = 10_000;

interface Level {
  readonly window: WindowName;
  /** Finest slots that one of this level covers. */
  readonly covers: number;
  readonly slots: number;
}

const levels: readonly Level[] = [
  { window: '1m', covers: 1, slots: 6 },
  { window: '5m', covers: 6, slots: 6 },
  { window: '1h', covers: 30, slots: 13 },
];

/** Tells in which slot of ten seconds it is now. */
export interface SlotClock {
  readonly slot: number;
}

/** One series over all windows. */
export class Windowed<T extends Cell<T>> {
  readonly #clock: SlotClock;
  readonly #make: () => T;
  #now: T;
  #slot: number;
  #ended: T | undefined;
  #rings: Ring<T>[] | undefined;

  constructor(clock: SlotClock, make: () => T) {
    this.#clock = clock;
    this.#make = make;
    this.#now = make();
    this.#slot = clock.slot;
  }

  /** The cell to write to now. */
  get now(): T {
    const { slot } = this.#clock;
    if (slot !== this.#slot) this.#moveTo(slot);
    return this.#now;
  }

  /** The sum over a window, as a cell of its own. */
  over(window: WindowName): T {
    const now = this.now;
    const sum = this.#make();
    if (window === 'start') {
      if (this.#ended) sum.add(this.#ended);
    } else this.#ring(window)?.addTo(sum, this.#slot);
    sum.add(now);
    return sum;
  }

  #ring(window: WindowName): Ring<T> | undefined {
    return this.#rings?.[levels.findIndex((level) => level.window === window)];
  }

  #moveTo(slot: number): void {
    const ended = this.#now;
    if (!ended.isEmpty) {
      this.#rings ??= levels.map((level) => new Ring<T>(level, this.#make));
      for (const ring of this.#rings) ring.put(ended, this.#slot);
      this.#ended ??= this.#make();
      this.#ended.add(ended);
      // Only correct if nobody writes to it from here on: the rings share it.
      this.#now = this.#make();
    }
    for (const ring of this.#rings ?? []) ring.forget(slot);
    this.#slot = slot;
  }
}

/** A slot that ended. */
interface Ended<T> {
  readonly number: number;
  cell: T;
  /** False: other levels hold the same cell, which therefore must stay as it is. */
  isOwn: boolean;
}

function sumOf<T extends Cell<T>>(make: () => T, cell: T): T {
  const sum = make();
  sum.add(cell);
  return sum;
}

/** The slots of one level, oldest first; those in which nothing happened are not there. */
class Ring<T extends Cell<T>> {
  readonly #level: Level;
  readonly #make: () => T;
  #slots: readonly Ended<T>[] = [];

  constructor(level: Level, make: () => T) {
    this.#level = level;
    this.#make = make;
  }

  /** Adds a finest slot that ended. */
  put(ended: T, slot: number): void {
    const number = Math.floor(slot / this.#level.covers);
    const last = this.#slots.at(-1);
    if (last?.number !== number) {
      this.#slots = [...this.#slots, { number, cell: ended, isOwn: false }];
      return;
    }
    if (!last.isOwn) last.cell = sumOf(this.#make, last.cell);
    last.isOwn = true;
    last.cell.add(ended);
  }

  /** Lets go of what is too old. */
  forget(slot: number): void {
    const [oldest] = this.#slots;
    if (oldest && !this.#isIn(oldest, slot))
      this.#slots = this.#slots.filter((one) => this.#isIn(one, slot));
  }

  addTo(sum: T, slot: number): void {
    for (const one of this.#slots) if (this.#isIn(one, slot)) sum.add(one.cell);
  }

  #isIn({ number }: Ended<T>, slot: number): boolean {
    const { covers, slots } = this.#level;
    // The finest slot that is written now stands outside of its ring, so that one may be older by one.
    return Math.floor(slot / covers) - number < slots + (covers === 1 ? 1 : 0);
  }
}
