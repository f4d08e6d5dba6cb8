/**
 * How much of a file is read. Each limit keeps a broken or hostile file from taking the page down, and lies far above what a view can show;
 * whoever meets one says so in a note that names it.
 */

/** Limits of a reader. */
export interface ReadLimits {
  /** Of the file, uncompressed. */
  readonly bytes: number;
  /** Of files that are held in memory as a whole, which is all but Chrome traces. */
  readonly wholeFileBytes: number;
  /** Of one event; webpack writes a whole processor profile into one. */
  readonly eventBytes: number;
  readonly spans: number;
  readonly instants: number;
  /** Different names, with category and place. */
  readonly frames: number;
  /** Different arguments, and their bytes together. */
  readonly details: number;
  readonly detailBytes: number;
  /** Spans inside one another. */
  readonly depth: number;
  readonly lanes: number;
  /** Lanes for spans of one thread that overlap without nesting. */
  readonly overflowLanes: number;
  readonly counterSeries: number;
  readonly flows: number;
}

/** What `readProfile` keeps to unless told otherwise. */
export const defaultLimits: ReadLimits = {
  bytes: 2 ** 31,
  wholeFileBytes: 2 ** 29,
  eventBytes: 2 ** 27,
  spans: 8_000_000,
  instants: 1_000_000,
  frames: 250_000,
  details: 100_000,
  detailBytes: 16 * 2 ** 20,
  depth: 10_000,
  lanes: 5000,
  overflowLanes: 100,
  counterSeries: 1000,
  flows: 1_000_000,
};
