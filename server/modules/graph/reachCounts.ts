/**
 * How many modules each module reaches, for all at once. Groups that reach each other count the same, so sets are joined along a graph without circles,
 * 512 modules at a time: bits of 50,000 modules for each of 50,000 would be 300 MB, and these are 3 MB.
 */
import type { Adjacency } from '../../engine/graph/adjacency.ts';
import { type Components, membersOf } from './components.ts';

/** 32-bit words of a set. */
const words = 16;
const bits = words * 32;

/**
 * Counts; a module itself does not count.
 * @param components of the same edges
 * @param counts which nodes count
 * @yields after each batch, so that a caller may do something else meanwhile
 */
export function* countReached(
  edges: Adjacency,
  components: Components,
  counts: (node: number) => boolean,
): Generator<undefined, Int32Array> {
  const between = edgesBetween(edges, components);
  const { of, count, members } = components;
  const reached = new Int32Array(count);
  const sets = new Int32Array(count * words);
  const isEmpty = new Uint8Array(count);
  // In the order of groups, so that a batch begins where its first group is.
  const counted = members.filter(counts);
  for (let from = 0; from < counted.length; from += bits) {
    const batch = counted.subarray(from, from + bits);
    sets.fill(0);
    isEmpty.fill(1);
    for (const [bit, node] of batch.entries()) {
      const group = of[node] ?? 0;
      const word = group * words + (bit >> 5);
      sets[word] = (sets[word] ?? 0) | (1 << (bit & 31));
      isEmpty[group] = 0;
    }
    // Groups before that one reach none of the batch.
    spread(between, { sets, isEmpty, reached, first: of[batch[0] ?? 0] ?? 0 });
    yield;
  }
  const result = new Int32Array(of.length);
  for (let group = 0; group < count; group++)
    for (const node of membersOf(components, group))
      result[node] = (reached[group] ?? 0) - (counts(node) ? 1 : 0);
  return result;
}

interface Batch {
  readonly sets: Int32Array;
  readonly isEmpty: Uint8Array;
  /** Added to. */
  readonly reached: Int32Array;
  readonly first: number;
}

/** Groups come after those that they reach. */
function spread({ starts, targets }: Adjacency, { sets, isEmpty, reached, first }: Batch): void {
  for (let group = first; group < reached.length; group++) {
    const end = starts[group + 1] ?? 0;
    const own = group * words;
    for (let edge = starts[group] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0;
      if (isEmpty[target] === 1) continue;
      isEmpty[group] = 0;
      const other = target * words;
      for (let word = 0; word < words; word++)
        sets[own + word] = (sets[own + word] ?? 0) | (sets[other + word] ?? 0);
    }
    if (isEmpty[group] === 1) continue;
    let sum = 0;
    for (let word = 0; word < words; word++) sum += bitCount(sets[own + word] ?? 0);
    reached[group] = (reached[group] ?? 0) + sum;
  }
}

/** Bits that are set; Warren, Hacker's Delight, 5-1. */
function bitCount(value: number): number {
  let left = value - ((value >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Edges from group to group, each once. */
export function edgesBetween({ starts, targets }: Adjacency, components: Components): Adjacency {
  const { of, count } = components;
  const groupStarts = new Int32Array(count + 1);
  const groupTargets: number[] = [];
  const lastFrom = new Int32Array(count).fill(-1);
  for (let group = 0; group < count; group++) {
    lastFrom[group] = group;
    for (const node of membersOf(components, group)) {
      const end = starts[node + 1] ?? 0;
      for (let edge = starts[node] ?? 0; edge < end; edge++) {
        const target = of[targets[edge] ?? 0] ?? 0;
        if (lastFrom[target] === group) continue;
        lastFrom[target] = group;
        groupTargets.push(target);
      }
    }
    groupStarts[group + 1] = groupTargets.length;
  }
  return { starts: groupStarts, targets: Int32Array.from(groupTargets) };
}

/** Imports on the longest way down from each node, where a group counts as one place. */
export function depths(edges: Adjacency, components: Components): Int32Array {
  const { starts, targets } = edgesBetween(edges, components);
  const depthOf = new Int32Array(components.count);
  for (let group = 0; group < components.count; group++)
    for (const target of targets.subarray(starts[group], starts[group + 1]))
      depthOf[group] = Math.max(depthOf[group] ?? 0, (depthOf[target] ?? 0) + 1);
  return components.of.map((group) => depthOf[group] ?? 0);
}
