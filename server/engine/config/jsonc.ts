/**
 * Reads JSON with comments so that every message can point at line and column, and so that no input does harm: nesting is bounded,
 * objects have no prototype, and positions are worked out only where someone asks for one.
 */
import {
  createScanner,
  findNodeAtLocation,
  getLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { SourceLocation } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import type { JsonPath } from './values.ts';

/** Deepest nesting that is read. Real configuration has less than ten levels; parsers recurse once a level. */
const depthLimit = 100;
/** Largest file that is read, in UTF-16 units. */
const lengthLimit = 16_000_000;

/** A file that was read. */
export interface JsonDocument {
  readonly file: RelativePath;
  /** Undefined where nothing could be made of the file. */
  readonly value: unknown;
  /** What is wrong with the syntax. */
  readonly problems: readonly Problem[];
  /** Where the value, or with `'key'` its property name, stands; the nearest parent's place where it does not. */
  locate(path: JsonPath, part?: 'key' | 'value'): SourceLocation;
}

/**
 * Reads a file's text. Plain JSON takes the fast way; comments, trailing commas and mistakes the thorough one.
 * @param file where the text stands, for messages
 */
export function parseJson(file: RelativePath, text: string): JsonDocument {
  const source = withoutMark(text);
  const locate = locator(file, source);
  const fast = source.length > lengthLimit ? undefined : parseFast(source);
  const refused = fast
    ? isDeeperThan(fast.value, depthLimit)
      ? tooDeep
      : undefined
    : refusal(source);
  if (refused !== undefined) {
    const location = { file, line: 1, column: 1 };
    return { file, value: undefined, problems: [{ ...refused, location }], locate: () => location };
  }
  if (fast !== undefined) return { file, value: fast.value, problems: [], locate };
  return { file, ...parseSlow(file, source), locate };
}

/** A byte order mark becomes a space, so that offsets stay. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
}

const tooDeep: Problem = {
  severity: 'error',
  code: 'too-deep',
  message: `The file nests objects or lists more than ${depthLimit} levels deep.`,
};

function refusal(text: string): Problem | undefined {
  if (text.length > lengthLimit) {
    const message = `The file has more than ${lengthLimit / 1e6} million characters.`;
    return { severity: 'error', code: 'too-large', message };
  }
  return nestsDeeperThan(text, depthLimit) ? tooDeep : undefined;
}

/** Recursion ends at the limit. */
function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as Readonly<Record<string, unknown>>)[key], limit - 1)) return true;
  }
  return false;
}

/** One look at each character, outside of strings. Comments may make the answer too high, which only a hostile file notices. */
function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = stringEnd(text, i);
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
    if (deepest > limit) return true;
  }
  return false;
}

/** Index of the quote that ends the string begun at `start`; a string does not go beyond its line. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22 || code === 0x0a) return i;
  }
  return text.length;
}

function parseFast(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    // Not plain JSON: the thorough parser says whether it is JSON with comments or broken, and where.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseSlow(file: RelativePath, text: string): Pick<JsonDocument, 'value' | 'problems'> {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  // What follows the first mistake mostly follows from it.
  const problems = errors.slice(0, 1).map((error): Problem => {
    return {
      severity: 'error',
      code: 'syntax',
      message: `${syntaxMessage(printParseErrorCode(error.error))}.`,
      location: { file, ...positionOf(text, error.offset) },
    };
  });
  return { value: tree ? nodeValue(tree) : undefined, problems };
}

function nodeValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(nodeValue);
  if (node.type !== 'object') return node.value as unknown;
  const result: Record<string, unknown> = Object.create(null);
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key && value) result[String(key.value)] = nodeValue(value);
  }
  return result;
}

const expectedSigns: ReadonlyMap<string, string> = new Map([
  ['Comma', 'a comma, or the end of the list or object'],
  ['Colon', 'a colon'],
  ['CloseBrace', '"}"'],
  ['CloseBracket', '"]"'],
]);

/** `ColonExpected` becomes `Not valid JSON: expected a colon`. */
function syntaxMessage(code: string): string {
  const expected = /^(.+)Expected$/.exec(code)?.[1];
  const words = (text: string): string =>
    text.replace(/[A-Z]/g, (letter, at: number) =>
      at === 0 ? letter : ` ${letter.toLowerCase()}`,
    );
  if (expected === undefined) return `Not valid JSON: ${words(code).toLowerCase()}`;
  const sign = expectedSigns.get(expected);
  if (sign !== undefined) return `Not valid JSON: expected ${sign}`;
  const name = words(expected).toLowerCase();
  return `Not valid JSON: expected ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function locator(file: RelativePath, text: string): JsonDocument['locate'] {
  let tree: Node | undefined;
  let starts: readonly number[] | undefined;
  return (path, part = 'value') => {
    tree ??= parseTree(text, [], { allowTrailingComma: true });
    starts ??= lineStarts(text);
    return { file, ...positionIn(starts, tree ? offsetOf(tree, path, part) : 0) };
  };
}

/** Offsets at which lines begin. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1))
    starts.push(end + 1);
  return starts;
}

/** The same as `positionOf`, for files of which many places are asked for. */
function positionIn(starts: readonly number[], offset: number): ReturnType<typeof positionOf> {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

function offsetOf(tree: Node, path: JsonPath, part: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length) as (string | number)[]);
    if (!node) continue;
    const asKey = part === 'key' || length < path.length;
    return asKey && node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

/**
 * Line and column, both from 1, of an offset in UTF-16 units.
 */
export function positionOf(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (
    let next = text.indexOf('\n');
    next !== -1 && next < offset;
    next = text.indexOf('\n', start)
  ) {
    line++;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}

/** A value or property with its place: offset and length in UTF-16 units. */
export type JsonNode = Node;

/** The text as a tree, without what is broken; undefined where nothing can be made of it. */
export function jsonTree(text: string): JsonNode | undefined {
  const source = withoutMark(text);
  if (refusal(source) !== undefined) return undefined;
  return parseTree(source, [], { allowTrailingComma: true });
}

/** Where a cursor stands, also in text that is being typed and broken. */
export interface JsonCursor {
  /** The way to the value or key; a key that is not written yet is `''`. */
  readonly path: JsonPath;
  readonly isKey: boolean;
  /** Content of the text that the cursor stands in, without quotes; where its end is missing, it ends at the cursor. */
  readonly string: { readonly start: number; readonly end: number } | undefined;
}

/** Looks at a cursor. @returns undefined within comments, and where nothing can be made of the text */
export function jsonCursor(text: string, offset: number): JsonCursor | undefined {
  const source = withoutMark(text);
  if (refusal(source) !== undefined) return undefined;
  const token = tokenAt(source, offset);
  if (token === 'comment') return undefined;
  const { path, isAtPropertyKey } = getLocation(source, offset);
  return { path, isKey: isAtPropertyKey, string: token };
}

// By their numbers, since the enumeration exists at compile time alone.
const stringToken = 10;
const lineComment = 12;
const blockComment = 13;
const endOfFile = 17;

function tokenAt(text: string, offset: number): JsonCursor['string'] | 'comment' {
  const scanner = createScanner(text);
  for (let kind = scanner.scan(); kind !== endOfFile; kind = scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (start >= offset) return undefined;
    if (end < offset) continue;
    if (kind === lineComment) return 'comment';
    if (kind === blockComment && end > offset) return 'comment';
    if (kind !== stringToken) continue;
    const isClosed = scanner.getTokenError() === 0;
    if (isClosed && end === offset) return undefined;
    return { start: start + 1, end: isClosed ? end - 1 : offset };
  }
  return undefined;
}
