/**
 * What every reader makes and every view draws: a profile in columns. A million spans are a few typed arrays, which travel between threads
 * without a copy; there is no object for a span anywhere.
 *
 * Positions are microseconds from the earliest moment of the profile, or bytes or samples from its left edge where the format has no time.
 */

/** What the axis counts. Only `time` is in order: of the others a stack has a size, and no moment. */
export type ProfileUnit = 'time' | 'bytes' | 'count';

/**
 * What spans are instances of: a function, a task, a phase. Columns of equal length; the index is the frame's number.
 * A frame is known by name, category and place; arguments never belong to it, so that equal work is one frame.
 */
export interface FrameTable {
  readonly names: readonly string[];
  /** '' where the format has none. */
  readonly categories: readonly string[];
  /** Path or URL; '' where unknown. */
  readonly files: readonly string[];
  /** From 1; 0 where unknown. */
  readonly lines: Uint32Array;
  /** From 1; 0 where unknown. */
  readonly columns: Uint32Array;
}

/**
 * Spans, ordered by lane, in a lane by start, and a parent before its children; at equal start the longer one is the parent. Within a lane
 * they nest: a span that overlaps its neighbour without being inside is put on an overflow lane by the reader.
 */
export interface SpanColumns {
  /** From the profile's start. */
  readonly starts: Float64Array;
  readonly durations: Float64Array;
  /** Number of the frame. */
  readonly frames: Uint32Array;
  /** 0 for what has no parent. */
  readonly depths: Uint16Array;
  /** Number of the span around it, -1 for none. */
  readonly parents: Int32Array;
  /** Number of the text in `Profile.details`, 0 for none. */
  readonly details: Uint32Array;
}

/** One row of spans that nest: a thread, a worker, an asynchronous operation, a process's overflow. */
export interface Lane {
  readonly name: string;
  /** Heading under which lanes are grouped: the process. */
  readonly group: string;
  /** Spans `first` up to, not with, `first + count`. */
  readonly first: number;
  readonly count: number;
  /** Deepest depth plus one; 0 for a lane without spans. */
  readonly depth: number;
}

/** One line below the lanes. Its value holds from its moment until the next. */
export interface CounterSeries {
  readonly name: string;
  readonly group: string;
  /** Ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly unit: 'bytes' | 'count';
}

/** Marks without length. Columns of equal length, ascending by time. */
export interface InstantColumns {
  readonly times: Float64Array;
  readonly frames: Uint32Array;
  /** Number of the lane, -1 where it belongs to all. */
  readonly lanes: Int32Array;
  readonly details: Uint32Array;
}

/** Arrows from one span to another, by number. */
export interface FlowColumns {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** A profile. */
export interface Profile {
  readonly name: string;
  /** Who wrote it: `chrome-trace`, `cpuprofile`, `speedscope` ... */
  readonly format: ProfileFormat;
  readonly unit: ProfileUnit;
  /** What was taken off every time: the source's own clock at the profile's start, in microseconds. */
  readonly base: number;
  /** End of the latest span, counter or instant, from the profile's start. */
  readonly length: number;
  readonly frames: FrameTable;
  readonly lanes: readonly Lane[];
  readonly spans: SpanColumns;
  readonly instants: InstantColumns;
  readonly counters: readonly CounterSeries[];
  readonly flows: FlowColumns;
  /** Arguments of spans and instants as JSON texts, each once; number 0 is ''. */
  readonly details: readonly string[];
  /** What could not be read or was guessed, each a sentence that says what, where and what it means; empty when all is well. */
  readonly notes: readonly string[];
}

/** The formats that are read. */
export type ProfileFormat =
  | 'chrome-trace'
  | 'cpuprofile'
  | 'heapprofile'
  | 'speedscope'
  | 'collapsed'
  | 'pprof'
  | 'esbuild-metafile';

/** Why nothing of a file could be read: what, where, what to do. */
export interface UnreadableProfile {
  readonly problem: string;
}
