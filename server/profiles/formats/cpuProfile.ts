/**
 * Reads .cpuprofile, which V8 writes: `{nodes, startTime, endTime, samples, timeDeltas}`, or of old `{head, startTime, endTime, samples,
 * timestamps}`; https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile. Times are microseconds (seconds of old) of a
 * clock that is not the wall's.
 */
import type { JsonWalk } from '../json/jsonWalk.ts';
import { Float64Column } from '../layout/columns.ts';
import { StackSpans } from '../layout/stackSpans.ts';
import type { Profile, UnreadableProfile } from '../profile.ts';
import { type FileToRead, loadJson, noteBroken } from './fileReader.ts';
import { V8Tree } from './v8Tree.ts';

/** Reads the file. */
export async function readCpuProfile(file: FileToRead): Promise<Profile | UnreadableProfile> {
  const walk = await loadJson(file);
  const reader = new CpuProfileReader(file, walk);
  if (!reader.read()) noteBroken(file);
  reader.emit();
  return file.builder.finish({ name: file.name, format: 'cpuprofile', unit: 'time' });
}

class CpuProfileReader {
  readonly #file: FileToRead;
  readonly #walk: JsonWalk;
  readonly #tree: V8Tree;
  readonly #samples = new Float64Column();
  readonly #deltas = new Float64Column();
  readonly #timestamps = new Float64Column();
  #startTime = Number.NaN;
  #endTime = Number.NaN;

  constructor(file: FileToRead, walk: JsonWalk) {
    this.#file = file;
    this.#walk = walk;
    this.#tree = new V8Tree(walk, file.builder);
  }

  read(): boolean {
    return this.#walk.members((key) => this.#member(key));
  }

  emit(): void {
    const { builder } = this.#file;
    const nodeOf = this.#tree.finish();
    const times = this.#times();
    const count = Math.min(this.#samples.length, times.length);
    if (this.#samples.length !== times.length)
      builder.notes.add(
        `${Math.abs(this.#samples.length - times.length).toLocaleString('en-US')} samples have no time, or times have no sample; they are left out.`,
      );
    const order = Uint32Array.from({ length: count }, (_, at) => at);
    // Chrome writes negative deltas: a sample may be noted after one that was taken later.
    if (order.some((at) => (times[at] as number) < (times[at - 1] ?? Number.NEGATIVE_INFINITY)))
      order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
    const stacks = new NodeStacks(
      this.#tree,
      new StackSpans(builder, builder.lane('Main', this.#file.name)),
    );
    let unknown = 0;
    for (const at of order) {
      const node = nodeOf.get(this.#samples.values[at] as number);
      if (node === undefined) unknown++;
      else stacks.sample(times[at] as number, node);
    }
    if (unknown > 0)
      builder.notes.add(
        '# samples name a node that the file does not have; they are left out.',
        unknown,
      );
    const last = times[order.at(-1) ?? -1] ?? 0;
    stacks.end(Number.isFinite(this.#endTime) ? Math.max(last, this.#endTime) : last);
  }

  #member(key: string): boolean {
    const walk = this.#walk;
    if (key === 'nodes') return this.#tree.readFlat();
    if (key === 'head') return this.#tree.readNested();
    if (key === 'samples') return walk.elements(() => walk.number((id) => this.#samples.push(id)));
    if (key === 'timeDeltas')
      return walk.elements(() => walk.number((delta) => this.#deltas.push(delta)));
    if (key === 'timestamps')
      return walk.elements(() => walk.number((time) => this.#timestamps.push(time)));
    if (key === 'startTime')
      return walk.number((time) => {
        this.#startTime = time;
      });
    if (key !== 'endTime') return walk.cursor.skip();
    return walk.number((time) => {
      this.#endTime = time;
    });
  }

  /** Moment of each sample. */
  #times(): Float64Array {
    if (this.#deltas.length === 0 && this.#timestamps.length > 0) {
      // Of old, start and end are seconds, and the moments of samples microseconds.
      const isSeconds = this.#endTime * 1e5 < (this.#timestamps.values[0] as number);
      if (isSeconds) this.#endTime *= 1e6;
      return finite(this.#timestamps.toArray());
    }
    let time = Number.isFinite(this.#startTime) ? this.#startTime : 0;
    return this.#deltas.toArray().map((delta) => {
      time += Number.isFinite(delta) ? delta : 0;
      return time;
    });
  }
}

function finite(times: Float64Array): Float64Array {
  let last = 0;
  return times.map((time) => {
    last = Number.isFinite(time) ? time : last;
    return last;
  });
}

/** Turns samples, each a leaf of the tree, into spans; only what differs from the sample before is walked. */
class NodeStacks {
  readonly #tree: V8Tree;
  readonly #spans: StackSpans;
  readonly #depths: Int32Array;
  /** Nodes that are open, outermost first. */
  #open: number[] = [];
  #hasCollector = false;

  constructor(tree: V8Tree, spans: StackSpans) {
    this.#tree = tree;
    this.#spans = spans;
    this.#depths = depthsOf(tree);
  }

  sample(time: number, node: number): void {
    if (this.#hasCollector) this.#spans.close(time);
    this.#hasCollector = false;
    const kind = this.#tree.kinds[node];
    // The collector interrupts what runs: it belongs under the stack before it.
    if (kind === 'gc') {
      this.#spans.open(time, this.#tree.frames.values[node] as number);
      this.#hasCollector = true;
    } else this.#show(time, kind === 'idle' ? -1 : node);
  }

  end(time: number): void {
    this.#spans.end(time);
  }

  #show(time: number, leaf: number): void {
    const path: number[] = [];
    let node = leaf;
    while (node >= 0 && this.#depthOf(node) >= 0 && this.#open[this.#depthOf(node)] !== node) {
      path.push(node);
      node = (this.#tree.parents.values[node] as number) - 1;
    }
    const shared = node < 0 ? 0 : this.#depthOf(node) + 1;
    while (this.#open.length > shared) {
      this.#open.pop();
      this.#spans.close(time);
    }
    for (let at = path.length - 1; at >= 0; at--) {
      const next = path[at] ?? 0;
      this.#open.push(next);
      this.#spans.open(time, this.#tree.frames.values[next] as number);
    }
  }

  #depthOf(node: number): number {
    return this.#depths[node] as number;
  }
}

/** Depth of each node below the root, which itself has -1 and is not shown. */
function depthsOf(tree: V8Tree): Int32Array {
  const unknown = -2;
  const depths = new Int32Array(tree.size).fill(unknown);
  const path: number[] = [];
  for (let start = 0; start < tree.size; start++) {
    let node = start;
    while (node >= 0 && depths[node] === unknown && path.length <= tree.size) {
      path.push(node);
      node = (tree.parents.values[node] as number) - 1;
    }
    let depth = node < 0 || depths[node] === unknown ? -1 : (depths[node] as number);
    while (path.length > 0) {
      const next = path.pop() ?? 0;
      if (tree.kinds[next] !== 'root' || tree.parents.values[next] !== 0) depth++;
      depths[next] = depth;
    }
  }
  return depths;
}
