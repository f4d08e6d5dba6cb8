/**
 * Changes of JSON texts that leave everything else as it is: comments, and how the lines around are laid out. New entries follow the
 * layout of their neighbours.
 */
import { type JsonNode, jsonTree } from '../../engine/config/jsonc.ts';
import type { JsonPath } from '../../engine/config/values.ts';
import { nodeAt, propertyOf } from './trees.ts';

/** A change of a text; the offset is that before any change. */
export interface JsonEdit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** The change that sets a value; what is missing on the way to it is added. @param path `-1` as its last step adds to a list */
export function jsonSet(text: string, path: JsonPath, value: unknown): JsonEdit {
  const tree = jsonTree(text);
  let known = path.length;
  while (known > 0 && nodeAt(tree, path.slice(0, known)) === undefined) known--;
  const node = nodeAt(tree, path.slice(0, known));
  const entry = entryText(path.slice(known), value);
  if (node === undefined) return { offset: text.length, length: 0, content: `{\n  ${entry}\n}\n` };
  if (known === path.length)
    return { offset: node.offset, length: node.length, content: spaced(value) };
  return node.children?.length ? append(text, node, entry) : fill(text, node, entry, known === 0);
}

/** The change that removes a key with its value, or an entry of a list; undefined where there is none. */
export function jsonRemove(text: string, path: JsonPath): JsonEdit | undefined {
  const holder = nodeAt(jsonTree(text), path.slice(0, -1));
  const last = path.at(-1);
  const node = typeof last === 'string' ? propertyOf(holder, last) : nodeAt(holder, path.slice(-1));
  const siblings = holder?.children ?? [];
  if (holder === undefined || node === undefined) return undefined;
  if (siblings.length === 1) return emptied(text, holder, node);
  const index = siblings.indexOf(node);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  const start = before ? before.offset + before.length : node.offset;
  const end = before || !after ? node.offset + node.length : after.offset;
  return { offset: start, length: end - start, content: '' };
}

/** With the only entry goes the space around it, but no comment. */
function emptied(text: string, holder: JsonNode, node: JsonNode): JsonEdit {
  const start = holder.offset + 1;
  const length = holder.length - 2;
  const isAlone = text.slice(start, start + length).trim().length === node.length;
  return isAlone
    ? { offset: start, length, content: '' }
    : { offset: node.offset, length: node.length, content: '' };
}

/** `"a": { "b": 1 }` for the way `a`, `b`. */
function entryText(path: JsonPath, value: unknown): string {
  const [first, ...rest] = path;
  const last = rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  return typeof first === 'string' ? `${JSON.stringify(first)}: ${spaced(last)}` : spaced(last);
}

/** On one line, with spaces as people write them. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Behind the last entry, on a line of its own where the first has one. */
function append(text: string, node: JsonNode, entry: string): JsonEdit {
  const first = node.children?.[0] ?? node;
  const last = node.children?.at(-1) ?? node;
  const line = /\r?\n[ \t]*$/.exec(text.slice(node.offset, first.offset))?.[0];
  return { offset: last.offset + last.length, length: 0, content: `,${line ?? ' '}${entry}` };
}

/** Into an object or list without entries; a comment in it stays. */
function fill(text: string, node: JsonNode, entry: string, isTop: boolean): JsonEdit {
  const offset = node.offset + 1;
  const inner = text.slice(offset, node.offset + node.length - 1);
  if (inner.trim() !== '') return { offset, length: 0, content: ` ${entry}` };
  const content = isTop ? `\n  ${entry}\n` : node.type === 'array' ? entry : ` ${entry} `;
  return { offset, length: inner.length, content };
}
