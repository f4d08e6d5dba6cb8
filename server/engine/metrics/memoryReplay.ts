/**
 * Plays what is asked of a cache's memory against memories of other sizes: with twice the entries, with twice the bytes, with both, how many
 * of the look-ups would have been hits? Each size does what the memory tier does: a value is put after a miss, the one not used for longest
 * goes, and what is larger than all of the memory is not taken.
 *
 * Exact while the keys fit into its table. With more keys only a sample of them is followed, chosen by hash, and distances are scaled up (SHARDS:
 * Waldspurger, Park, Garthwaite and Ahmad, FAST 2015).
 */
import { LruStack } from './stackDistance.ts';

/** How much a memory may hold. */
export interface ReplayedLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** Sizes that are replayed, as factors of the one that is configured. */
export const replayFactors: readonly number[] = [1, 2, 4, 8];

/** What other sizes would have brought. */
export interface ReplayedHits {
  readonly limits: ReplayedLimits;
  readonly lookUps: number;
  /** 1: exact; below: the share of keys that was followed. */
  readonly sampled: number;
  /** Hits by all look-ups, 0 to 1, of a memory so many times as large. */
  readonly rate: (entriesFactor: number, bytesFactor: number) => number;
}

const hashRange = 2 ** 32;
/** Nothing weighs nothing: neither does the memory tier have it so. */
const bytesMin = 1;

/** See above. */
export class MemoryReplay {
  readonly #limits: ReplayedLimits;
  readonly #keysMax: number;
  /** One, until a value comes that only some of the sizes take; then one for each past. */
  #stacks: LruStack[];
  /** All look-ups, and those of keys that are followed. */
  #asked = 0;
  #followed = 0;
  #hashLimit = hashRange;

  /**
   * @param limits of the memory as it is
   * @param keysMax keys that are followed at most
   */
  constructor(limits: ReplayedLimits, keysMax = 20_000) {
    this.#limits = limits;
    this.#keysMax = keysMax;
    const times = (size: number): number[] => replayFactors.map((factor) => factor * size);
    this.#stacks = [new LruStack({ entries: times(limits.entries), bytes: times(limits.bytes) })];
  }

  /**
   * A key is asked for.
   * @param isInMemory whether the memory, as it is, had it
   */
  ask(key: string, isInMemory: boolean): void {
    this.#asked++;
    if (!this.#isFollowed(key)) return;
    this.#followed++;
    // What the memory should have had was deleted or had expired, and then no memory has it. In a sample distances are estimates, and prove nothing.
    const isMissed = !isInMemory && this.#hashLimit === hashRange;
    const [smallest, ...larger] = this.#stacks;
    const isThere = smallest?.ask(key, this.#share, isMissed) ?? true;
    for (const stack of larger) {
      if (isThere) stack.ask(key, this.#share, false);
      else stack.drop(key);
    }
  }

  /** A value is put, after a miss or unasked. */
  put(key: string, size: number): void {
    if (!this.#isFollowed(key)) return;
    const bytes = Math.max(bytesMin, size);
    if (this.#stacks.some((stack) => isParted(stack, bytes)))
      this.#stacks = this.#stacks.flatMap((stack) => partedAt(stack, bytes));
    for (const stack of this.#stacks) {
      if (bytes > (stack.sizes.bytes[0] ?? 0)) stack.drop(key);
      else stack.put(key, bytes);
    }
    if (this.#stacks.some((stack) => stack.size > this.#keysMax)) this.#sampleLess();
  }

  /** What the replay found so far. */
  result(): ReplayedHits {
    const lookUps = this.#asked * this.#share;
    // A sample has a key that is asked for all the time or has it not: what is missing or too much are hits in any cache (SHARDS-adj).
    const adjustment = lookUps - this.#followed;
    const { entries, bytes } = this.#limits;
    return {
      limits: this.#limits,
      lookUps: this.#asked,
      sampled: this.#share,
      rate: (entriesFactor, bytesFactor) => {
        if (lookUps === 0) return 0;
        const stack = this.#stacks.find(({ sizes }) => sizes.bytes.includes(bytesFactor * bytes));
        const hits = (stack?.hits(entriesFactor * entries, bytesFactor * bytes) ?? 0) + adjustment;
        return Math.min(Math.max(hits, 0), lookUps) / lookUps;
      },
    };
  }

  get #share(): number {
    return this.#hashLimit / hashRange;
  }

  #isFollowed(key: string): boolean {
    return this.#hashLimit === hashRange || hashOf(key) < this.#hashLimit;
  }

  /** Follows half of the keys from here on. */
  #sampleLess(): void {
    this.#hashLimit /= 2;
    this.#followed /= 2;
    for (const stack of this.#stacks) stack.halve((key) => hashOf(key) < this.#hashLimit);
  }
}

function isParted({ sizes }: LruStack, bytes: number): boolean {
  return bytes > (sizes.bytes[0] ?? 0) && bytes <= (sizes.bytes.at(-1) ?? 0);
}

/** Where only some of the sizes take a value of so many bytes, these go on by themselves. */
function partedAt(stack: LruStack, bytes: number): readonly LruStack[] {
  const { bytes: sizes } = stack.sizes;
  const [small, large] = [
    sizes.filter((size) => size < bytes),
    sizes.filter((size) => size >= bytes),
  ];
  return small.length === 0 || large.length === 0
    ? [stack]
    : [stack.split(small), stack.split(large)];
}

/** FNV-1a with the finalizer of MurmurHash3, 0 to 2^32 - 1: even enough to choose by. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
