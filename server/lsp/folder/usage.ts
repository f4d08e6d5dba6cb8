/** Bytes on disk. Counting looks at every blob, so a count stands for a while, and is made in turns with what else is asked. */
import type { Maintenance, StoreUsage } from '../../host/store/maintenance.ts';
import { carryOut } from './carryOut.ts';

const standsMs = 10_000;
const nothing: StoreUsage = {
  entries: 0,
  blobs: 0,
  blobBytes: 0,
  indexBytes: 0,
  profiles: 0,
  profileBytes: 0,
};

/** See above. */
export class StoreUsageView {
  readonly #maintenance: Maintenance | undefined;
  #last: StoreUsage | undefined;
  /** One that stands or is under way, and since when. */
  #count: { readonly at: number; readonly usage: Promise<StoreUsage> } | undefined;

  /** @param maintenance undefined where nothing is kept on disk */
  constructor(maintenance: Maintenance | undefined) {
    this.#maintenance = maintenance;
  }

  /** Much was dropped: the next look counts. */
  invalidate(): void {
    this.#count = undefined;
  }

  /** As counted last, without counting; undefined before. */
  get last(): StoreUsage | undefined {
    return this.#last;
  }

  /** As it is, or was seconds ago. */
  async now(): Promise<StoreUsage> {
    const at = performance.now();
    if (this.#count === undefined || at - this.#count.at > standsMs)
      this.#count = { at, usage: this.#read() };
    return await this.#count.usage;
  }

  async #read(): Promise<StoreUsage> {
    this.#last = this.#maintenance ? await carryOut(this.#maintenance.usageInSteps()) : nothing;
    return this.#last;
  }
}
