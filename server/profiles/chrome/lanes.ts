/**
 * Lanes of a Chrome trace: one for each thread, one below it for samples of it, one or more for the asynchronous spans of each category of
 * a process, and what metadata events say about their names and order, which may come at any place in the file.
 */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';

interface ThreadLane {
  readonly process: number;
  readonly thread: number;
  /** Number among the asynchronous lanes of its process, 0 for a thread. */
  readonly asynchronous: number;
  readonly name: string;
  /** The lane of the thread, for samples of it. */
  readonly below?: number;
}

interface Metadata {
  name?: string;
  labels?: string;
  sort?: number;
}

/** Keeps lanes by process and thread, both as numbers of texts. */
export class TraceLanes {
  readonly #builder: ProfileBuilder;
  readonly #lanes: ThreadLane[] = [];
  readonly #byThread = new Map<number, number>();
  readonly #processes = new Map<number, Metadata>();
  readonly #threads = new Map<number, Metadata>();
  readonly #order = new Map<number, number>();
  #lastKey = -1;
  #lastLane = -1;
  #isFull = false;

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  /** The lane of a thread. */
  of(process: number, thread: number): number {
    const key = keyOf(process, thread);
    if (key === this.#lastKey) return this.#lastLane;
    const lane =
      this.#byThread.get(key) ?? this.#add({ process, thread, asynchronous: 0, name: '' });
    if (!this.#isFull) this.#byThread.set(key, lane);
    this.#lastKey = key;
    this.#lastLane = lane;
    return lane;
  }

  /** A lane for asynchronous spans, below the threads of the process. */
  addAsynchronous(process: number, name: string): number {
    return this.#add({ process, thread: 0, asynchronous: this.#lanes.length + 1, name });
  }

  /** A lane for samples of a thread, below the thread's. */
  addSamples(below: number): number {
    const { process, thread } = this.#lane(below);
    const before = this.#lanes.filter((lane) => lane.below === below).length;
    const name = before === 0 ? 'samples' : `samples ${before + 1}`;
    return this.#add({ process, thread, asynchronous: 0, name, below });
  }

  /** Heading of a process. */
  group(process: number): string {
    const { name, labels } = this.#processes.get(process) ?? {};
    const title = name ?? `Process ${this.#builder.texts.text(process) || '0'}`;
    return labels === undefined || labels === '' ? title : `${title} (${labels})`;
  }

  /** Takes what a metadata event says. */
  describe(event: { name: string; process: number; thread: number; args: unknown }): void {
    const { name, args } = event;
    if (typeof args !== 'object' || args === null) return;
    const of = name.startsWith('process_')
      ? entry(this.#processes, event.process)
      : entry(this.#threads, keyOf(event.process, event.thread));
    if (name === 'process_name' || name === 'thread_name') {
      if ('name' in args && typeof args.name === 'string') of.name = args.name;
    } else if (name === 'process_labels') {
      if ('labels' in args && typeof args.labels === 'string') of.labels = args.labels;
    } else if (name === 'process_sort_index' || name === 'thread_sort_index') {
      if ('sort_index' in args && Number.isFinite(Number(args.sort_index)))
        of.sort = Number(args.sort_index);
    }
  }

  /** Tells the builder names and order of all lanes. */
  finish(): void {
    const titles = this.#lanes.map((lane) => ({
      name: this.#title(lane),
      group: this.group(lane.process),
    }));
    const order = this.#lanes.map((_, at) => at);
    order.sort(
      (a, b) =>
        this.#compare(this.#lane(a), this.#lane(b)) || this.#place(a) - this.#place(b) || a - b,
    );
    this.#builder.arrangeLanes(titles, order);
    this.#builder.counters.renameGroups((group) => this.group(Number(group)));
  }

  #add(lane: ThreadLane): number {
    const limit = this.#builder.limits.lanes;
    if (this.#lanes.length >= limit) {
      this.#isFull = true;
      this.#builder.notes.add(
        `There are more than ${limit.toLocaleString('en-US')} lanes; the rest is shown on the last one.`,
        0,
      );
      return limit - 1;
    }
    if (!this.#order.has(lane.process)) this.#order.set(lane.process, this.#order.size);
    this.#lanes.push(lane);
    return this.#builder.lane('', '');
  }

  #lane(at: number): ThreadLane {
    return this.#lanes[at] ?? { process: 0, thread: 0, asynchronous: 0, name: '' };
  }

  /** Samples lie where their thread does. */
  #place(at: number): number {
    return this.#lane(at).below ?? at;
  }

  #title(lane: ThreadLane): string {
    if (lane.asynchronous > 0) return lane.name;
    return lane.below === undefined
      ? this.#threadName(lane)
      : `${this.#threadName(lane)} (${lane.name})`;
  }

  #threadName({ process, thread }: ThreadLane): string {
    const name = this.#threads.get(keyOf(process, thread))?.name;
    return name ?? `Thread ${this.#builder.texts.text(thread) || '0'}`;
  }

  #compare(a: ThreadLane, b: ThreadLane): number {
    return (
      (this.#processes.get(a.process)?.sort ?? 0) - (this.#processes.get(b.process)?.sort ?? 0) ||
      (this.#order.get(a.process) ?? 0) - (this.#order.get(b.process) ?? 0) ||
      Math.sign(a.asynchronous) - Math.sign(b.asynchronous) ||
      this.#threadSort(a) - this.#threadSort(b)
    );
  }

  #threadSort({ process, thread }: ThreadLane): number {
    return this.#threads.get(keyOf(process, thread))?.sort ?? 0;
  }
}

function keyOf(process: number, thread: number): number {
  return process * 2 ** 26 + thread;
}

function entry(map: Map<number, Metadata>, key: number): Metadata {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh: Metadata = {};
  map.set(key, fresh);
  return fresh;
}
