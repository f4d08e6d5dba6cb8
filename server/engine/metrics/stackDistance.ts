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
  /** Place in the tree: higher was used later. */
  place: number;
  readonly bytes: number;
}

/** Places of a tree when it is new; it grows with the keys. */
const placesMin = 512;

/** See above. */
export class LruStack {
  readonly sizes: ReplayedSizes;
  /** Of each size in entries, with each in bytes. */
  readonly #hits: Float64Array;
  #known = new Map<string, Known>();
  /** Two numbers a place: entries and bytes. */
  #tree = new Float64Array(2 * placesMin);
  #next = 1;
  #bytes = 0;

  constructor(sizes: ReplayedSizes) {
    this.sizes = sizes;
    this.#hits = new Float64Array(sizes.entries.length * sizes.bytes.length);
  }

  /** Keys that it knows. */
  get size(): number {
    return this.#known.size;
  }

  /** Hits of a cache of one of the sizes. */
  hits(entries: number, bytes: number): number {
    return this.#hits[this.#cell(entries, bytes)] ?? 0;
  }

  /** One with the same past, for some of the sizes in bytes. */
  split(bytes: readonly number[]): LruStack {
    const made = new LruStack({ entries: this.sizes.entries, bytes });
    for (const e of this.sizes.entries)
      for (const b of bytes) made.#hits[made.#cell(e, b)] = this.hits(e, b);
    for (const [key, known] of this.#known) made.#known.set(key, { ...known });
    made.#tree = this.#tree.slice();
    made.#next = this.#next;
    made.#bytes = this.#bytes;
    return made;
  }

  /**
   * A key is used.
   * @param share of all keys that is followed, by which distances are scaled up
   * @returns false: it is not known
   */
  ask(key: string, share: number): boolean {
    const known = this.#known.get(key);
    if (known === undefined) return false;
    this.#count(known, share);
    this.#forget(known);
    this.#place(key, known.bytes);
    return true;
  }

  /** Whether the smallest of the caches has it. */
  isInSmallest(key: string): boolean {
    const known = this.#known.get(key);
    if (known === undefined) return false;
    const { entries, bytes } = this.#distance(known);
    return entries <= (this.sizes.entries[0] ?? 0) && bytes <= (this.sizes.bytes[0] ?? 0);
  }

  /** A value is put, in place of the one before. */
  put(key: string, bytes: number): void {
    this.drop(key);
    this.#place(key, bytes);
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
    for (const [at, hits] of this.#hits.entries()) this.#hits[at] = hits / 2;
    for (const key of [...this.#known.keys()]) if (!isFollowed(key)) this.#known.delete(key);
    this.#renumber();
  }

  #cell(entries: number, bytes: number): number {
    const { sizes } = this;
    return sizes.entries.indexOf(entries) * sizes.bytes.length + sizes.bytes.indexOf(bytes);
  }

  #count(known: Known, share: number): void {
    const { entries, bytes } = this.#distance(known);
    const { sizes } = this;
    let cell = 0;
    for (const entriesMax of sizes.entries)
      for (const bytesMax of sizes.bytes) {
        if (entries <= entriesMax * share && bytes <= bytesMax * share)
          this.#hits[cell] = (this.#hits[cell] ?? 0) + 1;
        cell++;
      }
  }

  /** What was used since, and the key itself. */
  #distance({ place, bytes }: Known): { readonly entries: number; readonly bytes: number } {
    const before = { entries: 0, bytes: 0 };
    for (let at = place; at > 0; at -= at & -at) {
      before.entries += this.#tree[2 * at] ?? 0;
      before.bytes += this.#tree[2 * at + 1] ?? 0;
    }
    return {
      entries: this.#known.size - before.entries + 1,
      bytes: this.#bytes - before.bytes + bytes,
    };
  }

  /** The key of it is placed, or gone from the table. */
  #forget({ place, bytes }: Known): void {
    this.#add(place, -1, -bytes);
    this.#bytes -= bytes;
  }

  #place(key: string, bytes: number): void {
    // The old place is free already, so that numbering anew must not bring it back.
    this.#known.delete(key);
    if (2 * this.#next >= this.#tree.length) this.#renumber();
    const place = this.#next++;
    this.#known.set(key, { place, bytes });
    this.#add(place, 1, bytes);
    this.#bytes += bytes;
  }

  /** Closes the gaps that later uses left. The table is in the order of last uses. */
  #renumber(): void {
    const places = Math.max(placesMin, 2 * this.#known.size + 2);
    if (2 * places > this.#tree.length) this.#tree = new Float64Array(4 * places);
    else this.#tree.fill(0);
    this.#bytes = 0;
    this.#next = 1;
    for (const known of this.#known.values()) {
      known.place = this.#next++;
      this.#add(known.place, 1, known.bytes);
      this.#bytes += known.bytes;
    }
  }

  #add(place: number, entries: number, bytes: number): void {
    for (let at = place; 2 * at < this.#tree.length; at += at & -at) {
      this.#tree[2 * at] = (this.#tree[2 * at] ?? 0) + entries;
      this.#tree[2 * at + 1] = (this.#tree[2 * at + 1] ?? 0) + bytes;
    }
  }
}
