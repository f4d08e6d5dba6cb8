/**
 * Samples of V8's profiles as spans. Each sample names the leaf of a stack by the id of a node; whether they come from a .cpuprofile or from
 * the events of a Chrome trace makes no difference.
 */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { StackSpans } from '../layout/stackSpans.ts';
import type { V8Tree } from './v8Tree.ts';

/** Samples of one thread. */
export interface NodeSamples {
  readonly tree: V8Tree;
  /** Id of the node of each sample. */
  readonly ids: Float64Array;
  /** Microseconds, in any order; a sample without a moment is left out. */
  readonly times: Float64Array;
  /** Until when the last sample holds; NaN where unknown. */
  readonly end: number;
}

/** Makes spans of samples on a lane. */
export function emitNodeSamples(
  builder: ProfileBuilder,
  lane: number,
  { tree, ids, times, end }: NodeSamples,
): void {
  const nodeOf = tree.finish();
  const stacks = new NodeStacks(tree, new StackSpans(builder, lane));
  const lost = Math.abs(ids.length - times.length);
  if (lost > 0)
    builder.notes.add('# samples have no time, or times have no sample; they are left out.', lost);
  const count = Math.min(ids.length, times.length);
  const order = inOrder(times.subarray(0, count));
  let unknown = 0;
  let fullAt = Number.NaN;
  for (let place = 0; place < count; place++) {
    const at = order?.[place] ?? place;
    if (builder.store.length >= builder.limits.spans) {
      fullAt = times[at] as number;
      noteFull(builder, count - place);
      break;
    }
    const node = nodeOf.get(ids[at] as number);
    if (node === undefined) unknown++;
    else stacks.sample(times[at] as number, node);
  }
  if (unknown > 0)
    builder.notes.add(
      '# samples name a node that the file does not have; they are left out.',
      unknown,
    );
  const last = times[order?.at(-1) ?? count - 1] ?? 0;
  if (Number.isFinite(fullAt)) stacks.end(fullAt);
  else stacks.end(Number.isFinite(end) ? Math.max(last, end) : last);
}

/** What comes behind is not walked: it may be a hundred times what is shown. */
function noteFull(builder: ProfileBuilder, left: number): void {
  const most = builder.limits.spans.toLocaleString('en-US');
  builder.notes.add(
    `# samples are left out, the last ones: a profile shows at most ${most} spans.`,
    left,
  );
}

/** Chrome writes negative deltas: a sample may be noted after one that was taken later. Undefined where all are in order. */
function inOrder(times: Float64Array): Uint32Array | undefined {
  for (let at = 1; at < times.length; at++)
    if ((times[at] as number) < (times[at - 1] as number)) return sorted(times);
  return undefined;
}

/** Most were noted a few places too late, so that moving those up is faster than sorting; where it is not, all are sorted. */
function sorted(times: Float64Array): Uint32Array {
  const order = Uint32Array.from(times, (_, at) => at);
  let moves = times.length * 4;
  for (let at = 1; at < order.length && moves >= 0; at++) {
    const time = times[at] as number;
    let place = at;
    for (; place > 0 && (times[order[place - 1] as number] as number) > time; place--, moves--)
      order[place] = order[place - 1] as number;
    order[place] = at;
  }
  if (moves >= 0) return order;
  return order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
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
    const kind = this.#tree.kinds[node];
    if (kind === 'gc' && this.#hasCollector) return;
    if (this.#hasCollector) this.#spans.close(time);
    // The collector interrupts what runs: it belongs under the stack before it.
    this.#hasCollector = kind === 'gc';
    if (kind === 'gc') this.#spans.open(time, this.#tree.frames.values[node] as number);
    else this.#show(time, kind === 'idle' ? -1 : node);
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
