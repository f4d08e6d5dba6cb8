/**
 * What would LRU caches of other sizes have had? One holds a key exactly if what was used since its last use, itself included, fits (Mattson,
 * Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9, 1970). That is a sum over a Fenwick
 * tree of last uses (Fenwick, 1994), here of entries and of bytes at once: a few hundred nanoseconds an access for all sizes together.
 *
 * This is the stack alone; `memoryReplay.ts` knows when a key is asked for and when it is put.
 */

/** Sizes of caches to replay, each with each, rising. */
export interface ReplayedSizes {
  readonly entries: readonly number[];
  readonly bytes: readonly number[];
}

interface Known {
  readonly key: string;
  /** Place in the tree: higher was used later. */
  place: number;
  bytes: number;
}

/** Places of a tree when it is new; it grows with the keys. */
const placesMin = 512;

/** See above. */
export class LruStack {
  readonly sizes: ReplayedSizes;
  /** Hits of each size in entries with each in bytes, as far as they were before a split. */
  readonly #before: Float64Array;
  /** Hits by the smallest size in entries and the smallest in bytes that have them: one addition a hit, where there are sixteen sizes. */
  readonly #least: Float64Array;
  readonly #known = new Map<string, Known>();
  /** Two numbers a place: entries and bytes. */
  #tree = new Float64Array(2 * placesMin);
  #next = 1;
  #bytes = 0;
  /** What was used since the key that was looked at last, itself included. */
  #entriesSince = 0;
  #bytesSince = 0;

  constructor(sizes: ReplayedSizes) {
    this.sizes = sizes;
    this.#before = new Float64Array(sizes.entries.length * sizes.bytes.length);
    this.#least = new Float64Array(this.#before.length);
  }

  /** Keys that it knows. */
  get size(): number {
    return this.#known.size;
  }

  /** Hits of a cache of one of the sizes. */
  hits(entries: number, bytes: number): number {
    const { sizes } = this;
    let hits = this.#before[this.#cell(entries, bytes)] ?? 0;
    for (const e of sizes.entries)
      for (const b of sizes.bytes)
        if (e <= entries && b <= bytes) hits += this.#least[this.#cell(e, b)] ?? 0;
    return hits;
  }

  /** One with the same past, for some of the sizes in bytes. */
  split(bytes: readonly number[]): LruStack {
    const made = new LruStack({ entries: this.sizes.entries, bytes });
    for (const e of this.sizes.entries)
      for (const b of bytes) made.#before[made.#cell(e, b)] = this.hits(e, b);
    for (const [key, known] of this.#known) made.#known.set(key, { ...known });
    made.#tree = this.#tree.slice();
    made.#next = this.#next;
    made.#bytes = this.#bytes;
    return made;
  }

  /**
   * A key is used, if it is known.
   * @param share of all keys that is followed, by which sizes are scaled down
   * @param isMissed the smallest of the caches did not have it
   * @returns false: it is gone, since the smallest should have had it
   */
  ask(key: string, share: number, isMissed: boolean): boolean {
    const known = this.#known.get(key);
    if (known === undefined) return true;
    this.#look(known);
    const e = firstFitting(this.sizes.entries, this.#entriesSince, share);
    const b = firstFitting(this.sizes.bytes, this.#bytesSince, share);
    if (isMissed && e === 0 && b === 0) {
      this.drop(key);
      return false;
    }
    const { entries, bytes } = this.sizes;
    const cell = e * bytes.length + b;
    if (e < entries.length && b < bytes.length) this.#least[cell] = (this.#least[cell] ?? 0) + 1;
    this.#forget(known);
    this.#place(known);
    return true;
  }

  /** A value is put, in place of the one before. */
  put(key: string, bytes: number): void {
    const known = this.#known.get(key);
    if (known === undefined) {
      const made = { key, place: 0, bytes };
      this.#place(made);
      this.#known.set(key, made);
      return;
    }
    // It was asked for just now, as nearly always.
    if (known.place === this.#next - 1 && known.bytes === bytes) return;
    this.#forget(known);
    known.bytes = bytes;
    this.#place(known);
  }

  /** A key is gone. */
  drop(key: string): void {
    const known = this.#known.get(key);
    if (known === undefined) return;
    this.#known.delete(key);
    this.#forget(known);
  }

  /** Halves what was counted, and forgets keys. */
  halve(isFollowed: (key: string) => boolean): void {
    for (const counts of [this.#before, this.#least])
      for (const [at, hits] of counts.entries()) counts[at] = hits / 2;
    for (const key of [...this.#known.keys()]) if (!isFollowed(key)) this.#known.delete(key);
    this.#renumber();
  }

  #cell(entries: number, bytes: number): number {
    const { sizes } = this;
    return sizes.entries.indexOf(entries) * sizes.bytes.length + sizes.bytes.indexOf(bytes);
  }

  #look({ place, bytes }: Known): void {
    const tree = this.#tree;
    let entriesBefore = 0;
    let bytesBefore = 0;
    for (let at = place; at > 0; at -= at & -at) {
      entriesBefore += tree[2 * at] ?? 0;
      bytesBefore += tree[2 * at + 1] ?? 0;
    }
    this.#entriesSince = this.#known.size - entriesBefore + 1;
    this.#bytesSince = this.#bytes - bytesBefore + bytes;
  }

  /** Its place is free. It is in none until it is placed or gone from the table. */
  #forget(known: Known): void {
    this.#add(known.place, -1, -known.bytes);
    this.#bytes -= known.bytes;
    known.place = 0;
  }

  #place(known: Known): void {
    if (2 * this.#next >= this.#tree.length) this.#renumber();
    known.place = this.#next++;
    this.#add(known.place, 1, known.bytes);
    this.#bytes += known.bytes;
  }

  /** Closes the gaps that later uses left. */
  #renumber(): void {
    const placed = [...this.#known.values()].filter(({ place }) => place > 0);
    placed.sort((a, b) => a.place - b.place);
    const places = Math.max(placesMin, 2 * placed.length + 2);
    if (2 * places > this.#tree.length) this.#tree = new Float64Array(4 * places);
    else this.#tree.fill(0);
    this.#bytes = 0;
    this.#next = 1;
    for (const known of placed) {
      known.place = this.#next++;
      this.#add(known.place, 1, known.bytes);
      this.#bytes += known.bytes;
    }
  }

  #add(place: number, entries: number, bytes: number): void {
    const tree = this.#tree;
    for (let at = place; 2 * at < tree.length; at += at & -at) {
      tree[2 * at] = (tree[2 * at] ?? 0) + entries;
      tree[2 * at + 1] = (tree[2 * at + 1] ?? 0) + bytes;
    }
  }
}

/** Index of the smallest size that what was used fits into; as many as there are where it fits into none. */
function firstFitting(sizes: readonly number[], used: number, share: number): number {
  let at = 0;
  while (at < sizes.length && used > (sizes[at] ?? 0) * share) at++;
  return at;
}
