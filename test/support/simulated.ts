// A clock that a test moves, and random numbers that are the same each time.

/** A clock that stands still until it is moved. */
export class ManualClock {
  #elapsedMs = 0;

  /** Milliseconds since the start. */
  elapsed(): number {
    return this.#elapsedMs;
  }

  /** Moves it on. */
  advance(ms: number): void {
    this.#elapsedMs += ms;
  }
}

/** Numbers of 0 to 1 from a seed (mulberry32, Tommy Ettinger, public domain). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of the normal distribution with mean 0 and deviation 1 (Box and Muller). */
export function normalOf(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
