/** Bytes on disk. Counting looks at every blob, so a count stands for a while. */
import type { Maintenance, StoreUsage } from '../../host/store/maintenance.ts';

const standsMs = 10_000;

/** See above. */
export class StoreUsageView {
  readonly #maintenance: Maintenance | undefined;
  #counted: { readonly at: number; readonly usage: StoreUsage } | undefined;

  /** @param maintenance undefined where nothing is kept on disk */
  constructor(maintenance: Maintenance | undefined) {
    this.#maintenance = maintenance;
  }

  /** Much was dropped: the next look counts. */
  invalidate(): void {
    this.#counted = undefined;
  }

  /** As counted last, without counting; undefined before. */
  get last(): StoreUsage | undefined {
    return this.#counted?.usage;
  }

  /** As it is, or was seconds ago. */
  get now(): StoreUsage {
    const at = performance.now();
    if (this.#counted === undefined || at - this.#counted.at > standsMs) {
      const usage = this.#maintenance?.usage();
      this.#counted = { at, usage: usage ?? { entries: 0, blobs: 0, blobBytes: 0, indexBytes: 0 } };
    }
    return this.#counted.usage;
  }
}
