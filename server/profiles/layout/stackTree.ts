/**
 * Stacks with a weight and without a moment, as a tree: equal stacks are one, and each is as wide as what it and its callees weigh.
 */
import { Float64Column, Uint32Column } from './columns.ts';
import type { ProfileBuilder } from './profileBuilder.ts';

/** Nodes are numbered in the order in which they are added, so a parent is always before its children. */
export class StackTree {
  readonly #builder: ProfileBuilder;
  /** Parent plus one; 0 is none. */
  readonly #parents = new Uint32Column();
  readonly #frames = new Uint32Column();
  readonly #weights = new Float64Column();
  readonly #children = new Map<number, Map<number, number>>();
  #left = 0;

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  get size(): number {
    return this.#parents.length;
  }

  /** A new node. @param parent -1 for none @returns -1 beyond the limit of spans */
  add(parent: number, frame: number): number {
    if (this.size >= this.#builder.limits.spans) {
      this.#left++;
      return -1;
    }
    this.#parents.push(parent + 1);
    this.#frames.push(frame);
    this.#weights.push(0);
    return this.size - 1;
  }

  /** The node of a frame below another, made where there is none. */
  child(parent: number, frame: number): number {
    const siblings = this.#children.get(parent) ?? new Map<number, number>();
    if (siblings.size === 0) this.#children.set(parent, siblings);
    const known = siblings.get(frame);
    if (known !== undefined) return known;
    const fresh = this.add(parent, frame);
    if (fresh >= 0) siblings.set(frame, fresh);
    return fresh;
  }

  /** Adds to a node's own weight. */
  weigh(node: number, weight: number): void {
    if (node >= 0 && weight > 0)
      this.#weights.values[node] = (this.#weights.values[node] as number) + weight;
  }

  /** Own weight of all nodes together. */
  total(): number {
    let total = 0;
    for (let node = 0; node < this.size; node++) total += this.#weights.values[node] as number;
    return total;
  }

  /** Makes spans of all nodes that weigh something. @returns where the last one ends */
  emit(lane: number, from = 0): number {
    if (this.#left > 0) {
      const limit = this.#builder.limits.spans.toLocaleString('en-US');
      this.#builder.notes.add(
        `# stacks are left out: a profile shows at most ${limit} spans.`,
        this.#left,
      );
    }
    const totals = this.#totals();
    // Where the next child of a node starts; one more for the roots.
    const places = new Float64Array(this.size + 1);
    places[0] = from;
    for (let node = 0; node < this.size; node++) {
      const parent = this.#parents.values[node] as number;
      const start = places[parent] as number;
      const total = totals[node] as number;
      places[parent] = start + total;
      places[node + 1] = start;
      if (total > 0) this.#builder.span(lane, start, total, this.#frames.values[node] as number, 0);
    }
    return places[0];
  }

  #totals(): Float64Array {
    const totals = this.#weights.toArray();
    for (let node = this.size - 1; node >= 0; node--) {
      const parent = this.#parents.values[node] as number;
      if (parent > 0)
        totals[parent - 1] = (totals[parent - 1] as number) + (totals[node] as number);
    }
    return totals;
  }
}
