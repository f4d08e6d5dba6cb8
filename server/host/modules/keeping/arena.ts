/**
 * Many short runs of numbers in one typed array: an array for each of 10,000 modules would weigh more than what is in it. What is replaced is
 * left behind as waste until there is more waste than content.
 */

type Numbers = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** A run in an arena. */
export interface Run {
  readonly at: number;
  readonly length: number;
}

const wasteMin = 64 * 1024;

/** See the file's comment. */
export class Arena<T extends Numbers> {
  readonly #make: (length: number) => T;
  #numbers: T;
  #used = 0;
  #waste = 0;

  /** @param make a new array of a length */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#numbers = make(0);
  }

  /** Takes over an array that is full of runs, where there is nothing yet. */
  adopt(numbers: T): void {
    this.#numbers = numbers;
    this.#used = numbers.length;
  }

  /** What there is. Runs keep their places in it until `isWasteful` was answered by `compact`, which makes another one. */
  get numbers(): T {
    return this.#numbers;
  }

  get used(): number {
    return this.#used;
  }

  /** @returns where the run lies now */
  add(run: ArrayLike<number>): number {
    const at = this.#used;
    this.#used += run.length;
    if (this.#used > this.#numbers.length) {
      const larger = this.#make(Math.max(1024, Math.ceil(this.#used * 1.25)));
      larger.set(this.#numbers.subarray(0, at));
      this.#numbers = larger;
    }
    this.#numbers.set(run, at);
    return at;
  }

  /** Tells that a run is not used any more. */
  leave(length: number): void {
    this.#waste += length;
  }

  get isWasteful(): boolean {
    return this.#waste > wasteMin && this.#waste * 2 > this.#used;
  }

  /**
   * Takes over these runs alone.
   * @returns where each lies now
   */
  compact(runs: readonly Run[]): number[] {
    const old = this.#numbers;
    const total = runs.reduce((sum, { length }) => sum + length, 0);
    this.#numbers = this.#make(total);
    this.#used = 0;
    this.#waste = 0;
    return runs.map(({ at, length }) => this.add(old.subarray(at, at + length)));
  }

  /** The part that is used, in an array of its own length. */
  trimmed(): T {
    if (this.#numbers.length > this.#used) {
      const exact = this.#make(this.#used);
      exact.set(this.#numbers.subarray(0, this.#used));
      this.#numbers = exact;
    }
    return this.#numbers;
  }
}
