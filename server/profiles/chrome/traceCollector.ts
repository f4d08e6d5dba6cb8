/** Decides what an event of a Chrome trace is, by its `ph`, and passes it on. */
import { greatestNumber, type JsonCursor } from '../json/jsonCursor.ts';
import { JsonWalk } from '../json/jsonWalk.ts';
import type { FlowEnd } from '../layout/flowStore.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { AsyncEvents } from './asyncEvents.ts';
import { CpuProfiles } from './cpuProfiles.ts';
import type { EventScanner } from './eventScanner.ts';
import { TraceLanes } from './lanes.ts';
import { NestedEvents } from './nestedEvents.ts';
import { SampledStacks } from './sampledStacks.ts';

const complete = 0x58;

/** Takes the event that a scanner has just read. */
export class TraceCollector {
  readonly #builder: ProfileBuilder;
  readonly #event: EventScanner;
  readonly #cursor: JsonCursor;
  readonly #lanes: TraceLanes;
  readonly #nested: NestedEvents;
  readonly #async: AsyncEvents;
  readonly #samples: SampledStacks;
  readonly #profiles: CpuProfiles;
  readonly #walk: JsonWalk;
  readonly #flowIds = new Map<string, number>();

  constructor(builder: ProfileBuilder, event: EventScanner, cursor: JsonCursor) {
    this.#builder = builder;
    this.#event = event;
    this.#cursor = cursor;
    this.#walk = new JsonWalk(cursor);
    this.#lanes = new TraceLanes(builder);
    this.#nested = new NestedEvents(builder);
    this.#async = new AsyncEvents(builder, this.#lanes);
    this.#samples = new SampledStacks(builder);
    this.#profiles = new CpuProfiles(builder, this.#lanes, this.#walk);
  }

  /** Takes the event. */
  take(): void {
    const event = this.#event;
    if (event.phase === complete) this.#complete();
    else if (event.phase === 0x4d /* M */) this.#metadata();
    else if (!Number.isFinite(event.time)) this.#noTime();
    else this.#other(String.fromCharCode(event.phase));
  }

  /** Takes the event as one of the list of samples, which has no kind. */
  takeSample(): void {
    const { time, process, thread, frameId } = this.#event;
    if (!Number.isFinite(time) || frameId === 0) return;
    const lane = this.#lanes.of(process, thread);
    this.#samples.push(lane, time, this.#builder.texts.text(frameId));
  }

  /** Takes notes that lie in the file, as JSON. */
  takeNotes(json: string): void {
    const notes = parse(json);
    if (!Array.isArray(notes)) return;
    for (const note of notes.slice(0, notesMax))
      if (typeof note === 'string' && isSentence(note)) this.#builder.notes.add(note, 0);
  }

  /** Takes a frame of samples, as JSON. */
  takeStackFrame(id: string, json: string): void {
    this.#samples.setFrame(id, parse(json));
  }

  /** Makes the spans that are known only at the end. */
  finish(): void {
    this.#profiles.finish();
    const end = Math.max(this.#latest(), this.#nested.latest(), this.#samples.latest());
    this.#nested.finish(end);
    this.#samples.finish(end);
    this.#async.finish(end);
    this.#lanes.finish();
  }

  #complete(): void {
    const event = this.#event;
    if (!Number.isFinite(event.time)) {
      this.#noTime();
      return;
    }
    let { duration } = event;
    if (!(duration >= 0)) {
      this.#builder.notes.add(
        '# spans have no duration, or a negative one; they are shown without length.',
      );
      duration = 0;
    }
    const lane = this.#lane();
    const span = this.#builder.span(lane, event.time, duration, this.#frame(), this.#detail());
    if (event.bindId !== 0 && span >= 0) this.#bind(lane, span);
  }

  #other(phase: string): void {
    const { time } = this.#event;
    if (phase === 'B') this.#start();
    else if (phase === 'E') this.#nested.end(this.#lane(), time, this.#what());
    else if ('iIR'.includes(phase)) this.#instant();
    else if (phase === 'C') this.#counter();
    else if ('bS'.includes(phase)) this.#async.start(this.#asyncEvent(phase === 'S'));
    else if ('eF'.includes(phase)) this.#async.end(this.#asyncEvent(phase === 'F'));
    else if ('nTp'.includes(phase))
      this.#builder.instants.push(time, this.#frame(), -1, this.#detail());
    else if (phase === 's') this.#flow('start');
    else if (phase === 't') this.#flow('step');
    else if (phase === 'f') this.#flow(this.#event.bindsEnclosing ? 'end-enclosing' : 'end');
    else if (phase === 'P') this.#sample();
    else this.#unknown(phase);
  }

  #start(): void {
    const lane = this.#lane();
    this.#nested.start(lane, this.#event.time, this.#what());
    if (this.#event.bindId !== 0) this.#bind(lane, -1);
  }

  /** An arrow of a span itself. A start may lead to many, as Perfetto has it. */
  #bind(lane: number, span: number): void {
    const { bindId, flowsIn, flowsOut, time } = this.#event;
    if (!flowsIn && !flowsOut) return;
    const kind = !flowsIn ? 'start' : flowsOut ? 'step' : 'end-open';
    this.#builder.flows.push(kind, this.#flowId(`bind ${bindId}`), lane, time, span);
  }

  #noTime(): void {
    this.#builder.notes.add('# events have no time and are left out.');
  }

  /** Objects, memory dumps, clock marks and context are known and have no place in the chart. */
  #unknown(phase: string): void {
    if ('NODvVc()'.includes(phase)) return;
    this.#builder.notes.add('# events are of a kind that is not known and are left out.');
  }

  #lane(): number {
    return this.#lanes.of(this.#event.process, this.#event.thread);
  }

  #frame(): number {
    const { name, category, file, line, column } = this.#event;
    if (file === 0 && line === 0) return this.#builder.frames.number(name, category);
    return this.#builder.frames.number(name, category, { file, line, column });
  }

  #detail(): number {
    const { argsStart, argsEnd } = this.#event;
    if (argsStart === argsEnd) return 0;
    return this.#builder.details.intern(this.#cursor.bytes, argsStart, argsEnd);
  }

  #what(): { frame: number; name: number; detail: number; hasName: boolean } {
    const { name, hasName, phase } = this.#event;
    return { frame: phase === 0x45 ? 0 : this.#frame(), name, detail: this.#detail(), hasName };
  }

  #args(): unknown {
    const { argsStart, argsEnd } = this.#event;
    return argsStart === argsEnd ? undefined : parse(this.#cursor.decode(argsStart, argsEnd));
  }

  #metadata(): void {
    const { process, thread } = this.#event;
    const name = this.#builder.texts.text(this.#event.name);
    this.#lanes.describe({ name, process, thread, args: this.#args() });
  }

  #instant(): void {
    const { time, instantScope, phase } = this.#event;
    if (this.#profiles.takeWhole(this.#event)) return;
    // Without a scope it belongs to the thread; a mark (R) to none.
    const isOfThread = phase !== 0x52 && (instantScope === 0x74 || instantScope === 0);
    this.#builder.instants.push(
      time,
      this.#frame(),
      isOfThread ? this.#lane() : -1,
      this.#detail(),
    );
  }

  /** Every series of a counter; values may be written as strings. */
  #counter(): void {
    const cursor = this.#cursor;
    const { argsStart, argsEnd } = this.#event;
    const end = cursor.at;
    cursor.at = argsStart;
    const series: { key: string; value: number }[] = [];
    if (argsEnd > argsStart)
      this.#walk.members((key) => {
        if (cursor.next() !== 0x22)
          return this.#walk.number((value) => series.push({ key, value }));
        return this.#walk.text((text) => series.push({ key, value: countOf(text) }));
      });
    cursor.at = end;
    for (const { key, value } of series)
      if (Number.isFinite(value)) this.#point(key, value, series.length === 1);
      else this.#builder.notes.add('# values of counters are no numbers and are left out.');
  }

  #point(key: string, value: number, isOnly: boolean): void {
    const { process, time, id } = this.#event;
    const { texts, counters } = this.#builder;
    const name = texts.text(this.#event.name) + (id === 0 ? '' : ` ${texts.text(id)}`);
    const isPlain = isOnly && (key === 'value' || key === 'bytes' || key === name);
    const line = { name: isPlain ? name : `${name}: ${key}`, group: String(process) };
    counters.push({ ...line, isBytes: key === 'bytes' }, time, value);
  }

  #asyncEvent(isLegacy: boolean) {
    const { process, category, name, hasName, time, id, scope, isIdLocal, file } = this.#event;
    const owner = isIdLocal ? process : 0;
    const key = `${category} ${id} ${scope} ${owner}${isLegacy ? ` ${name}` : ''}`;
    const [frame, detail] = [this.#frame(), this.#detail()];
    // Only calls have a place in the source.
    const tree = file === 0 ? '' : `${process} ${id}`;
    return { key, process, category, name, hasName, time, frame, detail, tree };
  }

  #flow(kind: FlowEnd): void {
    const { category, name, id, scope, isIdLocal, process, time } = this.#event;
    const key = `${category} ${name} ${id} ${scope} ${isIdLocal ? process : 0}`;
    this.#builder.flows.push(kind, this.#flowId(key), this.#lane(), time);
  }

  #flowId(key: string): number {
    const known = this.#flowIds.get(key) ?? this.#flowIds.size;
    this.#flowIds.set(key, known);
    return known;
  }

  #sample(): void {
    const { frameId, time } = this.#event;
    if (this.#profiles.take(this.#event)) return;
    if (frameId !== 0) this.#samples.push(this.#lane(), time, this.#builder.texts.text(frameId));
  }

  /** The latest moment that is known before anything is closed. */
  #latest(): number {
    const { store, instants, counters } = this.#builder;
    let latest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < store.length; at++) {
      const duration = store.durations.values[at] as number;
      const end = (store.starts.values[at] as number) + (duration > 0 ? duration : 0);
      if (end > latest) latest = end;
    }
    for (const { times } of [instants, counters])
      for (let at = 0; at < times.length; at++)
        latest = Math.max(latest, times.values[at] as number);
    return latest;
  }
}

/** Of others, who may call other things notes, a few short ones. */
const notesMax = 100;

function isSentence(note: string): boolean {
  return note.length > 10 && note.length < 1000 && !/(?<!\S)#(?!\S)/.test(note);
}

function countOf(text: string): number {
  const value = Number(text || Number.NaN);
  return Math.abs(value) <= greatestNumber ? value : Number.NaN;
}

/** A value of JSON; undefined where it is none. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Arguments that are no JSON tell nothing; the event itself counts.
    return undefined;
  }
}
