/**
 * Which nodes lie around a position of a text: only those on the way down are looked at, so that one mention in a bundle of megabytes costs as
 * much as one in a short file.
 */
import type { SyntaxNode } from './syntax.ts';

/** A stretch of the text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Lists longer than this are searched by halves. */
const shortList = 8;
/** Properties in which most of what is looked for lies. */
const first = ['declarations', 'expression', 'init', 'right', 'callee', 'object', 'arguments'];

/**
 * @param outermost has the position in it
 * @param position in UTF-16 units
 * @returns from the outermost to the innermost
 */
export function nodesAround(outermost: SyntaxNode, position: number): SyntaxNode[] {
  const path = [outermost];
  for (let next = inNode(outermost, position); next; next = inNode(next, position)) path.push(next);
  return path;
}

/** The last span of a sorted list that begins at or before a position, if it reaches over it. */
export function spanAround<T extends Span>(
  spans: readonly (T | null)[],
  position: number,
): T | undefined {
  let low = 0;
  let high = spans.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    // A hole, as in `[a, , b]`, says nothing of what is where.
    if (!span) return spans.find((one) => one && covers(one, position)) ?? undefined;
    if (span.start <= position) low = middle;
    else high = middle;
  }
  const found = spans[low];
  return found && covers(found, position) ? found : undefined;
}

function covers({ start, end }: Span, position: number): boolean {
  return start <= position && position < end;
}

function inNode(node: SyntaxNode, position: number): SyntaxNode | undefined {
  const parts = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of keysOf(node)) {
    const part = parts[key];
    if (typeof part !== 'object' || part === null) continue;
    if (Array.isArray(part)) {
      const found = inList(part, position);
      if (found) return found;
    } else if (isNode(part) && covers(part, position)) return part;
  }
  return undefined;
}

function inList(list: readonly unknown[], position: number): SyntaxNode | undefined {
  if (list.length > shortList) {
    const found = spanAround(list as readonly (SyntaxNode | null)[], position);
    return isNode(found) ? found : undefined;
  }
  for (const one of list) if (isNode(one) && covers(one, position)) return one;
  return undefined;
}

function isNode(part: unknown): part is SyntaxNode {
  return typeof (part as SyntaxNode | null | undefined)?.start === 'number';
}

/** Properties of the nodes of a class, whose values are made when they are asked for. */
const keysOfClass = new Map<object, readonly string[]>();

function keysOf(node: SyntaxNode): readonly string[] {
  const prototype = Object.getPrototypeOf(node) as object;
  if (prototype === Object.prototype) return Object.keys(node);
  let keys = keysOfClass.get(prototype);
  if (!keys) {
    const all = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    const made = all.filter(([, { get }]) => get !== undefined).map(([key]) => key);
    keys = [...new Set([...first.filter((key) => made.includes(key)), ...made])];
    keysOfClass.set(prototype, keys);
  }
  return keys;
}
