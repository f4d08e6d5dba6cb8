/**
 * Memory of the engine and of everything it started. Looking at each process costs some milliseconds, so a sample is kept for a
 * while: at least 200 ms, and fifty times what taking it cost, so that looking never takes more than 2 % of a core.
 */
import { readFileSync } from 'node:fs';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { Clock } from '../../engine/ports/clock.ts';
import { processesOfGroups } from './procfs.ts';

const sampleMs = 200;

/** Answers "how much memory now" cheaply, however often it is asked. */
export class MemorySampler {
  readonly #clock: Clock;
  readonly #groups: () => ReadonlySet<number>;
  #childrenBytes = 0;
  #validUntilMs = Number.NEGATIVE_INFINITY;

  /** @param groups the groups that count besides the engine itself */
  constructor(clock: Clock, groups: () => ReadonlySet<number>) {
    this.#clock = clock;
    this.#groups = groups;
  }

  /** Resident memory in bytes. Pages shared between processes count for each of them. Off Linux: the engine alone. */
  used(): ByteCount {
    const own = process.memoryUsage.rss();
    if (this.#groups().size === 0) return own as ByteCount;
    const start = this.#clock.elapsed();
    if (start >= this.#validUntilMs) {
      this.#childrenBytes = this.#measure();
      const cost = this.#clock.elapsed() - start;
      this.#validUntilMs = start + Math.max(sampleMs, 50 * cost);
    }
    return (own + this.#childrenBytes) as ByteCount;
  }

  #measure(): number {
    const rows = processesOfGroups(this.#groups()) ?? [];
    return rows.reduce((sum, row) => sum + row.residentPages, 0) * pageSize();
  }
}

let pageBytes: number | undefined;

/** Node does not tell the page size; the engine's own memory, known in bytes and in pages, does. */
function pageSize(): number {
  if (pageBytes === undefined) {
    const pages = Number(readFileSync('/proc/self/statm', 'latin1').split(' ')[1]);
    const estimate = process.memoryUsage.rss() / Math.max(1, pages);
    pageBytes = 2 ** Math.round(Math.log2(estimate));
  }
  return pageBytes;
}
