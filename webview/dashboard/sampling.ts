/** Makes samples for the charts out of figures. */
import { actionLookups, cacheOperations, type Figures } from './figures.ts';
import type { Sample } from './history.ts';

/** Puts the server's clock beside the calendar's, and tells when the server began anew. */
export class Sampling {
  #name: string;
  #epoch: number;
  #offsetMs: number | undefined;

  /**
   * @param lastEpoch of samples that there are already
   * @param name of the server that they are of
   */
  constructor(lastEpoch: number, name: string) {
    this.#epoch = lastEpoch;
    this.#name = name;
  }

  /** Of the server that samples are of now. */
  get name(): string {
    return this.#name;
  }

  /** @param now milliseconds since 1970 */
  sample(figures: Figures, now: number): Sample {
    const name = (figures.version ?? '').split('.')[0] ?? '';
    if (name !== this.#name) {
      this.#name = name;
      this.#epoch++;
      this.#offsetMs = undefined;
    }
    this.#offsetMs ??= now - figures.atMs;
    const { hits, misses } = actionLookups(figures, 'start');
    const memory = (area: string) => figures.gauge('memory', 'start', { area })?.last ?? 0;
    return {
      at: figures.atMs + this.#offsetMs,
      epoch: this.#epoch,
      actionHits: hits,
      actionMisses: misses,
      cacheHits: figures.sum('cache_hits', 'start'),
      cacheMisses: figures.sum('cache_misses', 'start'),
      operations: cacheOperations(figures, 'start'),
      heapBytes: memory('heap_used'),
      rssBytes: memory('rss'),
    };
  }
}
