/** Ways through the tree of a text: from a path to its node, and from an offset to the node and its path. */
import type { JsonNode } from '../../engine/config/jsonc.ts';
import type { JsonPath } from '../../engine/config/values.ts';
import type { Span } from './lines.ts';

/** The value at a path; undefined where there is none. */
export function nodeAt(tree: JsonNode | undefined, path: JsonPath): JsonNode | undefined {
  let node = tree;
  for (const step of path) {
    if (typeof step === 'number') node = node?.type === 'array' ? node.children?.[step] : undefined;
    else node = propertyOf(node, step)?.children?.[1];
    if (node === undefined) return undefined;
  }
  return node;
}

/** The property of a name, with key and value; the last where there are several, as parsers take it. */
export function propertyOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  if (node?.type !== 'object') return undefined;
  const properties = node.children ?? [];
  if (properties.length > indexedFrom) return indexOf(node, properties).get(name);
  return properties.findLast(({ children }) => children?.[0]?.value === name);
}

/** Shorter objects are looked through faster than a table of their keys is made. */
const indexedFrom = 16;
const indexes = new WeakMap<JsonNode, ReadonlyMap<unknown, JsonNode>>();

function indexOf(node: JsonNode, properties: readonly JsonNode[]): ReadonlyMap<unknown, JsonNode> {
  const known = indexes.get(node);
  if (known !== undefined) return known;
  const index = new Map(properties.map((property) => [property.children?.[0]?.value, property]));
  // Only correct if trees never change, which nothing here does to them.
  indexes.set(node, index);
  return index;
}

/** What stands at an offset. */
export interface NodePlace {
  /** A key, a value, or the key of the object or list that starts here. */
  readonly span: Span;
  readonly path: JsonPath;
  readonly isKey: boolean;
}

/** The innermost key or value that an offset lies in. */
export function placeAt(tree: JsonNode, offset: number): NodePlace {
  const path: (string | number)[] = [];
  let node = tree;
  for (;;) {
    const next = childIndexAt(node, offset);
    const child = node.children?.[next];
    if (child === undefined) break;
    if (node.type === 'property' && next === 0) return { span: spanOf(child), path, isKey: true };
    if (node.type === 'array') path.push(next);
    if (child.type === 'property') path.push(String(child.children?.[0]?.value));
    node = child;
  }
  return { span: shownSpan(node), path, isKey: false };
}

/** Children stand in the order of the text. @returns -1 where there is none */
function childIndexAt({ children = [] }: JsonNode, offset: number): number {
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((children[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const child = children[low];
  const isIn = child && child.offset <= offset && offset < child.offset + child.length;
  return isIn ? low : -1;
}

/** A whole object is too much to underline: its key stands for it. */
function shownSpan(node: JsonNode): Span {
  if (node.type !== 'object' && node.type !== 'array') return spanOf(node);
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return key ? spanOf(key) : { start: node.offset, end: node.offset + 1 };
}

/** From the first sign to behind the last. */
export function spanOf({ offset, length }: JsonNode): Span {
  return { start: offset, end: offset + length };
}
