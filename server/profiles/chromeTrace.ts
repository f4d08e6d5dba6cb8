/**
 * Writes Chrome Trace Event JSON, the format that chrome://tracing, Perfetto and most profile viewers open.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: times are microseconds from any start; spans of
 * one thread must nest, and what may overlap (waiting) is written as asynchronous events.
 */

/** A row of the chart. */
export interface TraceLane {
  /** Whole number, unique in the profile; rows are sorted by it. */
  readonly lane: number;
  readonly name: string;
}

/** A stretch of time. Times are in microseconds, fractions allowed. */
export interface TraceSpan {
  readonly name: string;
  readonly category: string;
  readonly lane: number;
  readonly startUs: number;
  readonly durationUs: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A stretch of time that belongs to no lane, because it may overlap others of its kind. */
export interface TraceWait {
  readonly name: string;
  readonly category: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A moment. */
export interface TraceInstant {
  readonly name: string;
  readonly category: string;
  readonly atUs: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A number that changes over time; `values` holds every series of this counter. */
export interface TraceCounter {
  readonly name: string;
  readonly atUs: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A profile to write. */
export interface TraceProfile {
  readonly processName: string;
  readonly lanes: readonly TraceLane[];
  readonly spans: readonly TraceSpan[];
  readonly waits: readonly TraceWait[];
  readonly instants: readonly TraceInstant[];
  readonly counters: readonly TraceCounter[];
  /** About the profile as a whole, e.g. the run's name. */
  readonly about: Readonly<Record<string, string>>;
}

/** Anything JSON can hold: one event of the format. */
type TraceEvent = Readonly<Record<string, unknown>>;

const pid = 1;

/**
 * Writes a profile.
 * @returns the JSON text, one event a line
 */
export function writeChromeTrace(profile: TraceProfile): string {
  const events: TraceEvent[] = [
    ...metadata(profile),
    ...profile.spans.map(spanEvent),
    ...profile.waits.flatMap(waitEvents),
    ...profile.instants.map(instantEvent),
    ...profile.counters.map(counterEvent),
  ];
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(profile.about)},"traceEvents":[\n${lines}\n]}\n`;
}

function* metadata({ processName, lanes }: TraceProfile): Generator<TraceEvent> {
  yield { ph: 'M', pid, tid: 0, name: 'process_name', args: { name: processName } };
  for (const { lane, name } of lanes) {
    yield { ph: 'M', pid, tid: lane, name: 'thread_name', args: { name } };
    yield { ph: 'M', pid, tid: lane, name: 'thread_sort_index', args: { sort_index: lane } };
  }
}

function spanEvent({ name, category, lane, startUs, durationUs, args }: TraceSpan): TraceEvent {
  return {
    ph: 'X',
    pid,
    tid: lane,
    name,
    cat: category,
    ts: us(startUs),
    dur: us(durationUs),
    ...(args && { args }),
  };
}

function waitEvents(
  { name, category, startUs, endUs, args }: TraceWait,
  at: number,
): readonly TraceEvent[] {
  const common = { pid, tid: 0, name, cat: category, id: `0x${(at + 1).toString(16)}` };
  return [
    { ph: 'b', ...common, ts: us(startUs), ...(args && { args }) },
    { ph: 'e', ...common, ts: us(endUs) },
  ];
}

function instantEvent({ name, category, atUs, args }: TraceInstant): TraceEvent {
  return { ph: 'i', s: 'p', pid, tid: 0, name, cat: category, ts: us(atUs), ...(args && { args }) };
}

function counterEvent({ name, atUs, values }: TraceCounter): TraceEvent {
  return { ph: 'C', pid, tid: 0, name, ts: us(atUs), args: values };
}

/** Nanoseconds are finer than any clock here. */
function us(value: number): number {
  return Math.round(value * 1000) / 1000;
}
