// The rules that a Chrome trace must keep for chrome://tracing and Perfetto to show all of it, as their importers apply them: times are whole
// nanoseconds there, what overlaps on a thread without nesting is dropped, and arrows need one start and one end on spans.
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU

import { ok, strictEqual } from 'node:assert/strict';

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id: number;
  readonly s?: string;
  readonly bp?: string;
  readonly bind_id?: string;
  readonly flow_in?: boolean;
  readonly flow_out?: boolean;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** In nanoseconds. */
interface Slice {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Arguments of metadata events: key and type. */
const metadata: Readonly<Record<string, readonly [string, string]>> = {
  process_name: ['name', 'string'],
  process_labels: ['labels', 'string'],
  process_sort_index: ['sort_index', 'number'],
  thread_name: ['name', 'string'],
  thread_sort_index: ['sort_index', 'number'],
};

/**
 * Fails where a trace breaks a rule.
 * @returns how many events it has of each kind, and as `bound` how many arrows lie in spans themselves
 */
export function checkTraceRules(text: string): Readonly<Record<string, number>> {
  const file: { traceEvents: TraceEvent[]; displayTimeUnit: string; otherData: object } =
    JSON.parse(text);
  ok(['ms', 'ns'].includes(file.displayTimeUnit));
  ok(Array.isArray(file.traceEvents) && typeof file.otherData === 'object');
  for (const event of file.traceEvents) checkEvent(event);
  checkNames(file.traceEvents);
  const of = (ph: string) => file.traceEvents.filter((event) => event.ph === ph);
  const slices = checkNesting(of('X'));
  checkCounters(of('C'));
  checkArrows(of('s'), of('f'), slices);
  return { ...countKinds(file.traceEvents), bound: checkChains(of('X')) };
}

function countKinds(events: readonly TraceEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { ph } of events) counts[ph] = (counts[ph] ?? 0) + 1;
  return counts;
}

function checkEvent(event: TraceEvent): void {
  const { ph, name, cat = '', pid, tid, ts, dur, s = '', args = {} } = event;
  const what = JSON.stringify(event);
  ok(typeof name === 'string' && typeof cat === 'string', what);
  ok(Number.isSafeInteger(pid) && Number.isSafeInteger(tid) && pid > 0 && tid >= 0, what);
  ok(typeof args === 'object' && !Array.isArray(args), what);
  if (ph !== 'M') ok(Number.isFinite(ts) && ts >= 0, what);
  if (ph === 'M') {
    const [key, type] = metadata[name] ?? ['', ''];
    strictEqual(typeof args[key], type, what);
  } else if (ph === 'X') {
    ok(Number.isFinite(dur) && dur >= 0, what);
    ok(isWhole(ts) && isWhole(dur), `not whole nanoseconds: ${what}`);
  } else if (ph === 'i') ok(['g', 'p', 't'].includes(s), what);
  else if (ph === 'C') {
    ok(Object.keys(args).length > 0, what);
    ok(Object.values(args).every(Number.isFinite), what);
  } else if (ph === 's' || ph === 'f') ok(cat !== '' && Number.isSafeInteger(event.id), what);
  else throw new Error(`a kind of event that is not written: ${what}`);
}

function isWhole(microseconds: number): boolean {
  return Math.round(microseconds * 1000) / 1000 === microseconds;
}

/** Each process has one name, and each thread that has events; numbers of threads are of one process each. */
function checkNames(events: readonly TraceEvent[]): void {
  const names = events.filter(({ ph, name }) => ph === 'M' && name.endsWith('_name'));
  const keys = names.map(({ name, pid, tid }) =>
    name === 'process_name' ? `${pid}` : place(pid, tid),
  );
  strictEqual(new Set(keys).size, keys.length, 'a name is given twice');
  const threads = names.filter(({ name }) => name === 'thread_name').map(({ tid }) => tid);
  strictEqual(new Set(threads).size, threads.length, 'a thread is of two processes');
  for (const { ph, pid, tid } of events)
    if (ph === 'X' || ph === 's' || ph === 'f') ok(keys.includes(place(pid, tid)), place(pid, tid));
    else ok(keys.includes(`${pid}`), `process ${pid} has no name`);
}

function place(pid: number, tid: number): string {
  return `${pid} ${tid}`;
}

/** Importers keep the order of the file at equal times, so the outer one must come first. */
function checkNesting(events: readonly TraceEvent[]): ReadonlyMap<string, readonly Slice[]> {
  const threads = new Map<string, Slice[]>();
  const open = new Map<string, Slice[]>();
  for (const { pid, tid, ts, dur, name } of events) {
    const key = place(pid, tid);
    const stack = open.get(key) ?? [];
    const all = threads.get(key) ?? [];
    open.set(key, stack);
    threads.set(key, all);
    const start = Math.trunc(Math.round(ts * 1e6) / 1000);
    const slice = { start, end: start + Math.trunc(Math.round(dur * 1e6) / 1000), name };
    ok(start >= (all.at(-1)?.start ?? 0), `${name} at ${ts} is out of order`);
    while (stack.length > 0 && (stack.at(-1)?.end ?? 0) <= start) stack.pop();
    const outer = stack.at(-1);
    ok(outer === undefined || slice.end <= outer.end, `${name} at ${ts} overlaps ${outer?.name}`);
    stack.push(slice);
    all.push(slice);
  }
  return threads;
}

function checkCounters(events: readonly TraceEvent[]): void {
  const last = new Map<string, number>();
  for (const { pid, name, ts } of events) {
    ok(ts >= (last.get(`${pid} ${name}`) ?? 0), `${name} at ${ts} is out of order`);
    last.set(`${pid} ${name}`, ts);
  }
}

/** What is bound to one number is a chain in order of time: Perfetto takes a start for a new one, and an end for the last. */
function checkChains(spans: readonly TraceEvent[]): number {
  const bound = spans.filter(({ bind_id }) => bind_id !== undefined);
  for (const event of spans)
    if (event.flow_in || event.flow_out) ok(event.bind_id !== undefined, JSON.stringify(event));
  const chains = Map.groupBy(bound, ({ bind_id }) => bind_id);
  for (const [id, chain] of chains) {
    ok(/^0x[0-9a-f]+$/.test(id ?? ''), id);
    const inOrder = chain.toSorted((a, b) => a.ts - b.ts);
    ok(inOrder.length > 1, `${id} leads nowhere`);
    for (const [at, { flow_in = false, flow_out = false, ts }] of inOrder.entries()) {
      strictEqual(flow_in, at > 0, `${id} at ${ts}`);
      strictEqual(flow_out, at < inOrder.length - 1, `${id} at ${ts}`);
      ok(at === 0 || ts > (inOrder[at - 1]?.ts ?? 0), `${id} at ${ts} is at the same time`);
    }
  }
  return bound.length - chains.size;
}

function checkArrows(
  starts: readonly TraceEvent[],
  ends: readonly TraceEvent[],
  slices: ReadonlyMap<string, readonly Slice[]>,
): void {
  strictEqual(starts.length, ends.length);
  const endOf = new Map(ends.map((event) => [event.id, event]));
  strictEqual(endOf.size, ends.length, 'an arrow has two ends');
  for (const start of starts) {
    const end = endOf.get(start.id);
    ok(end !== undefined && end.name === start.name && end.cat === start.cat && end.bp === 'e');
    ok(end.ts >= start.ts, `arrow ${start.id} leads back in time`);
    for (const { pid, tid, ts } of [start, end]) {
      const at = Math.round(ts * 1000);
      const isOnSlice = slices.get(place(pid, tid))?.some((s) => s.start <= at && at <= s.end);
      ok(isOnSlice, `arrow ${start.id} does not lie on a span`);
    }
  }
}
