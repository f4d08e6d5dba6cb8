/**
 * What would the hit rate be with more memory? From one pass over what is asked for, for many sizes at once: an LRU cache holds a key
 * exactly if what was used since its last use, itself included, fits (Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for
 * storage hierarchies", IBM Systems Journal 9, 1970). That weight, the stack distance, is a sum over a Fenwick tree of last uses
 * (Fenwick, 1994): a few hundred nanoseconds an access.
 *
 * Exact, for entries and for bytes, while the keys fit into the table. With more keys only a sample of them is followed, chosen by hash, and
 * distances are scaled up (SHARDS: Waldspurger, Park, Garthwaite and Ahmad, FAST 2015).
 */

/** Hits that caches of given sizes would have had. */
export interface ReplayedHits {
  readonly accesses: number;
  /** Size (entries or bytes) and hits, in the order in which the sizes were asked for. */
  readonly bySize: readonly { readonly size: number; readonly hits: number }[];
  /** 1: exact; below: the share of keys that was followed. */
  readonly sampled: number;
}

interface Known {
  /** Place in the tree: higher was used later. */
  place: number;
  weight: number;
}

const hashRange = 2 ** 32;
/** Places of a tree when it is new; it grows with the keys. */
const placesMin = 512;

/** Follows accesses of one cache. */
export class StackDistances {
  readonly #sizes: readonly number[];
  readonly #hits: Float64Array;
  readonly #keysMax: number;
  #known = new Map<string, Known>();
  #tree: Float64Array;
  #next = 1;
  #total = 0;
  /** All accesses, and those of keys that are followed. */
  #asked = 0;
  #followed = 0;
  #hashLimit = hashRange;

  /**
   * @param sizes of caches to replay, in entries (weights of 1) or bytes
   * @param keysMax keys that are followed at most
   */
  constructor(sizes: readonly number[], keysMax = 20_000) {
    this.#sizes = sizes;
    this.#hits = new Float64Array(sizes.length);
    this.#keysMax = keysMax;
    this.#tree = new Float64Array(placesMin);
  }

  /**
   * A key was asked for; a miss puts it into the cache.
   * @param weight 1 for entries, or bytes
   */
  access(key: string, weight = 1): void {
    this.#asked++;
    if (this.#hashLimit < hashRange && hashOf(key) >= this.#hashLimit) return;
    this.#followed++;
    if (this.#next >= this.#tree.length) this.#renumber();
    const known = this.#known.get(key);
    if (known) this.#count(known, weight);
    else if (this.#known.size >= this.#keysMax) this.#sampleLess();
    const place = this.#next++;
    if (known) {
      known.place = place;
      known.weight = weight;
    } else this.#known.set(key, { place, weight });
    this.#add(place, weight);
    this.#total += weight;
  }

  /** What the replay found so far. */
  result(): ReplayedHits {
    const sampled = this.#hashLimit / hashRange;
    const accesses = this.#asked * sampled;
    // A sample has a key that is asked for all the time or has it not: what is missing or too much are hits in any cache (SHARDS-adj).
    const adjustment = accesses - this.#followed;
    const bySize = this.#sizes.map((size, at) => {
      const hits = (this.#hits[at] ?? 0) + adjustment;
      return { size, hits: Math.min(Math.max(hits, 0), accesses) };
    });
    return { accesses, bySize, sampled };
  }

  #count(known: Known, weight: number): void {
    // What was used later, and the key itself.
    const later = this.#total - this.#sumUpTo(known.place);
    const distance = ((later + weight) * hashRange) / this.#hashLimit;
    for (const [at, size] of this.#sizes.entries())
      if (distance <= size) this.#hits[at] = (this.#hits[at] ?? 0) + 1;
    this.#add(known.place, -known.weight);
    this.#total -= known.weight;
  }

  /** Follows half of the keys from here on. */
  #sampleLess(): void {
    this.#hashLimit /= 2;
    this.#followed /= 2;
    for (const [at, hits] of this.#hits.entries()) this.#hits[at] = hits / 2;
    for (const key of [...this.#known.keys()])
      if (hashOf(key) >= this.#hashLimit) this.#known.delete(key);
    this.#renumber();
  }

  /** Closes the gaps that later uses left. */
  #renumber(): void {
    const inOrder = [...this.#known].sort(([, a], [, b]) => a.place - b.place);
    const places = Math.max(placesMin, 2 * inOrder.length + 2);
    if (places > this.#tree.length) this.#tree = new Float64Array(2 * places);
    else this.#tree.fill(0);
    this.#total = 0;
    this.#next = 1;
    this.#known = new Map(inOrder);
    for (const known of this.#known.values()) {
      known.place = this.#next++;
      this.#add(known.place, known.weight);
      this.#total += known.weight;
    }
  }

  #add(place: number, weight: number): void {
    for (let at = place; at < this.#tree.length; at += at & -at)
      this.#tree[at] = (this.#tree[at] ?? 0) + weight;
  }

  #sumUpTo(place: number): number {
    let sum = 0;
    for (let at = place; at > 0; at -= at & -at) sum += this.#tree[at] ?? 0;
    return sum;
  }
}

/** FNV-1a with the finalizer of MurmurHash3, 0 to 2^32 - 1: even enough to choose by. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
