/** A run of numbers for each module, all in one arena: the bytes of its facts, or where its imports lead. */
import { Arena } from './arena.ts';

type Numbers = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** See the file's comment. */
export class PackedRuns<T extends Numbers> {
  readonly #arena: Arena<T>;
  /** Numbers of the modules that there are. */
  readonly #ids: () => Iterable<number>;
  #at: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  #length: Uint32Array<ArrayBuffer> = new Uint32Array(0);

  constructor(make: (length: number) => T, ids: () => Iterable<number>) {
    this.#arena = new Arena(make);
    this.#ids = ids;
  }

  /** Makes room for modules up to a number. */
  grow(length: number): void {
    const larger = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(length);
      to.set(from);
      return to;
    };
    this.#at = larger(this.#at);
    this.#length = larger(this.#length);
  }

  /** The array that all runs lie in. What is in it stays until the runs of a new one are made; runs are never moved within it. */
  get numbers(): T {
    return this.#arena.numbers;
  }

  /** Of all runs. */
  get used(): number {
    return this.#arena.used;
  }

  /** Where a run begins in `numbers`. */
  at(id: number): number {
    return this.#at[id] ?? 0;
  }

  lengthOf(id: number): number {
    return this.#length[id] ?? 0;
  }

  /** Valid until the next change. */
  get(id: number): T {
    const at = this.at(id);
    return this.#arena.numbers.subarray(at, at + this.lengthOf(id)) as T;
  }

  set(id: number, run: ArrayLike<number>): void {
    this.#arena.leave(this.lengthOf(id));
    this.#at[id] = this.#arena.add(run);
    this.#length[id] = run.length;
    if (this.#arena.isWasteful) this.#compact();
  }

  remove(id: number): void {
    this.#arena.leave(this.lengthOf(id));
    this.#length[id] = 0;
  }

  /** Takes over the runs of all modules, in the order of their numbers, where there are none yet; both arrays are its own from then on. */
  load(all: T, lengths: Uint32Array<ArrayBuffer>): void {
    this.#arena.adopt(all);
    this.#length = lengths;
    this.#at = new Uint32Array(lengths.length);
    let at = 0;
    for (let id = 0; id < lengths.length; id++) {
      this.#at[id] = at;
      at += lengths[id] ?? 0;
    }
  }

  /** Gives back what is in reserve. */
  trim(): void {
    this.#arena.trimmed();
  }

  #compact(): void {
    const ids = [...this.#ids()];
    const places = this.#arena.compact(
      ids.map((id) => ({ at: this.at(id), length: this.lengthOf(id) })),
    );
    for (const [index, id] of ids.entries()) this.#at[id] = places[index] ?? 0;
  }
}
