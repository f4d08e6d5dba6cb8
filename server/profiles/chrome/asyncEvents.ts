/**
 * Asynchronous spans: they begin and end by an id and may overlap anything. Each operation (all spans of one id that lie in one another) is
 * put on the first row of its process and category where nothing else lies at that time, so there are as many rows as ran at once, and
 * not one for each id.
 *
 * Programs in Rust (Turborepo among them) write the module as the category and the root of a tree of calls as the id. There a row is of a
 * tree, whatever the categories: https://docs.rs/tracing-chrome/latest/tracing_chrome/enum.TraceStyle.html
 */

import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { radixSort } from '../layout/sortSpans.ts';
import type { TraceLanes } from './lanes.ts';

/** One event, by numbers of texts. */
export interface AsyncEvent {
  readonly key: string;
  readonly process: number;
  readonly category: number;
  readonly name: number;
  readonly hasName: boolean;
  readonly time: number;
  readonly frame: number;
  readonly detail: number;
  /** What all calls of one tree have in common, where spans are calls; '' otherwise. */
  readonly tree: string;
}

interface OpenSpan {
  readonly span: number;
  readonly name: number;
  readonly process: number;
}

/** What has begun under one id and not ended; an id that comes again later is another operation. */
interface Operation {
  readonly number: number;
  readonly open: OpenSpan[];
}

/** Spans of one process and category; `operations` gives for each of its spans the number of its id. */
interface Rows {
  readonly process: number;
  readonly category: number;
  readonly spans: number[];
  readonly operations: number[];
}

/** Collects starts and ends; spans are in the builder's store, on no lane until `finish`. */
export class AsyncEvents {
  readonly #builder: ProfileBuilder;
  readonly #lanes: TraceLanes;
  readonly #open = new Map<string, Operation>();
  readonly #trees = new Map<string, number>();
  #operations = 0;
  readonly #rows = new Map<number, Rows>();

  constructor(builder: ProfileBuilder, lanes: TraceLanes) {
    this.#builder = builder;
    this.#lanes = lanes;
  }

  start(event: AsyncEvent): void {
    const span = this.#builder.span(0, event.time, Number.NaN, event.frame, event.detail);
    if (span < 0) return;
    const operation = this.#open.get(event.key) ?? { number: this.#operationOf(event), open: [] };
    if (operation.open.length === 0) this.#open.set(event.key, operation);
    operation.open.push({ span, name: event.name, process: event.process });
    const category = event.tree === '' ? event.category : this.#builder.texts.add('calls');
    const rows = this.#rowsOf(event.process, category);
    rows.spans.push(span);
    rows.operations.push(operation.number);
  }

  end(event: AsyncEvent): void {
    const open = this.#open.get(event.key)?.open ?? [];
    const at = endedBy(open, event);
    const found = open[at];
    if (found === undefined) {
      this.#builder.notes.add('# ends of asynchronous spans have no start and are left out.');
      return;
    }
    open.splice(at, 1);
    if (open.length === 0) this.#open.delete(event.key);
    const { store, details } = this.#builder;
    const { durations, starts } = store;
    durations.values[found.span] = Math.max(0, event.time - (starts.values[found.span] as number));
    const before = store.details.values[found.span] as number;
    store.details.values[found.span] = details.merge(before, event.detail);
  }

  /** Gives all spans their lanes. @param end moment at which what is still open is closed */
  finish(end: number): void {
    this.#closeAll(end);
    for (const rows of this.#rows.values()) this.#pack(rows);
  }

  #operationOf({ tree }: AsyncEvent): number {
    const known = this.#trees.get(tree) ?? this.#operations++;
    if (tree !== '') this.#trees.set(tree, known);
    return known;
  }

  #rowsOf(process: number, category: number): Rows {
    const key = process * 2 ** 26 + category;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const fresh: Rows = { process, category, spans: [], operations: [] };
    this.#rows.set(key, fresh);
    return fresh;
  }

  #closeAll(end: number): void {
    const { starts, durations } = this.#builder.store;
    let count = 0;
    for (const { open } of this.#open.values())
      for (const { span } of open) {
        durations.values[span] = Math.max(0, end - (starts.values[span] as number));
        count++;
      }
    if (count > 0)
      this.#builder.notes.add(
        '# asynchronous spans have no end; they are closed at the end of the profile.',
        count,
      );
  }

  #pack({ process, category, spans, operations }: Rows): void {
    const { starts, durations, lanes } = this.#builder.store;
    const row = new PackedRows(this.#builder.limits.overflowLanes, (number) =>
      this.#lanes.addAsynchronous(process, this.#rowName(category, number)),
    );
    for (const at of this.#inOrder(spans)) {
      const span = spans[at] ?? 0;
      const start = starts.values[span] as number;
      const end = start + (durations.values[span] as number);
      lanes.values[span] = row.place(start, end, operations[at] ?? 0);
    }
  }

  /** By start, the longer first, so that what is inside of another comes after it. */
  #inOrder(spans: readonly number[]): Uint32Array {
    const { starts, durations } = this.#builder.store;
    const first = spans.reduce(
      (least, span) => Math.min(least, starts.values[span] ?? 0),
      Infinity,
    );
    const keys = Float64Array.from(spans, (span) => (starts.values[span] as number) - first);
    const lengths = Float64Array.from(spans, (span) => durations.values[span] as number);
    const byLength = Uint32Array.from(spans, (_, at) => at).sort(
      (a, b) => (lengths[b] as number) - (lengths[a] as number) || a - b,
    );
    radixSort(byLength, keys);
    return byLength;
  }

  #rowName(category: number, number: number): string {
    const name = this.#builder.texts.text(category) || 'asynchronous';
    return number === 1 ? name : `${name} ${number}`;
  }
}

/** An id is of all processes, but programs count from 1 in each: one that began in the same process comes first. */
function endedBy(open: readonly OpenSpan[], event: AsyncEvent): number {
  const isNamed = ({ name }: OpenSpan) => !event.hasName || name === event.name;
  const own = open.findLastIndex((one) => one.process === event.process && isNamed(one));
  return own >= 0 ? own : open.findLastIndex(isNamed);
}

/** Rows of one process and category. */
class PackedRows {
  readonly #limit: number;
  readonly #addRow: (number: number) => number;
  readonly #lanes: number[] = [];
  /** End and id of the operation that lies last on each row. */
  readonly #ends: number[] = [];
  readonly #operations: number[] = [];
  readonly #rowOf = new Map<number, number>();

  constructor(limit: number, addRow: (number: number) => number) {
    this.#limit = limit;
    this.#addRow = addRow;
  }

  /** The lane of a span. Beyond the limit all go to the last row, which lays out overlaps by itself. */
  place(start: number, end: number, operation: number): number {
    const row = this.#rowFor(start, end, operation);
    this.#ends[row] = Math.max(this.#ends[row] ?? 0, end);
    this.#operations[row] = operation;
    this.#rowOf.set(operation, row);
    return this.#lanes[row] ?? 0;
  }

  #rowFor(start: number, end: number, operation: number): number {
    const own = this.#rowOf.get(operation);
    if (own !== undefined && this.#operations[own] === operation && end <= (this.#ends[own] ?? 0))
      return own;
    const free = this.#ends.findIndex((last) => last <= start);
    if (free >= 0) return free;
    if (this.#lanes.length >= this.#limit) return this.#lanes.length - 1;
    this.#lanes.push(this.#addRow(this.#lanes.length + 1));
    return this.#ends.push(Number.NEGATIVE_INFINITY) - 1;
  }
}
