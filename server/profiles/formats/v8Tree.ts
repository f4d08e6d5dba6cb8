/**
 * The tree of V8's profiles, in both its forms: nested, each node with its children inside (.heapprofile, and .cpuprofile of old), and flat,
 * each with the ids of its children. Nesting may go deeper than a function may call itself, so there is no recursion.
 */
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  quote,
} from '../json/jsonBytes.ts';
import type { JsonWalk } from '../json/jsonWalk.ts';
import { Float64Column, Uint32Column } from '../layout/columns.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { CallFrameReader } from './callFrame.ts';

/** What V8 makes up besides functions. */
export type Synthetic = 'root' | 'idle' | 'gc' | undefined;

/** Nodes by number, in the order of the file. */
export class V8Tree {
  readonly ids = new Float64Column();
  readonly frames = new Uint32Column();
  /** Own bytes of a .heapprofile. */
  readonly sizes = new Float64Column();
  readonly kinds: Synthetic[] = [];
  /** Parent plus one; 0 is none. */
  readonly parents = new Uint32Column();
  /** Pairs of node and id of a child, of the flat form. */
  readonly #links: { readonly nodes: Uint32Column; readonly children: Float64Column } = {
    nodes: new Uint32Column(),
    children: new Float64Column(),
  };
  /** Pairs of node and id of its parent, as the events of Chrome traces have them. */
  readonly #parentIds: { readonly nodes: Uint32Column; readonly parents: Float64Column } = {
    nodes: new Uint32Column(),
    parents: new Float64Column(),
  };
  readonly #walk: JsonWalk;
  readonly #callFrame: CallFrameReader;

  constructor(walk: JsonWalk, builder: ProfileBuilder) {
    this.#walk = walk;
    this.#callFrame = new CallFrameReader(walk, builder);
  }

  get size(): number {
    return this.ids.length;
  }

  /** Reads the array `nodes`; where it comes in parts, each adds its own. */
  readFlat(): boolean {
    return this.#walk.elements(() => this.#readFlatNode());
  }

  /** Reads the object `head`. */
  readNested(): boolean {
    const { cursor } = this.#walk;
    if (cursor.next() !== openBrace) return cursor.skip();
    const open: OpenNode[] = [];
    for (;;) {
      const top = open.at(-1);
      const byte = cursor.next();
      if (byte === comma) cursor.at++;
      else if (top === undefined || top.isInChildren) {
        if (byte === openBrace) open.push(this.#openNode(top?.node ?? -1));
        else if (byte === closeBracket && top !== undefined) {
          cursor.at++;
          top.isInChildren = false;
        } else return false;
      } else if (byte === closeBrace) {
        cursor.at++;
        open.pop();
        if (open.length === 0) return true;
      } else if (!this.#readNestedMember(top)) return false;
    }
  }

  /** Node by id, once all are read and their parents known. */
  finish(): ReadonlyMap<number, number> {
    const byId = new Map<number, number>();
    for (let node = 0; node < this.size; node++) {
      const id = this.ids.values[node] as number;
      if (!byId.has(id)) byId.set(id, node);
    }
    const { nodes, children } = this.#links;
    for (let at = 0; at < nodes.length; at++)
      this.#setParent(byId.get(children.values[at] as number), nodes.values[at]);
    const { nodes: own, parents } = this.#parentIds;
    for (let at = 0; at < own.length; at++)
      this.#setParent(own.values[at], byId.get(parents.values[at] as number));
    this.#cutCircles();
    return byId;
  }

  /** The first parent counts. */
  #setParent(child: number | undefined, parent: number | undefined): void {
    if (child === undefined || parent === undefined || child === parent) return;
    if (this.parents.values[child] === 0) this.parents.values[child] = parent + 1;
  }

  /** Damaged files have nodes that are their own ancestors; walking up from those would never end. */
  #cutCircles(): void {
    const states = new Uint8Array(this.size);
    for (let start = 0; start < this.size; start++) {
      let last = start;
      for (let node = start; node >= 0 && states[node] !== 2; ) {
        if (states[node] === 1) {
          this.parents.values[last] = 0;
          break;
        }
        states[node] = 1;
        last = node;
        node = (this.parents.values[node] as number) - 1;
      }
      for (let node = start; node >= 0 && states[node] === 1; ) {
        states[node] = 2;
        node = (this.parents.values[node] as number) - 1;
      }
    }
  }

  #add(parent: number): number {
    this.ids.push(Number.NaN);
    this.frames.push(0);
    this.sizes.push(0);
    this.parents.push(parent + 1);
    this.kinds.push(undefined);
    this.#callFrame.reset();
    return this.size - 1;
  }

  #readFlatNode(): boolean {
    const node = this.#add(-1);
    const isRead = this.#walk.members((key) => this.#member(key, node));
    this.#finishNode(node);
    return isRead;
  }

  #openNode(parent: number): OpenNode {
    this.#walk.cursor.at++;
    return { node: this.#add(parent), isInChildren: false };
  }

  #readNestedMember(top: OpenNode): boolean {
    const { cursor } = this.#walk;
    if (cursor.next() !== quote || !cursor.text()) return false;
    const key = cursor.decodeText();
    if (!cursor.accept(colon)) return false;
    if (key === 'children' && cursor.next() === openBracket) {
      cursor.at++;
      top.isInChildren = true;
      return true;
    }
    if (key === 'children') return cursor.skip();
    // The fields of old .cpuprofiles lie in the node itself, before its children.
    const isRead = this.#member(key, top.node);
    this.#finishNode(top.node);
    return isRead;
  }

  #member(key: string, node: number): boolean {
    const walk = this.#walk;
    if (key === 'callFrame') return this.#callFrame.read();
    if (key === 'id')
      return walk.number((id) => {
        this.ids.values[node] = id;
      });
    if (key === 'selfSize')
      return walk.number((size) => {
        this.sizes.values[node] = size > 0 ? size : 0;
      });
    if (key === 'children') return walk.elements(() => walk.number((id) => this.#link(node, id)));
    if (key === 'parent')
      return walk.number((id) => {
        this.#parentIds.nodes.push(node);
        this.#parentIds.parents.push(id);
      });
    return this.#callFrame.member(key) ?? walk.cursor.skip();
  }

  #link(node: number, child: number): void {
    this.#links.nodes.push(node);
    this.#links.children.push(child);
  }

  #finishNode(node: number): void {
    this.frames.values[node] = this.#callFrame.frame();
    const name = this.#callFrame.name();
    this.kinds[node] = kinds.get(name);
  }
}

interface OpenNode {
  readonly node: number;
  isInChildren: boolean;
}

const kinds: ReadonlyMap<string, Synthetic> = new Map([
  ['(root)', 'root'],
  ['(idle)', 'idle'],
  ['(garbage collector)', 'gc'],
]);
