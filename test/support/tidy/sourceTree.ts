// The project's own sources as the house rules see them: texts, imports, and who reaches whom.
// A tree is a plain map of paths to texts, so that the rules can be tried on a tree made up in a test.

import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type ScannedText, scanText } from './sourceText.ts';

/** One `import`, `export from`, `import()` or `import('x').Type`. */
export interface ImportOf {
  readonly specifier: string;
  /** The file of the tree it means; undefined for packages and for files that are not there. */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
  readonly line: number;
}

/** A source file, path relative to the project and with `/`. */
export interface SourceFile extends ScannedText {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly ImportOf[];
  /** Files of the tree that a string of this one names, as a worker or a process to start. */
  readonly mentions: readonly string[];
}

/** All source files by path, in the order of their paths. */
export type SourceTree = ReadonlyMap<string, SourceFile>;

const patterns = ['{client,server,webview,test}/**/*.{ts,mts,mjs,js}', '*.{ts,mjs}'];
const notOurs = /(^|\/)(node_modules|dist|fixtures|\.[^/]+)$|^test\/workspaces\/[^/]+\/|\.d\.ts$/;

/** Reads the tree below a folder. A file that goes away meanwhile is left out. */
export function readSourceTree(projectRoot: string): SourceTree {
  const paths = patterns.flatMap((pattern) =>
    globSync(pattern, { cwd: projectRoot, exclude: (path) => notOurs.test(posixPath(path)) }),
  );
  const texts = new Map<string, string>();
  for (const path of paths.map(posixPath).sort()) {
    const text = readIfPresent(join(projectRoot, path));
    if (text !== undefined) texts.set(path, text);
  }
  return sourceTreeOf(texts);
}

/** Makes a tree from texts by path. */
export function sourceTreeOf(texts: ReadonlyMap<string, string>): SourceTree {
  const tree = new Map<string, SourceFile>();
  for (const [path, text] of texts) {
    const scanned = scanText(text);
    const imports = findImports({ path, text, code: scanned.code, known: texts });
    const mentions = scanned.strings
      .map(({ value }) => resolve(path, value, texts) ?? (texts.has(value) ? value : undefined))
      .filter((target) => target !== undefined);
    tree.set(path, { path, text, ...scanned, imports, mentions });
  }
  return tree;
}

/** The 1-based line of a place in a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Everything that is reached from some files, they included, by imports and by mentions. */
export function reachableFrom(tree: SourceTree, entries: Iterable<string>): Set<string> {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = tree.get(path);
    if (!file || reached.has(path)) continue;
    reached.add(path);
    waiting.push(...importedFiles(file), ...file.mentions);
  }
  return reached;
}

/** The files of the tree that a file imports, types included. */
export function importedFiles(file: SourceFile): string[] {
  return file.imports.flatMap(({ target }) => (target === undefined ? [] : [target]));
}

/**
 * Finds one cycle through each group of nodes that reach each other.
 *
 * @returns cycles as paths, the first node not repeated at the end
 */
export function findCycles(edges: ReadonlyMap<string, Iterable<string>>): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const stack: string[] = [];
  const visit = (node: string): void => {
    const start = stack.indexOf(node);
    if (start >= 0) cycles.push(stack.slice(start));
    if (start >= 0 || finished.has(node)) return;
    stack.push(node);
    for (const next of edges.get(node) ?? []) visit(next);
    stack.pop();
    finished.add(node);
  };
  for (const node of edges.keys()) visit(node);
  return cycles;
}

// In scanned code the specifier is blank, so the pattern ends at its opening quote.
const importForms: readonly { pattern: RegExp; isTypeOnly: (match: string) => boolean }[] = [
  {
    pattern: /\b(?:import|export)\b[\s\w$*{},]*?\bfrom\s*['"]/g,
    isTypeOnly: (match) => /^\w+\s+type\b(?!\s*from\b)/.test(match),
  },
  { pattern: /\bimport\s*['"]/g, isTypeOnly: () => false },
  { pattern: /\bimport\s*\(\s*['"`]/g, isTypeOnly: () => false },
];

function findImports(file: {
  path: string;
  text: string;
  code: string;
  known: ReadonlyMap<string, string>;
}): ImportOf[] {
  const { path, text, code, known } = file;
  const found: ImportOf[] = [];
  for (const { pattern, isTypeOnly } of importForms) {
    for (const match of code.matchAll(pattern)) {
      const start = match.index + match[0].length;
      const end = code.indexOf(code[start - 1] ?? '', start);
      const specifier = text.slice(start, end);
      const target = resolve(path, specifier, known);
      found.push({
        specifier,
        target,
        isTypeOnly: isTypeOnly(match[0]),
        line: lineAt(text, start),
      });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

function resolve(
  from: string,
  specifier: string,
  known: ReadonlyMap<string, string>,
): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const target = posix.join(posix.dirname(from), specifier);
  return known.has(target) ? target : undefined;
}

function posixPath(path: string): string {
  return path.replaceAll('\\', '/');
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
