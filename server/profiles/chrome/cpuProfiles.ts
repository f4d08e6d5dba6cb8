/**
 * Processor profiles inside of a Chrome trace, as DevTools records them: an event `Profile` that says which thread and since when, and then
 * events `ProfileChunk`, each with new nodes of the tree, the samples since the one before, and the time between them. Chunks are written by
 * a thread of the profiler's own, so process and id say what belongs together. Others write a whole profile into one event: webpack into an
 * instant `CpuProfile`, Rspack into a chunk, with moments of a clock that is not the trace's and the times twice.
 * https://chromium.googlesource.com/v8/v8/+/refs/heads/main/src/profiler/profile-generator.cc, `StreamPendingTraceEvents`
 */
import { emitNodeSamples } from '../formats/nodeSamples.ts';
import { V8Tree } from '../formats/v8Tree.ts';
import type { JsonWalk } from '../json/jsonWalk.ts';
import { Float64Column } from '../layout/columns.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { EventScanner } from './eventScanner.ts';
import type { TraceLanes } from './lanes.ts';

/** Samples and times of one event, by their place in the columns of the profile. */
interface Chunk {
  readonly time: number;
  readonly firstId: number;
  readonly firstDelta: number;
  readonly ids: number;
  readonly deltas: number;
}

interface SampledThread {
  readonly tree: V8Tree;
  readonly ids: Float64Column;
  readonly deltas: Float64Column;
  readonly chunks: Chunk[];
  readonly process: number;
  thread: number;
  /** By the clock of the trace. */
  startTime: number;
  endTime: number;
  /** What the profile itself says, by a clock that may be another. */
  ownStart: number;
  ownEnd: number;
}

/** Collects profiles; their samples become spans at the end. */
export class CpuProfiles {
  readonly #builder: ProfileBuilder;
  readonly #lanes: TraceLanes;
  readonly #walk: JsonWalk;
  readonly #start: number;
  readonly #chunk: number;
  readonly #whole: number;
  readonly #threads = new Map<string, SampledThread>();
  #samples = 0;

  constructor(builder: ProfileBuilder, lanes: TraceLanes, walk: JsonWalk) {
    this.#builder = builder;
    this.#lanes = lanes;
    this.#walk = walk;
    this.#start = builder.texts.add('Profile');
    this.#chunk = builder.texts.add('ProfileChunk');
    this.#whole = builder.texts.add('CpuProfile');
  }

  /** Takes an event where it is one of a profile. @returns whether it is */
  take(event: EventScanner): boolean {
    const { name, process, thread, id, time } = event;
    if (name !== this.#start && name !== this.#chunk) return false;
    const of = this.#thread(`${process} ${id}`, process, thread);
    if (name === this.#start) of.thread = thread;
    if (event.argsStart < event.argsEnd) this.#read(of, event.argsStart, time);
    return true;
  }

  /** Takes an instant where it holds a whole profile. @returns whether it does */
  takeWhole(event: EventScanner): boolean {
    if (event.name !== this.#whole || event.argsStart >= event.argsEnd) return false;
    const key = `whole ${this.#threads.size}`;
    const of = this.#thread(key, event.process, event.thread);
    this.#read(of, event.argsStart, event.time);
    of.startTime = of.ownStart;
    if (of.chunks.length === 0) this.#threads.delete(key);
    return of.chunks.length > 0;
  }

  /** Makes spans of all samples, each profile on a lane below its thread. */
  finish(): void {
    for (const of of this.#threads.values()) {
      const { ids, times } = timed(of);
      if (ids.length === 0 && times.length === 0) continue;
      const lane = this.#lanes.addSamples(this.#lanes.of(of.process, of.thread));
      emitNodeSamples(this.#builder, lane, { tree: of.tree, ids, times, end: endOf(of) });
    }
  }

  #thread(key: string, process: number, thread: number): SampledThread {
    const known = this.#threads.get(key);
    if (known !== undefined) return known;
    const fresh: SampledThread = {
      tree: new V8Tree(this.#walk, this.#builder),
      ids: new Float64Column(),
      deltas: new Float64Column(),
      chunks: [],
      process,
      thread,
      startTime: Number.NaN,
      endTime: Number.NaN,
      ownStart: Number.NaN,
      ownEnd: Number.NaN,
    };
    if (this.#threads.size < this.#builder.limits.lanes) this.#threads.set(key, fresh);
    return fresh;
  }

  #read(of: SampledThread, argsStart: number, time: number): void {
    const { cursor } = this.#walk;
    const end = cursor.at;
    const [firstId, firstDelta] = [of.ids.length, of.deltas.length];
    cursor.at = argsStart;
    const isWhole = this.#walk.members((key) => {
      if (key !== 'data') return cursor.skip();
      return this.#walk.members((name) => this.#member(of, name, firstDelta));
    });
    cursor.at = end;
    if (!isWhole) this.#builder.notes.add('# parts of processor profiles are broken.');
    const [ids, deltas] = [of.ids.length - firstId, of.deltas.length - firstDelta];
    if (ids > 0 || deltas > 0) of.chunks.push({ time, firstId, firstDelta, ids, deltas });
  }

  #member(of: SampledThread, key: string, firstDelta: number): boolean {
    const walk = this.#walk;
    if (key === 'cpuProfile') return walk.members((name) => this.#own(of, name, firstDelta));
    if (key === 'timeDeltas') return this.#times(of, firstDelta);
    if (key === 'startTime')
      return walk.number((time) => {
        of.startTime = time;
      });
    if (key !== 'endTime') return walk.cursor.skip();
    return walk.number((time) => {
      of.endTime = time;
    });
  }

  /** A member of the profile itself. */
  #own(of: SampledThread, key: string, firstDelta: number): boolean {
    const walk = this.#walk;
    if (key === 'nodes') return this.#isFull() ? walk.cursor.skip() : of.tree.readFlat();
    if (key === 'samples') return this.#numbers(of.ids);
    if (key === 'timeDeltas') return this.#times(of, firstDelta);
    if (key === 'startTime')
      return walk.number((time) => {
        of.ownStart = time;
      });
    if (key !== 'endTime') return walk.cursor.skip();
    return walk.number((time) => {
      of.ownEnd = time;
    });
  }

  /** They are at one of two places; where they are at both, they are the same. */
  #times(of: SampledThread, firstDelta: number): boolean {
    if (of.deltas.length > firstDelta) return this.#walk.cursor.skip();
    return this.#numbers(of.deltas);
  }

  #numbers(into: Float64Column): boolean {
    const walk = this.#walk;
    if (this.#isFull()) return walk.cursor.skip();
    return walk.elements(() =>
      walk.number((value) => {
        into.push(value);
        this.#samples++;
      }),
    );
  }

  /** Samples take memory as spans do; one event more or less makes no difference. */
  #isFull(): boolean {
    const limit = this.#builder.limits.spans;
    if (this.#samples < limit * 2) return false;
    const most = limit.toLocaleString('en-US');
    this.#builder.notes.add(`Samples are left out: a profile shows at most ${most}.`, 0);
    return true;
  }
}

/** When the last sample ended, by the clock of the trace; NaN where unknown. */
function endOf({ startTime, endTime, ownStart, ownEnd }: SampledThread): number {
  return Number.isFinite(endTime) ? endTime : startTime + (ownEnd - ownStart);
}

/** The samples with their moments, in the order in which the events were written. */
function timed(of: SampledThread): { readonly ids: Float64Array; readonly times: Float64Array } {
  const chunks = of.chunks.toSorted((a, b) => a.time - b.time);
  const [all, deltas] = [of.ids.toArray(), of.deltas.toArray()];
  const ids = new Float64Array(all.length);
  const times = new Float64Array(deltas.length);
  let [idCount, timeCount] = [0, 0];
  let time = Number.isFinite(of.startTime) ? of.startTime : startBefore(chunks[0], deltas);
  for (const chunk of chunks) {
    ids.set(all.subarray(chunk.firstId, chunk.firstId + chunk.ids), idCount);
    idCount += chunk.ids;
    for (let at = chunk.firstDelta; at < chunk.firstDelta + chunk.deltas; at++) {
      const delta = deltas[at] as number;
      time += Number.isFinite(delta) ? delta : 0;
      times[timeCount++] = time;
    }
  }
  return { ids, times };
}

/** Where the event of the start is lost: the first chunk was written right after its last sample. */
function startBefore(first: Chunk | undefined, deltas: Float64Array): number {
  if (first === undefined) return 0;
  const own = deltas.subarray(first.firstDelta, first.firstDelta + first.deltas);
  return first.time - own.reduce((sum, delta) => sum + (Number.isFinite(delta) ? delta : 0), 0);
}
